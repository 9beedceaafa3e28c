package io.halcyon.bench.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// CPU time and memory of processes on this machine.
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
    return pids.stream()
        .map(ProcessHandle::of)
        .flatMap(Optional::stream)
        .map(process -> process.info().totalCpuDuration())
        .flatMap(Optional::stream)
        .mapToDouble(ProcessUsage::seconds)
        .sum();
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }

  /// Returns the proportional set size of all together, 0 where the system does not tell it.
  long memoryMib() {
    return pids.stream().mapToLong(ProcessUsage::memoryKib).sum() / 1024;
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
