package io.halcyon.bench.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// CPU time and memory of processes on this machine, with those that they have started: some
/// systems serve each connection by a process of its own.
public final class ProcessUsage {
  private static final Logger LOG = LoggerFactory.getLogger(ProcessUsage.class);

  private final List<Long> pids;

  public ProcessUsage(List<Long> pids) {
    this.pids = List.copyOf(pids);
  }

  static ProcessUsage self() {
    return new ProcessUsage(List.of(ProcessHandle.current().pid()));
  }

  /// Returns the CPU time that the processes have used so far; ended ones count nothing.
  double cpuSeconds() {
    return processes()
        .map(process -> process.info().totalCpuDuration())
        .flatMap(Optional::stream)
        .mapToDouble(ProcessUsage::seconds)
        .sum();
  }

  private Stream<ProcessHandle> processes() {
    return pids.stream()
        .map(ProcessHandle::of)
        .flatMap(Optional::stream)
        .flatMap(process -> Stream.concat(Stream.of(process), process.descendants()));
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }

  /// Returns the proportional set size of all together, 0 where the system does not tell it.
  long memoryMib() {
    return processes().mapToLong(process -> memoryKib(process.pid())).sum() / 1024;
  }

  private static long memoryKib(long pid) {
    Path rollup = Path.of("/proc/" + pid + "/smaps_rollup");
    if (!Files.isReadable(rollup)) {
      return 0;
    }
    try (var lines = Files.lines(rollup)) {
      return lines
          .filter(line -> line.startsWith("Pss:"))
          .map(line -> line.toLowerCase(Locale.ROOT).replaceAll("[^0-9]", ""))
          .mapToLong(Long::parseLong)
          .findFirst()
          .orElse(0);
    } catch (IOException gone) {
      LOG.atDebug().addKeyValue("pid", pid).setCause(gone).log("process memory not readable");
      return 0;
    }
  }
}
