package io.halcyon.chaos.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// How a JVM with the `halcyon` command is started.
///
/// @param classPath of the command
public record Launch(Path java, List<String> jvmFlags, String classPath) {
  private static final String MAIN = "io.halcyon.cli.Main";

  /// Lean on a small machine that also runs the tests; the compiler of the first tier only, because
  /// a server here lives for seconds.
  private static final List<String> JVM_FLAGS =
      List.of(
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow",
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-Xshare:auto",
          "-Xms32m",
          "-Xmx256m",
          "-XX:MaxDirectMemorySize=128m",
          "-XX:+ExitOnOutOfMemoryError");

  public Launch {
    jvmFlags = List.copyOf(jvmFlags);
  }

  /// Launches with the JVM that runs this code.
  ///
  /// @param classes directory or jar of the command
  /// @param classPathFile holds the class path of what the command depends on
  public static Launch of(Path classes, Path classPathFile) {
    try {
      return new Launch(
          Path.of(System.getProperty("java.home"), "bin", "java"),
          JVM_FLAGS,
          classes.toAbsolutePath().normalize() + ":" + Files.readString(classPathFile).strip());
    } catch (IOException e) {
      throw new UncheckedIOException("the cli module has not been built", e);
    }
  }

  /// Launches what this process was launched from.
  public static Launch ofThisProcess() {
    List<String> flags = new ArrayList<>(JVM_FLAGS);
    // Classes that were parsed before halve the time until a server serves.
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(flag -> flag.startsWith("-XX:SharedArchiveFile=") || flag.startsWith("-Xlog:cds"))
        .forEach(flags::add);
    return new Launch(
        Path.of(System.getProperty("java.home"), "bin", "java"),
        flags,
        System.getProperty("java.class.path"));
  }

  List<String> command(List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(java.toString());
    command.addAll(jvmFlags);
    command.addAll(List.of("-cp", classPath, MAIN));
    command.addAll(arguments);
    return command;
  }
}
