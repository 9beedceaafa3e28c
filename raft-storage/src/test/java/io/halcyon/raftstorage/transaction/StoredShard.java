package io.halcyon.raftstorage.transaction;

import io.halcyon.core.failure.HalcyonException;
import io.halcyon.txn.bound.LogBound;
import io.halcyon.txn.cache.TimestampCache;
import io.halcyon.txn.participant.Effect;
import io.halcyon.txn.participant.Input;
import io.halcyon.txn.participant.Now;
import io.halcyon.txn.participant.Participant;
import io.halcyon.txn.participant.ParticipantConfig;
import io.halcyon.txn.participant.Request;
import io.halcyon.txn.participant.Response;
import io.halcyon.txn.participant.TermBound;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A shard with one replica whose participant works on a real store; everything proposed is applied
/// at once, each proposal as an entry of its own.
final class StoredShard implements AutoCloseable {
  static final ParticipantConfig CONFIG = new ParticipantConfig(1_000, 20, 500, 10, 600_000, 100);

  private static final long LEAD_MILLIS = 1_000;

  private final StateFixture db;
  private final LogBound bound = new LogBound(LEAD_MILLIS);
  private final Map<Long, Response> answers = new HashMap<>();
  private final Map<Long, Long> shown = new HashMap<>();
  private @Nullable Participant participant;
  private long term;
  private long calls;
  private long millis = 1_000_000;
  private long hlc;

  StoredShard(Path directory) {
    db = new StateFixture(directory);
    elect();
    // The first term's low-water mark is long past.
    millis += 2 * LEAD_MILLIS;
  }

  /// Begins a new term: everything in memory is lost.
  void elect() {
    term++;
    bound.elected(term);
    bound.applied(term, bound.next(0, millis));
    participant =
        new Participant(
            CONFIG,
            TermBound.of(bound, term),
            db.state(),
            new TimestampCache(1 << 10, 4, bound.lowWater(term)));
  }

  /// Restarts the replica, which then leads again.
  void restart() {
    db.flushAndReopen();
    elect();
  }

  StateFixture db() {
    return db;
  }

  long now() {
    hlc = Math.max(hlc + 1, millis << 16);
    return hlc;
  }

  long millis() {
    return millis;
  }

  void pass(long duration) {
    millis += duration;
    step(new Input.Tick());
  }

  Response answer(Request request) {
    calls++;
    step(new Input.Asked(calls, request));
    return Objects.requireNonNull(answers.get(calls), "no answer to " + request);
  }

  /// Returns what the floor must pass before the last answer leaves.
  long shown() {
    return shown.getOrDefault(calls, 0L);
  }

  private void step(Input input) {
    Participant leader = Objects.requireNonNull(participant);
    for (Effect effect : leader.step(input, new Now(now(), millis))) {
      switch (effect) {
        case Effect.Propose propose -> {
          hlc = Math.max(hlc, propose.latest());
          db.apply(propose.changes());
          bound.applied(term, bound.next(propose.latest(), millis));
          step(new Input.Landed(propose.proposal(), true));
        }
        case Effect.Reply reply -> {
          answers.put(reply.call(), reply.response());
          shown.put(reply.call(), reply.shown());
        }
        case Effect.Drop _ -> {}
        case Effect.Refuse refuse -> throw new HalcyonException(refuse.failure());
        case Effect.RenewBound renew -> {
          bound.applied(term, bound.next(renew.readAt(), millis));
          step(new Input.BoundMoved());
        }
      }
    }
  }

  @Override
  public void close() {
    db.close();
  }
}
