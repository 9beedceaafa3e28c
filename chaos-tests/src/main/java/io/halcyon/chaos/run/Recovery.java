package io.halcyon.chaos.run;

import io.halcyon.chaos.nemesis.Nemesis;
import io.halcyon.checker.history.History;
import io.halcyon.checker.history.Operation;
import io.halcyon.checker.history.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a fault cost: how long the hot keys could not be written. Computed from the history.
///
/// @param longestGap the longest time that some hot key went without a completed write, among gaps
///   that touch the fault or the time until writes flowed again
/// @param afterBegin from the fault's begin until each hot key had been written by a call that was
///   made after it; empty if that never happened
/// @param afterHeal the same from the moment when the processes ran again
public record Recovery(
    Nemesis.Done fault,
    Duration longestGap,
    Optional<Duration> afterBegin,
    Optional<Duration> afterHeal) {
  /// @param untilNanos when the next fault began, or the run ended
  static Recovery of(Nemesis.Done fault, History history, long untilNanos) {
    Map<String, List<Operation>> writes = new HashMap<>();
    for (Operation operation : history.operations()) {
      if (operation.outcome() instanceof Outcome.Ok && !operation.call().readOnly()) {
        writes.computeIfAbsent(operation.key(), _ -> new ArrayList<>()).add(operation);
      }
    }
    long gap = 0;
    for (List<Operation> ofKey : writes.values()) {
      gap = Math.max(gap, gap(ofKey, fault.begunNanos(), untilNanos));
    }
    return new Recovery(
        fault,
        Duration.ofNanos(gap),
        flowing(writes, fault.begunNanos()),
        flowing(writes, fault.healedNanos()));
  }

  private static long gap(List<Operation> writes, long fromNanos, long untilNanos) {
    long last = fromNanos;
    long longest = 0;
    List<Long> completions =
        writes.stream()
            .map(Operation::completedNanos)
            .filter(at -> at >= fromNanos && at <= untilNanos)
            .sorted()
            .toList();
    for (long completed : completions) {
      longest = Math.max(longest, completed - last);
      last = completed;
    }
    return Math.max(longest, untilNanos - last);
  }

  private static Optional<Duration> flowing(Map<String, List<Operation>> writes, long sinceNanos) {
    long latest = 0;
    for (List<Operation> ofKey : writes.values()) {
      var first =
          ofKey.stream()
              .filter(write -> write.invokedNanos() >= sinceNanos)
              .mapToLong(Operation::completedNanos)
              .min();
      if (first.isEmpty()) {
        return Optional.empty();
      }
      latest = Math.max(latest, first.getAsLong() - sinceNanos);
    }
    return Optional.of(Duration.ofNanos(latest));
  }
}
