package io.halcyon.bench.load;

import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;
import org.jspecify.annotations.Nullable;

/// Latencies by kind of operation, and failures. Recording is wait-free and thread-safe; one thread
/// takes the intervals.
final class Measurements {
  private static final long NANOS_MAX = TimeUnit.MINUTES.toNanos(5);
  private static final int DIGITS = 3;
  private static final int MESSAGE_KINDS_MAX = 32;

  /// What happened in one interval.
  record Interval(long operations, long failures, Histogram latencies) {}

  private final Map<OperationKind, Recorder> recorders = new EnumMap<>(OperationKind.class);
  private final Map<OperationKind, Histogram> totals = new EnumMap<>(OperationKind.class);
  private final Map<OperationKind, @Nullable Histogram> reused = new EnumMap<>(OperationKind.class);
  private final Map<String, LongAdder> failures = new ConcurrentHashMap<>();
  private final LongAdder absent = new LongAdder();
  private final Map<String, LongAdder> lost = new ConcurrentHashMap<>();
  private long failuresSeen;

  Measurements(Workload workload) {
    for (OperationKind kind : workload.shares().keySet()) {
      recorders.put(kind, new Recorder(NANOS_MAX, DIGITS));
      totals.put(kind, new Histogram(NANOS_MAX, DIGITS));
    }
  }

  void succeeded(OperationKind kind, long nanos) {
    Recorder recorder = recorders.get(kind);
    if (recorder != null) {
      recorder.recordValue(Math.clamp(nanos, 0, NANOS_MAX));
    }
  }

  void absent() {
    absent.increment();
  }

  void failed(Throwable failure) {
    String message = failure.getClass().getSimpleName() + ": " + failure.getMessage();
    String kind = message.length() > 160 ? message.substring(0, 160) : message;
    if (!failures.containsKey(kind) && failures.size() >= MESSAGE_KINDS_MAX) {
      kind = "others";
    }
    failures.computeIfAbsent(kind, _ -> new LongAdder()).increment();
  }

  /// An attempt has lost to another transaction, and the operation goes on with another.
  ///
  /// @param cause from a small set
  void lost(String cause) {
    lost.computeIfAbsent(cause, _ -> new LongAdder()).increment();
  }

  /// Returns what happened since the last call, and adds it to the totals if it is to be measured.
  Interval takeInterval(boolean measured) {
    Histogram all = new Histogram(NANOS_MAX, DIGITS);
    for (Map.Entry<OperationKind, Recorder> recorder : recorders.entrySet()) {
      Histogram interval = recorder.getValue().getIntervalHistogram(reused.get(recorder.getKey()));
      reused.put(recorder.getKey(), interval);
      all.add(interval);
      Histogram total = totals.get(recorder.getKey());
      if (measured && total != null) {
        total.add(interval);
      }
    }
    long failuresNow = failures.values().stream().mapToLong(LongAdder::sum).sum();
    long failed = failuresNow - failuresSeen;
    failuresSeen = failuresNow;
    return new Interval(all.getTotalCount(), failed, all);
  }

  /// Returns the measured latencies, in nanoseconds.
  Map<OperationKind, Histogram> totals() {
    return totals;
  }

  Map<String, Long> failures() {
    return sums(failures);
  }

  Map<String, Long> lostAttempts() {
    return sums(lost);
  }

  private static Map<String, Long> sums(Map<String, LongAdder> adders) {
    Map<String, Long> counts = new TreeMap<>();
    adders.forEach((message, count) -> counts.put(message, count.sum()));
    return counts;
  }

  long absentReads() {
    return absent.sum();
  }
}
