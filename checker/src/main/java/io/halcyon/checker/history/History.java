package io.halcyon.checker.history;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// The operations of a run, in any order. Immutable.
public record History(List<Operation> operations) {
  public History {
    operations = List.copyOf(operations);
  }

  /// Returns the operations of each key, in the order of the history.
  public SortedMap<String, List<Operation>> byKey() {
    SortedMap<String, List<Operation>> keys = new TreeMap<>();
    for (Operation operation : operations) {
      keys.computeIfAbsent(operation.key(), _ -> new ArrayList<>()).add(operation);
    }
    return keys;
  }
}
