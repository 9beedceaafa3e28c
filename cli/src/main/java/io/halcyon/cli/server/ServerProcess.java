package io.halcyon.cli.server;

import io.halcyon.core.config.Configured;
import io.halcyon.core.config.Setting;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The life of a server process: it serves until SIGTERM (or Ctrl-C), then closes what it opened
/// and exits with 0; or until a server stops by itself, then it exits with 1.
final class ServerProcess {
  private static final Logger log = LoggerFactory.getLogger(ServerProcess.class);
  private static final int FAILED = 1;

  private ServerProcess() {}

  /// Logs the settings that are not defaults, and where they come from.
  static void logSettings(Configured<?> config, String prefix) {
    List<String> changed =
        config.settings().stream()
            .filter(setting -> setting.layer() != Setting.Layer.DEFAULT)
            .filter(setting -> setting.key().startsWith(prefix + "."))
            .map(Setting::toString)
            .toList();
    log.atInfo().addKeyValue("settings", changed).log("configuration, as far as it is not default");
  }

  /// Serves until the end.
  ///
  /// @param ended completes when a server ended by itself, exceptionally if that was a failure
  /// @param close closes everything gracefully; called once, at a signal
  /// @return the exit code, if nobody sent a signal
  static int serve(CompletableFuture<Void> ended, Runnable close) {
    Thread hook =
        Thread.ofPlatform()
            .name("halcyon-shutdown")
            .unstarted(() -> {
              log.atInfo().log("shutting down");
              close.run();
              log.atInfo().log("bye");
              // The exit code of a JVM that ends by a signal is not 0; this end is as asked for.
              Runtime.getRuntime().halt(0);
            });
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      ended.join();
      return 0;
    } catch (CompletionException e) {
      log.atError().setCause(e.getCause()).log("the server cannot go on");
      boolean removed = false;
      try {
        removed = Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException shuttingDown) {
        log.atInfo().log("already shutting down");
      }
      if (removed) {
        close.run();
      }
      return FAILED;
    }
  }
}
