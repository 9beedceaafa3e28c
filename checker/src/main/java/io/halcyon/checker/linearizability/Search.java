package io.halcyon.checker.linearizability;

import io.halcyon.checker.history.Answer;
import io.halcyon.checker.history.Call;
import io.halcyon.checker.history.Operation;
import io.halcyon.checker.history.Outcome;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Searches for a linearization of one object's operations.
///
/// Algorithm: Wing & Gong 1993, "Testing and verifying concurrent objects", with the memoized
/// configurations and the undo stack of Lowe 2017, "Testing for linearizability", section 4 (as in
/// Knossos and Porcupine). A configuration is the set of linearized operations and the state they
/// led to. The next operation may be any whose invocation comes before the first completion that is
/// left. What differs:
///
/// - An operation that changes nothing and is possible now is linearized at once and without
///   alternative: moving it to the front of any linearization leaves that valid.
/// - Ambiguous operations are tried last, and only where they matter. In a linearization with as
///   few of them as possible, each is followed by an operation which, without it, would be
///   impossible or lead to another state (else it could be left out); so a step that fails this is
///   cut. The state before a trailing ambiguous operation is therefore part of the configuration.
/// - Of several ambiguous operations with the same call the one invoked first is used first; they
///   are interchangeable.
///
/// Single use, not thread-safe.
///
/// @param <S> the object's state
final class Search<S> {
  /// How a search ended.
  enum Result {
    POSSIBLE,
    IMPOSSIBLE,
    GAVE_UP
  }

  /// What a visited configuration costs beside its words: objects, set entry, share of the table,
  /// its step, and a state with a text of its own.
  private static final int CONFIGURATION_BYTES = 208;

  private record Configuration<S>(long[] linearized, S state, @Nullable S beforeAmbiguous) {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Configuration<?> that
          && Arrays.equals(linearized, that.linearized)
          && state.equals(that.state)
          && Objects.equals(beforeAmbiguous, that.beforeAmbiguous);
    }

    @Override
    public int hashCode() {
      return 31 * (31 * Arrays.hashCode(linearized) + state.hashCode())
          + Objects.hashCode(beforeAmbiguous);
    }
  }

  /// A step taken: which operation, from where, and whether there is an alternative to it.
  private record Step<S>(
      int operation, boolean ambiguous, boolean forced, S state, @Nullable S beforeAmbiguous) {}

  private final Specification<S> specification;
  private final long memoryBytesMax;
  private final List<Operation> completed = new ArrayList<>();
  private final List<Operation> ambiguous = new ArrayList<>();
  private final int[] twinBefore;

  /// The ambiguous operations whose effect depends on the state.
  private final int[] dependent;

  private final Timeline timeline;
  private final Linearized linearized;
  private final Set<Configuration<S>> visited = new HashSet<>();
  private final ArrayDeque<Step<S>> steps = new ArrayDeque<>();

  private S state;

  /// The state before the ambiguous operation that was linearized last; null if the last one was
  /// not ambiguous.
  private @Nullable S beforeAmbiguous;

  /// Whether nothing was tried yet from the current configuration; else the cursors say what is
  /// next.
  private boolean fresh = true;

  private int entryCursor;
  private int ambiguousCursor;
  private int remaining;
  private long memoryBytes;
  private int furthestEntry;

  /// @param operations of one object, in any order, without failed ones; those that never completed
  ///   count as ambiguous, even if their answer is known
  Search(Specification<S> specification, List<Operation> operations, long memoryBytesMax) {
    this.specification = specification;
    this.memoryBytesMax = memoryBytesMax;
    this.state = specification.initial();
    for (Operation operation : operations) {
      (operation.completedNanos() == Operation.NEVER ? ambiguous : completed).add(operation);
    }
    Comparator<Operation> byInvocation = Comparator.comparingLong(Operation::invokedNanos);
    completed.sort(byInvocation);
    ambiguous.sort(byInvocation);
    twinBefore = twins(ambiguous);
    dependent =
        IntStream.range(0, ambiguous.size())
            .filter(i -> !specification.overwrites(ambiguous.get(i)))
            .toArray();
    timeline = new Timeline(completed);
    linearized = new Linearized(completed.size(), ambiguous.size());
    remaining = completed.size();
    entryCursor = timeline.first();
  }

  private static int[] twins(List<Operation> ambiguous) {
    int[] twins = new int[ambiguous.size()];
    record Kind(Call call, @Nullable Answer answer) {}
    Map<Kind, Integer> last = new HashMap<>();
    for (int i = 0; i < twins.length; i++) {
      Operation operation = ambiguous.get(i);
      Answer answer = operation.outcome() instanceof Outcome.Ok ok ? ok.answer() : null;
      Integer twin = last.put(new Kind(operation.call(), answer), i);
      twins[i] = twin == null ? -1 : twin;
    }
    return twins;
  }

  /// Returns the completed operation whose completion no order of operations gets past; only after
  /// an impossible search.
  Operation furthest() {
    return completed.get(timeline.operationAt(furthestEntry));
  }

  Result run() {
    while (remaining > 0) {
      if (memoryBytes > memoryBytesMax) {
        return Result.GAVE_UP;
      }
      if (!advance() && !retreat()) {
        return Result.IMPOSSIBLE;
      }
    }
    return Result.POSSIBLE;
  }

  /// Takes the next untried step from the current configuration, if there is one.
  private boolean advance() {
    int limit = firstCompletion();
    furthestEntry = Math.max(furthestEntry, limit);
    if (fresh) {
      for (int entry = timeline.first(); entry != limit; entry = timeline.after(entry)) {
        int operation = timeline.operationAt(entry);
        if (specification.changesNothing(completed.get(operation))
            && specification.step(state, completed.get(operation)) != null) {
          return takeCompleted(operation, state, true);
        }
      }
    }
    for (; entryCursor != limit; entryCursor = timeline.after(entryCursor)) {
      int operation = timeline.operationAt(entryCursor);
      S after = specification.step(state, completed.get(operation));
      if (after != null
          && matters(completed.get(operation), after)
          && takeCompleted(operation, after, false)) {
        return true;
      }
    }
    long until = completed.get(timeline.operationAt(limit)).completedNanos();
    for (; ambiguousCursor < ambiguous.size(); ambiguousCursor++) {
      Operation operation = ambiguous.get(ambiguousCursor);
      if (operation.invokedNanos() > until) {
        break;
      }
      int twin = twinBefore[ambiguousCursor];
      if (linearized.hasAmbiguous(ambiguousCursor)
          || (twin >= 0 && !linearized.hasAmbiguous(twin))) {
        continue;
      }
      S after = specification.step(state, operation);
      if (after != null
          && !after.equals(state)
          && matters(operation, after)
          && opensWay(after, limit, until)
          && takeAmbiguous(ambiguousCursor, after)) {
        return true;
      }
    }
    return false;
  }

  private int firstCompletion() {
    int entry = timeline.first();
    while (timeline.isCall(entry)) {
      entry = timeline.after(entry);
    }
    return entry;
  }

  /// Returns whether the ambiguous operation just before, if there is one, makes a difference to
  /// this step.
  private boolean matters(Operation operation, S after) {
    return beforeAmbiguous == null || !after.equals(specification.step(beforeAmbiguous, operation));
  }

  /// Returns whether an ambiguous step to `after` makes a difference to any step that may follow.
  private boolean opensWay(S after, int limit, long until) {
    for (int entry = timeline.first(); entry != limit; entry = timeline.after(entry)) {
      if (differs(completed.get(timeline.operationAt(entry)), after)) {
        return true;
      }
    }
    for (int i = 0; i < dependent.length; i++) {
      Operation operation = ambiguous.get(dependent[i]);
      if (operation.invokedNanos() > until) {
        return false;
      }
      if (!linearized.hasAmbiguous(dependent[i]) && differs(operation, after)) {
        return true;
      }
    }
    return false;
  }

  private boolean differs(Operation operation, S after) {
    S then = specification.step(after, operation);
    return then != null && !then.equals(specification.step(state, operation));
  }

  private boolean takeCompleted(int operation, S after, boolean forced) {
    linearized.add(operation);
    if (!visit(after, null)) {
      linearized.remove(operation);
      return false;
    }
    steps.push(new Step<>(operation, false, forced, state, beforeAmbiguous));
    timeline.lift(operation);
    remaining--;
    enter(after, null);
    return true;
  }

  private boolean takeAmbiguous(int operation, S after) {
    linearized.addAmbiguous(operation);
    if (!visit(after, state)) {
      linearized.removeAmbiguous(operation);
      return false;
    }
    steps.push(new Step<>(operation, true, false, state, beforeAmbiguous));
    enter(after, state);
    return true;
  }

  private boolean visit(S after, @Nullable S before) {
    long[] words = linearized.encoded();
    if (!visited.add(new Configuration<>(words, after, before))) {
      return false;
    }
    memoryBytes += CONFIGURATION_BYTES + 8L * words.length;
    return true;
  }

  private void enter(S after, @Nullable S before) {
    state = after;
    beforeAmbiguous = before;
    fresh = true;
    entryCursor = timeline.first();
    ambiguousCursor = 0;
  }

  /// Undoes steps up to the last one that has alternatives; false if there is none.
  private boolean retreat() {
    while (true) {
      Step<S> step = steps.poll();
      if (step == null) {
        return false;
      }
      state = step.state();
      beforeAmbiguous = step.beforeAmbiguous();
      if (step.ambiguous()) {
        linearized.removeAmbiguous(step.operation());
      } else {
        linearized.remove(step.operation());
        timeline.putBack(step.operation());
        remaining++;
      }
      if (!step.forced()) {
        fresh = false;
        entryCursor =
            step.ambiguous()
                ? firstCompletion()
                : timeline.after(timeline.callEntry(step.operation()));
        ambiguousCursor = step.ambiguous() ? step.operation() + 1 : 0;
        return true;
      }
    }
  }
}
