package io.halcyon.testkit.simulation;

import io.halcyon.core.id.RequestId;
import io.halcyon.txn.coordinator.Isolation;
import io.halcyon.txn.coordinator.Statement;
import io.halcyon.txn.lock.LockMode;
import io.halcyon.txn.participant.Request.WaitPolicy;
import io.halcyon.txn.record.Key;
import io.halcyon.txn.record.TxnId;
import io.halcyon.txn.record.Value;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// What a client wants done at once: a list of steps, some of which depend on what was read before.
///
/// @param anchor the same for all who try it
record TxnProgram(RequestId request, Key anchor, Isolation isolation, List<Step> steps) {
  /// A step.
  sealed interface Step {
    /// Says a statement as it is.
    record Say(Statement statement) implements Step {}

    /// Writes a value that no other attempt writes.
    record Write(Key key) implements Step {}

    /// A single operation, alone in its program: writes the key unless its value has an odd length.
    record Apply(Key key) implements Step {}

    /// Goes on only if the number of rows read so far that exist is even: a condition.
    record OnlyIfEven() implements Step {}
  }

  TxnProgram {
    steps = List.copyOf(steps);
  }

  /// Returns the key of a program that is a single operation; null if it is a transaction.
  @Nullable Key single() {
    return steps.getFirst() instanceof Step.Apply apply ? apply.key() : null;
  }

  /// Returns the value that an attempt writes at one of its steps.
  Value value(TxnId attempt, int step) {
    String text = attempt + ":" + step;
    return new Value(text.getBytes(StandardCharsets.UTF_8), 0);
  }

  static TxnProgram random(RequestId request, RandomGenerator random) {
    List<Key> keys = new ArrayList<>();
    int count = random.nextInt(1, 4);
    while (keys.size() < count) {
      Key key = TxnScene.KEYS.get(random.nextInt(TxnScene.KEYS.size()));
      if (!keys.contains(key)) {
        keys.add(key);
      }
    }
    double dice = random.nextDouble();
    Isolation isolation =
        dice < 0.65
            ? Isolation.SERIALIZABLE
            : dice < 0.8 ? Isolation.SNAPSHOT : Isolation.READ_COMMITTED;
    // Without locks a transaction of this kind promises next to nothing.
    boolean locks = isolation == Isolation.READ_COMMITTED && random.nextBoolean();
    List<Step> steps = locks ? locking(keys, random) : steps(keys, random);
    return new TxnProgram(request, keys.getFirst(), isolation, steps);
  }

  private static List<Step> locking(List<Key> keys, RandomGenerator random) {
    LockMode mode = random.nextBoolean() ? LockMode.EXCLUSIVE : LockMode.SHARED;
    List<Step> steps = new ArrayList<>();
    keys.forEach(
        key -> steps.add(new Step.Say(new Statement.Lock(List.of(key), mode, policy(random)))));
    steps.add(new Step.Write(keys.getFirst()));
    steps.add(new Step.Write(keys.getLast()));
    return steps;
  }

  private static List<Step> steps(List<Key> keys, RandomGenerator random) {
    List<Step> steps = new ArrayList<>();
    switch (random.nextInt(11)) {
      case 0 -> steps.add(get(keys));
      case 1 -> steps.add(scan(random));
      case 2 -> keys.forEach(key -> steps.add(new Step.Write(key)));
      case 3, 4 -> {
        steps.add(get(keys));
        keys.forEach(key -> steps.add(new Step.Write(key)));
      }
      case 5 -> {
        // Write skew: read all, write one.
        steps.add(get(TxnScene.KEYS));
        steps.add(new Step.Write(keys.getFirst()));
      }
      case 6 -> {
        steps.add(scan(random));
        steps.add(new Step.OnlyIfEven());
        steps.add(new Step.Say(new Statement.Put(keys.getFirst(), null)));
        steps.add(new Step.Write(keys.getLast()));
      }
      case 7, 8 -> steps.addAll(locking(keys, random));
      case 9 -> steps.add(new Step.Apply(keys.getFirst()));
      default -> {
        steps.add(new Step.Write(keys.getFirst()));
        steps.add(new Step.Say(new Statement.Savepoint("s")));
        steps.add(new Step.Write(keys.getLast()));
        steps.add(new Step.Say(new Statement.RollbackTo("s")));
        steps.add(get(keys));
        steps.add(scan(random));
      }
    }
    return steps;
  }

  private static Step get(List<Key> keys) {
    return new Step.Say(new Statement.Get(keys));
  }

  private static Step scan(RandomGenerator random) {
    int limit = random.nextBoolean() ? 100 : random.nextInt(1, 4);
    return new Step.Say(new Statement.Scan(TxnScene.ALL, limit, random.nextBoolean()));
  }

  private static WaitPolicy policy(RandomGenerator random) {
    double dice = random.nextDouble();
    return dice < 0.8 ? WaitPolicy.WAIT : dice < 0.9 ? WaitPolicy.NOWAIT : WaitPolicy.SKIP_LOCKED;
  }
}
