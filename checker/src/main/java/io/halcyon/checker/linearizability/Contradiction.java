package io.halcyon.checker.linearizability;

import io.halcyon.checker.history.Answer;
import io.halcyon.checker.history.Call;
import io.halcyon.checker.history.Operation;
import io.halcyon.checker.history.Outcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Finds a small set of operations that contradicts itself, in a history known not to be
/// linearizable.
///
/// An operation is *set free* when a read is left out, or a write may have happened at any time or
/// never. What is still impossible after setting an operation free does not need it for the
/// contradiction. The last operation is the one whose completion the search could not get past
/// (what was invoked after that cannot matter). First the oldest are set free in bulk, then each
/// that is left by itself (delta debugging, Zeller 1999).
final class Contradiction<S> {
  private static final int SEARCHES_MAX = 300;
  private static final long SEARCH_BYTES_MAX = 32L << 20;

  private final Specification<S> specification;
  private final List<Operation> operations;
  private final long memoryBytesMax;

  Contradiction(Specification<S> specification, List<Operation> operations, long memoryBytesMax) {
    this.specification = specification;
    this.operations = operations;
    this.memoryBytesMax = memoryBytesMax;
  }

  /// @param last the completed operation that cannot be got past
  Verdict.Invalid explain(String key, Operation last) {
    List<Operation> optional = new ArrayList<>();
    List<Operation> fixed = new ArrayList<>();
    for (Operation operation : operations) {
      if (operation.completedNanos() <= last.completedNanos()) {
        fixed.add(operation);
      } else if (operation.invokedNanos() <= last.completedNanos()
          && !specification.changesNothing(operation)) {
        optional.add(open(operation));
      }
    }
    fixed.sort(Comparator.comparingLong(Operation::completedNanos));
    List<Operation> culprits = shrink(fixed, optional);
    culprits.sort(Comparator.comparingLong(Operation::invokedNanos));
    return new Verdict.Invalid(key, culprits, inWords(key, culprits));
  }

  /// Sets chunks free, oldest first, of half the size in each round, as long as what is left stays
  /// impossible.
  private List<Operation> shrink(List<Operation> operations, List<Operation> optional) {
    List<Operation> fixed = new ArrayList<>(operations);
    List<Operation> free = new ArrayList<>(optional);
    int searches = 0;
    for (int chunk = Math.max(1, fixed.size() / 2); ; chunk = Math.max(1, chunk / 2)) {
      boolean shrunk = false;
      for (int from = 0; from < fixed.size() && searches < SEARCHES_MAX; searches++) {
        List<Operation> candidates = fixed.subList(from, Math.min(from + chunk, fixed.size()));
        int freeBefore = free.size();
        for (Operation candidate : candidates) {
          addUnlessRead(free, candidate, Long.MIN_VALUE);
        }
        List<Operation> all = new ArrayList<>(free);
        all.addAll(fixed.subList(0, from));
        all.addAll(fixed.subList(from + candidates.size(), fixed.size()));
        if (impossible(all)) {
          candidates.clear();
          shrunk = true;
        } else {
          free.subList(freeBefore, free.size()).clear();
          from += candidates.size();
        }
      }
      if (searches >= SEARCHES_MAX || (chunk == 1 && !shrunk)) {
        return fixed;
      }
    }
  }

  private boolean impossible(List<Operation> all) {
    long bytesMax = Math.min(memoryBytesMax, SEARCH_BYTES_MAX);
    return new Search<>(specification, all, bytesMax).run() == Search.Result.IMPOSSIBLE;
  }

  /// Returns the operation as it was before its completion: it may happen, with this answer.
  private static Operation open(Operation operation) {
    return new Operation(
        operation.process(),
        operation.key(),
        operation.call(),
        operation.invokedNanos(),
        Operation.NEVER,
        operation.outcome());
  }

  private void addUnlessRead(List<Operation> free, Operation operation, long invokedNanos) {
    if (!specification.changesNothing(operation)) {
      free.add(
          Operation.ambiguous(
              operation.process(), operation.key(), operation.call(), invokedNanos));
    }
  }

  private String inWords(String key, List<Operation> culprits) {
    StringBuilder words = new StringBuilder();
    words.append("key \"").append(key).append("\": ");
    words.append(
        culprits.size() == 1
            ? "this operation is impossible, whatever the others did:\n"
            : "no order of these "
                + culprits.size()
                + " operations explains their answers, whatever the others did:\n");
    for (Operation culprit : culprits) {
      words.append("  ").append(culprit.describe()).append('\n');
    }
    for (Operation culprit : culprits) {
      String observed = observed(culprit);
      if (observed != null) {
        words.append(origin(observed, culprits));
      }
    }
    return words.toString();
  }

  private static @Nullable String observed(Operation operation) {
    if (operation.outcome() instanceof Outcome.Ok ok && ok.answer() instanceof Answer.Found found) {
      return found.value();
    }
    return null;
  }

  /// Tells where a value read comes from, when that is not among the culprits.
  private String origin(String value, List<Operation> culprits) {
    Operation writer = null;
    boolean counted = false;
    for (Operation operation : operations) {
      boolean writes =
          switch (operation.call()) {
            case Call.Put put -> put.value().equals(value);
            case Call.CompareAndSet cas -> cas.value().equals(value);
            case Call.Increment _ -> {
              counted = true;
              yield false;
            }
            case Call.Get _, Call.Delete _ -> false;
          };
      if (writes && (writer == null || operation.invokedNanos() < writer.invokedNanos())) {
        writer = operation;
      }
    }
    if (writer == null) {
      return counted ? "" : "  (nobody wrote \"" + value + "\")\n";
    }
    return culprits.contains(writer)
        ? ""
        : "  (\"" + value + "\" was first written by " + writer.describe() + ")\n";
  }
}
