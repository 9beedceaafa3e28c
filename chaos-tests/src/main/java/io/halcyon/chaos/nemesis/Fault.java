package io.halcyon.chaos.nemesis;

import io.halcyon.chaos.cluster.ServerId;
import java.time.Duration;
import java.util.List;

/// Something bad that happens to servers.
///
/// Every fault is over when {@link Nemesis} has healed it: the processes run again.
public sealed interface Fault {
  /// Kills one process (SIGKILL), and starts it again after a while.
  record Kill(ServerId server, Duration down) implements Fault {}

  /// Kills all processes at once, routers too, and starts them again after a while.
  record KillAll(Duration down) implements Fault {}

  /// Freezes one process (SIGSTOP) for a while.
  record Pause(ServerId server, Duration length) implements Fault {}

  /// Ends one process gracefully (SIGTERM) and starts it again.
  record Restart(ServerId server) implements Fault {}

  /// Kills one process after the other, each started again before the next dies, without waiting
  /// until it serves.
  record Roll(List<ServerId> servers, Duration down) implements Fault {
    public Roll {
      servers = List.copyOf(servers);
    }
  }

  /// Freezes one process, kills another meanwhile, and starts that again before the first goes on.
  record PauseAndKill(ServerId paused, ServerId killed, Duration length) implements Fault {}

  /// Returns the fault in words.
  default String describe() {
    return switch (this) {
      case Kill f -> "kill -9 " + f.server() + ", down " + f.down().toMillis() + " ms";
      case KillAll f -> "kill -9 of all, down " + f.down().toMillis() + " ms";
      case Pause f -> "pause " + f.server() + " for " + f.length().toMillis() + " ms";
      case Restart f -> "restart " + f.server();
      case Roll f -> "kill -9 one by one " + f.servers() + ", down " + f.down().toMillis() + " ms";
      case PauseAndKill f ->
          "pause "
              + f.paused()
              + " for "
              + f.length().toMillis()
              + " ms, kill -9 "
              + f.killed()
              + " meanwhile";
    };
  }
}
