package io.halcyon.checker.linearizability;

import io.halcyon.checker.history.History;
import io.halcyon.checker.history.Operation;
import io.halcyon.checker.history.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Decides whether a history is linearizable: whether each operation can be given one moment
/// between its invocation and its completion such that the operations, in the order of those
/// moments, are what a correct object would have answered.
///
/// Keys are independent objects, and a history is linearizable if and only if each object's part is
/// (Herlihy & Wing 1990, section 3.3, locality), so each key is searched by itself. The problem is
/// NP-complete (Gibbons & Korach 1997); the search is exact, and gives up with {@link
/// Verdict.Unknown} at a memory bound.
///
/// Failed operations are left out, and ambiguous ones may have taken effect at any time after their
/// invocation, or never. Stateless and thread-safe.
public final class LinearizabilityChecker {
  /// A bound for one key's search that suits a test's JVM.
  public static final long MEMORY_BYTES_MAX = 512L << 20;

  private final long memoryBytesMax;

  public LinearizabilityChecker() {
    this(MEMORY_BYTES_MAX);
  }

  /// @param memoryBytesMax about how much memory the search of one key may take; keys are searched
  ///   one after the other, so this bounds the whole check
  public LinearizabilityChecker(long memoryBytesMax) {
    this.memoryBytesMax = memoryBytesMax;
  }

  /// Checks a history of registers.
  public Verdict check(History history) {
    return check(history, new Register());
  }

  /// Checks a history in which every key is an object with this specification. The first key found
  /// in the wrong decides, even if others ran into the bound.
  public <S> Verdict check(History history, Specification<S> specification) {
    Map<String, List<Operation>> keys = history.byKey();
    List<String> undecided = new ArrayList<>();
    String reason = "";
    for (Map.Entry<String, List<Operation>> key : keys.entrySet()) {
      List<Operation> operations = relevant(key.getValue());
      Search<S> search = new Search<>(specification, operations, memoryBytesMax);
      switch (search.run()) {
        case POSSIBLE -> {}
        case IMPOSSIBLE -> {
          return new Contradiction<>(specification, operations, memoryBytesMax)
              .explain(key.getKey(), search.furthest());
        }
        case GAVE_UP -> {
          undecided.add(key.getKey());
          if (undecided.size() == 1) {
            reason =
                "the search over %d operations needs more than %d bytes"
                    .formatted(operations.size(), memoryBytesMax);
          }
        }
      }
    }
    return undecided.isEmpty()
        ? new Verdict.Valid(keys.size(), history.operations().size())
        : new Verdict.Unknown(undecided, reason);
  }

  /// Leaves out what says nothing: failed operations, and reads without an answer.
  private static List<Operation> relevant(List<Operation> operations) {
    List<Operation> kept = new ArrayList<>(operations.size());
    for (Operation operation : operations) {
      boolean keep =
          switch (operation.outcome()) {
            case Outcome.Ok _ -> true;
            case Outcome.Failed _ -> false;
            case Outcome.Ambiguous _ -> !operation.call().readOnly();
          };
      if (keep) {
        kept.add(operation);
      }
    }
    return kept;
  }
}
