package io.halcyon.checker.linearizability;

import io.halcyon.checker.history.Answer;
import io.halcyon.checker.history.Call;
import io.halcyon.checker.history.Operation;
import io.halcyon.checker.history.Outcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Generates histories of a real register: each operation takes effect at a moment within its
/// interval, and answers what it then found.
final class Histories {
  private final RandomGenerator random;
  private final int values;

  Histories(RandomGenerator random, int values) {
    this.random = random;
    this.values = values;
  }

  private record Plan(
      long process, Call call, long invoked, long effect, long completed, boolean ambiguous) {}

  /// @param concurrency how many operations overlap on average
  List<Operation> linearizable(String key, int count, int concurrency, double ambiguousShare) {
    List<Plan> plans = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      long invoked = i * 100L + random.nextInt(100);
      long effect = invoked + random.nextInt(1, 100 * concurrency);
      boolean ambiguous = random.nextDouble() < ambiguousShare;
      if (ambiguous) {
        effect = random.nextBoolean() ? Operation.NEVER : effect + random.nextInt(100 * count);
      }
      long completed = ambiguous ? Operation.NEVER : effect + random.nextInt(1, 100 * concurrency);
      plans.add(new Plan(i, call(), invoked, effect, completed, ambiguous));
    }
    plans.sort(Comparator.comparingLong(Plan::effect));
    List<Operation> operations = new ArrayList<>();
    String state = null;
    for (Plan plan : plans) {
      Outcome outcome = plan.ambiguous() ? new Outcome.Ambiguous("") : outcome(plan.call(), state);
      operations.add(
          new Operation(
              plan.process(), key, plan.call(), plan.invoked(), plan.completed(), outcome));
      if (plan.effect() != Operation.NEVER) {
        state = after(plan.call(), state);
      }
    }
    operations.sort(Comparator.comparingLong(Operation::invokedNanos));
    return operations;
  }

  /// Returns the history with one operation's answer or times changed.
  List<Operation> mutated(List<Operation> operations) {
    List<Operation> changed = new ArrayList<>(operations);
    int at = random.nextInt(changed.size());
    Operation old = changed.get(at);
    if (old.outcome() instanceof Outcome.Ambiguous) {
      return changed;
    }
    if (random.nextInt(3) == 0) {
      long shift = random.nextInt(-500, 500);
      changed.set(
          at,
          new Operation(
              old.process(),
              old.key(),
              old.call(),
              old.invokedNanos() + shift,
              old.completedNanos() + shift,
              old.outcome()));
    } else {
      changed.set(
          at,
          new Operation(
              old.process(),
              old.key(),
              old.call(),
              old.invokedNanos(),
              old.completedNanos(),
              outcome(old.call(), random.nextInt(values + 1) == 0 ? null : value())));
    }
    return changed;
  }

  private String value() {
    return Integer.toString(random.nextInt(values));
  }

  private Call call() {
    return switch (random.nextInt(8)) {
      case 0, 1, 2 -> new Call.Get();
      case 3, 4 -> new Call.Put(value());
      case 5 -> new Call.Delete();
      case 6 -> new Call.CompareAndSet(random.nextInt(3) == 0 ? null : value(), value());
      default -> new Call.Increment(1);
    };
  }

  private static Outcome outcome(Call call, @Nullable String state) {
    return new Outcome.Ok(
        switch (call) {
          case Call.Get _ -> new Answer.Found(state);
          case Call.Put _ -> new Answer.Done();
          case Call.Delete _ -> new Answer.Existed(state != null);
          case Call.CompareAndSet cas -> new Answer.Swapped(Objects.equals(cas.expected(), state));
          case Call.Increment increment ->
              new Answer.Counted(Long.parseLong(Objects.requireNonNull(after(increment, state))));
        });
  }

  private static @Nullable String after(Call call, @Nullable String state) {
    return switch (call) {
      case Call.Get _ -> state;
      case Call.Put put -> put.value();
      case Call.Delete _ -> null;
      case Call.CompareAndSet cas -> Objects.equals(cas.expected(), state) ? cas.value() : state;
      case Call.Increment increment ->
          Long.toString((state == null ? 0 : Long.parseLong(state)) + increment.delta());
    };
  }
}
