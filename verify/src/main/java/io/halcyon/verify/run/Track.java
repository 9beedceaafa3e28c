package io.halcyon.verify.run;

import io.halcyon.verify.workload.Ending;
import io.halcyon.verify.workload.Judge;
import io.halcyon.verify.workload.Workload;
import io.halcyon.verify.workload.WorkloadKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// One workload on its way through a run. Thread-safe.
final class Track {
  private static final int NOTES_MAX = 50;

  /// How many operations are recorded for openings and closings, beside those of clients.
  static final int SPARE = 50_000;

  private final WorkloadKind kind;
  private final Workload workload;
  private final AtomicInteger operationsLeft;
  private final AtomicInteger spareLeft = new AtomicInteger(SPARE);
  private final Map<Ending, Long> counts = new ConcurrentHashMap<>();
  private final List<String> damaged = new ArrayList<>(); // guarded by itself
  private final List<String> gaps = new ArrayList<>(); // guarded by itself

  Track(WorkloadKind kind, Workload workload, int operationsMax) {
    this.kind = kind;
    this.workload = workload;
    this.operationsLeft = new AtomicInteger(operationsMax);
  }

  WorkloadKind kind() {
    return kind;
  }

  Workload workload() {
    return workload;
  }

  void count(Ending ending) {
    counts.merge(ending, 1L, Long::sum);
  }

  long counted(Ending ending) {
    return counts.getOrDefault(ending, 0L);
  }

  /// Takes one of the operations that clients may make.
  ///
  /// @return false if none is left
  boolean claimOperation() {
    return claim(operationsLeft);
  }

  /// Takes one of the operations of openings and closings.
  ///
  /// @return false if none is left
  boolean claimSpare() {
    return claim(spareLeft);
  }

  private static boolean claim(AtomicInteger of) {
    return of.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
  }

  /// Notes that a value was read which nobody wrote.
  void damaged(String what) {
    note(damaged, what);
  }

  /// Notes something that leaves the verdict open.
  void gap(String what) {
    note(gaps, what);
  }

  private static void note(List<String> notes, String what) {
    synchronized (notes) {
      if (notes.size() < NOTES_MAX) {
        notes.add(what);
      }
    }
  }

  /// Returns whether nothing leaves the verdict open so far.
  boolean runs() {
    synchronized (gaps) {
      return gaps.isEmpty();
    }
  }

  /// Judges what was recorded. Call it when no client is under way.
  WorkloadReport judged(Judge judge) {
    List<String> notes =
        operationsLeft.get() > 0
            ? List.of()
            : List.of("ended before its time: no more operations may be recorded");
    synchronized (damaged) {
      synchronized (gaps) {
        return WorkloadReport.judged(judge, kind, workload.recorded(), damaged, gaps, notes);
      }
    }
  }
}
