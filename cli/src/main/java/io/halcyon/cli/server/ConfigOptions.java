package io.halcyon.cli.server;

import io.halcyon.core.config.ConfigLoader;
import io.halcyon.core.config.Configured;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// Where a server's settings come from: defaults, a file, the environment, flags.
final class ConfigOptions {
  /// Variables of ours that are no settings.
  private static final Set<String> OTHER_VARIABLES =
      Set.of(
          "HALCYON_CONFIG",
          "HALCYON_ROUTER",
          "HALCYON_JAVA_OPTS",
          "HALCYON_LOG_LEVEL",
          "HALCYON_QUIET");

  @Spec(Spec.Target.MIXEE)
  @SuppressWarnings("NullAway.Init") // set by picocli
  CommandSpec spec;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      defaultValue = "${env:HALCYON_CONFIG:-}",
      description = "YAML file with settings (env HALCYON_CONFIG).")
  private String file = "";

  /// @param flags of the form `--key=value`
  /// @throws io.halcyon.core.config.ConfigException with every problem
  /// @throws IOException if the file cannot be read
  Configured<ServerConfig> load(Map<String, String> environment, List<String> flags)
      throws IOException {
    @Nullable String text = null;
    if (!file.isEmpty()) {
      Path path = Path.of(file);
      if (!Files.isReadable(path)) {
        throw new ParameterException(spec.commandLine(), "no such file: " + file);
      }
      text = Files.readString(path);
    }
    ConfigLoader<ServerConfig> loader = ConfigLoader.of("", ServerConfig.DEFAULT);
    if (text != null) {
      loader.file(file, text);
    }
    return loader.environment(environment, OTHER_VARIABLES).flags(flags).load();
  }
}
