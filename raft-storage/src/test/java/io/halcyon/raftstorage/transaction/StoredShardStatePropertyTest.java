package io.halcyon.raftstorage.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.HalcyonException;
import io.halcyon.core.hlc.HlcTimestamp;
import io.halcyon.core.id.RequestId;
import io.halcyon.core.testing.SeededTest;
import io.halcyon.txn.participant.ShardState.Page;
import io.halcyon.txn.record.Change;
import io.halcyon.txn.record.Intent;
import io.halcyon.txn.record.Key;
import io.halcyon.txn.record.RequestOutcome;
import io.halcyon.txn.record.Row;
import io.halcyon.txn.record.Span;
import io.halcyon.txn.record.TxnId;
import io.halcyon.txn.record.TxnOutcome;
import io.halcyon.txn.record.TxnOutcome.Cause;
import io.halcyon.txn.record.TxnRef;
import io.halcyon.txn.record.Value;
import io.halcyon.txn.record.Version;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;

/// Random changes, applied to a store and to a model; every method of the state must agree, also
/// after a flush and reopening, in a checkpoint, after garbage collection and after forgetting.
class StoredShardStatePropertyTest {
  private static final List<Key> KEYS =
      keys("a", "a\0", "a\0\1", "ab", "{t}b", "{t}c", "c", "\177");
  private static final int TXNS = 40;
  private static final long START_MILLIS = 1_000_000;

  private final ModelState model = new ModelState();
  private final Set<TxnRef> decided = new HashSet<>();
  private final Set<RequestId> remembered = new HashSet<>();
  private long clock = HlcTimestamp.packMillis(START_MILLIS);
  private long horizon;

  private static List<Key> keys(String... names) {
    List<Key> keys = new ArrayList<>();
    for (String name : names) {
      keys.add(Key.of("\1" + name));
    }
    return keys;
  }

  @SeededTest(runs = 16)
  void theStoreShowsWhatAModelShows(RandomGenerator random, @TempDir Path directory) {
    try (StateFixture db = new StateFixture(directory.resolve("store"))) {
      for (int step = 0; step < 150; step++) {
        List<Change> changes = randomChanges(random);
        changes.forEach(model::apply);
        db.apply(changes);
        switch (random.nextInt(40)) {
          case 0 -> db.store().flush();
          case 1 -> db.flushAndReopen();
          case 2, 3 -> collectGarbage(db, random);
          case 4 -> {
            try (StateFixture copy = db.copy(directory.resolve("copy" + step))) {
              checkAll(copy.state(), random);
            }
          }
          default -> checkSome(db.state(), random);
        }
      }
      checkAll(db.state(), random);
      db.flushAndReopen();
      checkAll(db.state(), random);
    }
  }

  private void collectGarbage(StateFixture db, RandomGenerator random) {
    horizon = Math.max(horizon, clock - HlcTimestamp.packMillis(random.nextInt(1_500_000)));
    // The log's mark counts, not the argument, once there is one.
    db.store().collectGarbage(horizon, model.mark() == 0 ? 0 : Long.MAX_VALUE);
  }

  /// One write a key in an entry, as the participant has it.
  private List<Change> randomChanges(RandomGenerator random) {
    List<Change> changes = new ArrayList<>();
    Set<Key> written = new HashSet<>();
    for (int left = 1 + random.nextInt(5); left > 0; left--) {
      switch (random.nextInt(10)) {
        case 0, 1, 2 -> {
          Key key = key(random);
          Change version = written.add(key) ? version(key, random) : null;
          if (version != null) {
            changes.add(version);
          }
        }
        case 3, 4 -> changes.add(intent(random));
        case 5 -> changes.add(new Change.RemoveIntent(key(random)));
        case 6 -> decide(changes, txn(random), random);
        case 7 -> changes.add(new Change.RemoveRecord(txn(random)));
        case 8 -> {
          TxnRef txn = txn(random);
          changes.add(new Change.RememberResolved(txn.id(), key(random), end(random)));
        }
        default -> {
          if (random.nextInt(6) == 0) {
            changes.add(new Change.ForgetBefore(mark(random)));
          }
        }
      }
    }
    return changes;
  }

  /// A new version, one that comes late, or one that was there already.
  private @Nullable Change version(Key key, RandomGenerator random) {
    int kind = random.nextInt(10);
    if (kind == 0) {
      Map.Entry<Long, Version> again = model.versions(key).ceilingEntry(past(random));
      return again == null || again.getKey() <= horizon
          ? null
          : new Change.PutVersion(key, again.getKey(), again.getValue().value());
    }
    if (kind == 1) {
      long late = past(random);
      return late <= horizon || model.versions(key).containsKey(late)
          ? null
          : new Change.PutVersion(key, late, value(late, random));
    }
    clock += HlcTimestamp.packMillis(random.nextInt(20_000)) + 1 + random.nextInt(3);
    return new Change.PutVersion(key, clock, value(clock, random));
  }

  private Change intent(RandomGenerator random) {
    long preparedAt = past(random);
    return new Change.PutIntent(
        new Intent(key(random), txn(random), preparedAt, value(preparedAt, random)));
  }

  /// The first decision stands, and so does what a request came to.
  private void decide(List<Change> changes, TxnRef txn, RandomGenerator random) {
    if (decided.add(txn)) {
      TxnOutcome outcome = end(random);
      changes.add(new Change.PutRecord(txn, outcome));
      if (outcome instanceof TxnOutcome.Committed committed && remembered.add(txn.id().request())) {
        Value answer = StateFixture.value("answer" + random.nextInt(9));
        changes.add(
            new Change.RememberRequest(
                txn.id().request(), new RequestOutcome(txn.id(), committed.at(), answer)));
      }
    }
  }

  private TxnOutcome end(RandomGenerator random) {
    Cause[] causes = Cause.values();
    return random.nextBoolean()
        ? new TxnOutcome.Committed(past(random))
        : new TxnOutcome.Aborted(causes[random.nextInt(causes.length)]);
  }

  private static @Nullable Value value(long ts, RandomGenerator random) {
    return switch (random.nextInt(6)) {
      case 0, 1 -> null;
      case 2 ->
          new Value(
              new byte[] {(byte) random.nextInt(256)},
              HlcTimestamp.millisOf(ts) + 1 + random.nextInt(100_000));
      case 3 -> Value.EMPTY;
      default -> StateFixture.value("v" + random.nextInt(1_000_000));
    };
  }

  /// Each number has its own request, made at its own time; neighbours share a session.
  private static TxnRef txn(int number) {
    return StateFixture.txn(
        number, START_MILLIS + number * 20_000L, KEYS.get(number % KEYS.size()));
  }

  private static TxnRef txn(RandomGenerator random) {
    return txn(random.nextInt(TXNS));
  }

  private long mark(RandomGenerator random) {
    return START_MILLIS + random.nextLong(Math.max(1, millis() - START_MILLIS)) / 2;
  }

  private static Key key(RandomGenerator random) {
    return KEYS.get(random.nextInt(KEYS.size()));
  }

  private long past(RandomGenerator random) {
    long oldest = Math.max(horizon, HlcTimestamp.packMillis(START_MILLIS));
    long ts =
        switch (random.nextInt(4)) {
          case 0 -> clock;
          case 1 -> clock + 1 - random.nextInt(5);
          default -> random.nextLong(oldest, clock + 2);
        };
    return Math.max(oldest, ts);
  }

  private long millis() {
    return HlcTimestamp.millisOf(clock);
  }

  private void checkSome(StoredShardState state, RandomGenerator random) {
    checkKey(state, key(random), random);
    checkSpan(state, span(random), random);
    checkTxn(state, txn(random), key(random));
    assertThat(state.forgottenBeforeMillis()).isEqualTo(model.mark());
  }

  private void checkAll(StoredShardState state, RandomGenerator random) {
    for (Key key : KEYS) {
      for (int i = 0; i < 6; i++) {
        checkKey(state, key, random);
      }
      for (int number = 0; number < TXNS; number++) {
        checkTxn(state, txn(number), key);
      }
    }
    for (int i = 0; i < 20; i++) {
      checkSpan(state, span(random), random);
    }
    assertThat(state.forgottenBeforeMillis()).isEqualTo(model.mark());
    if (horizon > 0) {
      checkBelowTheHorizon(state, random);
    }
  }

  private void checkKey(StoredShardState state, Key key, RandomGenerator random) {
    assertThat(state.intent(key)).isEqualTo(model.intent(key));
    long ts = past(random);
    assertThat(state.lastWriteAfter(key, ts))
        .as("last write of %s after %d", key, ts)
        .isEqualTo(model.lastWriteAfter(key, ts));
    Version wanted = model.at(key, ts);
    Version found = state.at(key, ts);
    assertThat(found.value()).as("%s at %d", key, ts).isEqualTo(wanted.value());
    if (wanted.exists()) {
      assertThat(found.timestamp()).isEqualTo(wanted.timestamp());
    } else if (model.intent(key) != null && wanted.timestamp() >= horizon) {
      assertThat(found.timestamp())
          .as("deletion of %s, which has an intent, at %d", key, ts)
          .isEqualTo(wanted.timestamp());
    } else {
      long least = wanted.timestamp() < horizon ? 0 : wanted.timestamp();
      assertThat(found.timestamp()).as("absence of %s at %d", key, ts).isBetween(least, ts);
    }
  }

  private Span span(RandomGenerator random) {
    Key start = random.nextInt(3) == 0 ? new Key(new byte[0]) : key(random);
    Key end = key(random);
    return switch (random.nextInt(4)) {
      case 0 -> new Span(start, null);
      case 1 -> Span.point(end);
      default -> new Span(start, end);
    };
  }

  private void checkSpan(StoredShardState state, Span span, RandomGenerator random) {
    assertThat(state.intents(span)).isEqualTo(model.intents(span));
    long from = past(random);
    long upTo = past(random);
    assertThat(state.changed(span, from, upTo))
        .as("changed %s in (%d, %d]", span, from, upTo)
        .isEqualTo(model.changed(span, from, upTo));
    boolean reverse = random.nextBoolean();
    List<Row> rows = new ArrayList<>();
    long shown = 0;
    Span rest = span;
    while (rest != null) {
      int limit = 1 + random.nextInt(4);
      Page page = state.scan(rest, from, limit, reverse);
      assertThat(page.rows()).hasSizeLessThanOrEqualTo(limit);
      rows.addAll(page.rows());
      shown = Math.max(shown, page.shown());
      rest = page.rest();
    }
    assertThat(rows).as("%s at %d", span, from).isEqualTo(model.rows(span, from, reverse));
    long least = model.shown(span, from);
    assertThat(shown).as("shown by %s", span).isBetween(least < horizon ? 0 : least, from);
  }

  private void checkTxn(StoredShardState state, TxnRef txn, Key key) {
    RequestId request = txn.id().request();
    assertThat(state.record(txn)).as("record of %s", txn).isEqualTo(model.record(txn));
    assertThat(state.outcome(request)).as("%s", request).isEqualTo(model.outcome(request));
    assertThat(state.resolved(txn.id(), key)).isEqualTo(model.resolved(txn.id(), key));
    RequestId other =
        new RequestId(request.session(), request.sequence(), request.createdMillis() + 1);
    assertThat(state.outcome(other)).isNull();
    TxnId attempt = new TxnId(request, txn.id().coordinator(), 99);
    assertThat(state.record(new TxnRef(attempt, txn.anchor()))).isNull();
  }

  private void checkBelowTheHorizon(StoredShardState state, RandomGenerator random) {
    long below = horizon - 1 - random.nextInt(5);
    Span all = new Span(KEYS.getFirst(), null);
    refused(() -> state.at(key(random), below));
    refused(() -> state.lastWriteAfter(key(random), below));
    refused(() -> state.changed(all, below, clock));
    refused(() -> state.scan(all, below, 5, false));
  }

  private static void refused(Runnable read) {
    assertThatThrownBy(read::run)
        .isInstanceOfSatisfying(
            HalcyonException.class,
            e -> assertThat(e.failure()).isInstanceOf(Failure.OutOfRange.class));
  }
}
