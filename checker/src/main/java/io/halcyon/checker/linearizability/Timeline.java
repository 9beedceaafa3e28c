package io.halcyon.checker.linearizability;

import io.halcyon.checker.history.Operation;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/// The completed operations' invocations and completions in time order, as a linked list from which
/// linearized operations are lifted in O(1) and put back in reverse order (Lowe 2017, section 4,
/// after Wing & Gong 1993).
///
/// Entries are numbered from 1; 0 is the head, and {@link #end} the tail. At equal times
/// invocations come first, so that such operations count as concurrent.
final class Timeline {
  private final int[] next;
  private final int[] previous;
  private final int[] operationAt;
  private final int[] callEntry;
  private final int[] returnEntry;
  private final int end;

  /// @param operations completed, in order of invocation
  Timeline(List<Operation> operations) {
    int count = operations.size();
    Integer[] events = new Integer[2 * count];
    Arrays.setAll(events, i -> i);
    Arrays.sort(
        events,
        Comparator.<Integer>comparingLong(event -> time(operations, event))
            .thenComparingInt(event -> event & 1));
    end = 2 * count + 1;
    next = new int[end + 1];
    previous = new int[end + 1];
    operationAt = new int[end + 1];
    callEntry = new int[count];
    returnEntry = new int[count];
    for (int entry = 1; entry < end; entry++) {
      int event = events[entry - 1];
      int operation = event >> 1;
      operationAt[entry] = operation;
      if ((event & 1) == 0) {
        callEntry[operation] = entry;
      } else {
        returnEntry[operation] = entry;
      }
    }
    for (int entry = 0; entry <= end; entry++) {
      next[entry] = entry + 1;
      previous[entry] = entry - 1;
    }
  }

  private static long time(List<Operation> operations, int event) {
    Operation operation = operations.get(event >> 1);
    return (event & 1) == 0 ? operation.invokedNanos() : operation.completedNanos();
  }

  int first() {
    return next[0];
  }

  int after(int entry) {
    return next[entry];
  }

  int end() {
    return end;
  }

  int operationAt(int entry) {
    return operationAt[entry];
  }

  boolean isCall(int entry) {
    return callEntry[operationAt[entry]] == entry;
  }

  int callEntry(int operation) {
    return callEntry[operation];
  }

  void lift(int operation) {
    unlink(callEntry[operation]);
    unlink(returnEntry[operation]);
  }

  void putBack(int operation) {
    relink(returnEntry[operation]);
    relink(callEntry[operation]);
  }

  private void unlink(int entry) {
    next[previous[entry]] = next[entry];
    previous[next[entry]] = previous[entry];
  }

  private void relink(int entry) {
    next[previous[entry]] = entry;
    previous[next[entry]] = entry;
  }
}
