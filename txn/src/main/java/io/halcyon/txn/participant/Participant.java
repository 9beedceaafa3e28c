package io.halcyon.txn.participant;

import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.HalcyonException;
import io.halcyon.core.hlc.HlcTimestamp;
import io.halcyon.txn.cache.ReadCache;
import io.halcyon.txn.lock.Blocker;
import io.halcyon.txn.lock.LockMode;
import io.halcyon.txn.lock.LockTable;
import io.halcyon.txn.record.Change;
import io.halcyon.txn.record.Key;
import io.halcyon.txn.record.TxnRef;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The part of one shard's leader in transactions, in one term.
///
/// What a transaction meets here:
///
/// | on a key | `Read` at r | `Lock`, `Prepare`, `CommitOnePhase` |
/// |---|---|---|
/// | free | sees the newest version ≤ r | goes on |
/// | lock of another | sees the newest version ≤ r | waits in the queue |
/// | intent of another, prepared above r | sees the newest version ≤ r | waits in the queue |
/// | intent of another, prepared ≤ r | `Blocked`: its coordinator pushes the owner | waits in the queue |
/// | changes in flight | waits until they have landed, if they are ≤ r | waits likewise |
///
/// And what an attempt goes through at its anchor:
///
/// | state | input | next |
/// |---|---|---|
/// | pending | `Push` above r | pending, commits above r only |
/// | pending, silent for too long | `Push` | aborted |
/// | pending | `Commit` at c, above pushes and the low-water mark | committed at c |
/// | pending | `Commit` at c otherwise | pending: `MustMove` |
/// | pending | `Commit`, another attempt of the request has committed | pending: `Ended` with that |
/// | pending | `Abort` | aborted |
/// | committed, aborted | anything | the same |
///
/// Pending is not stored: it is the absence of a record. The package's description says how a shell
/// drives this. Invariants: T1, T2, T3 of the design; C1 for everything read, written and decided.
///
/// Owned by the shard's evaluation thread; not thread-safe.
public final class Participant {
  /// The mark of what is forgotten is raised in steps of this part of the retry window.
  private static final int FORGET_STEPS = 8;

  /// A renewal of the bound that has not come after so many ticks is asked for again.
  private static final int RENEWAL_TICKS = 5;

  private final ParticipantConfig config;
  private final ShardState state;
  private final Flights flights = new Flights();
  private final Parking parking = new Parking();
  private final LockTable locks = new LockTable();
  private final Anchor anchor;
  private final Reader reader;
  private final Writer writer;
  private final Resolver resolver;
  private boolean forgetting;
  private long renewing;
  private long renewedMillis;
  private long expiredMillis;

  /// @param cache empty, and counting everything at or below the term's low-water mark as read
  public Participant(ParticipantConfig config, TermBound bound, ShardState state, ReadCache cache) {
    this.config = config;
    this.state = state;
    Scene scene = new Scene(bound, state, cache, flights, locks, new RecentWriters());
    this.anchor = new Anchor(scene, config);
    this.resolver = new Resolver(scene, this::unlocked);
    this.reader = new Reader(scene, resolver);
    this.writer = new Writer(scene, anchor, reader, this::unlocked);
  }

  /// Takes one input and returns what must be done.
  public List<Effect> step(Input input, Now now) {
    Turn turn = new Turn(now);
    switch (input) {
      case Input.Asked asked ->
          evaluate(turn, new Call(asked.call(), asked.request(), now.monotonicMillis()));
      case Input.Landed landed -> landed(turn, landed);
      case Input.BoundMoved _ -> evaluate(turn, parking.boundMoved());
      case Input.Tick _ -> tick(turn);
    }
    return turn.effects();
  }

  /// Returns the greatest timestamp up to `wanted` that may be closed now; tell {@link #closed} if
  /// it is.
  public long closable(long wanted) {
    return Math.min(wanted, flights.least() - 1);
  }

  /// From now on nothing is written or prepared at or below `timestamp`.
  public void closed(long timestamp) {
    writer.closed(timestamp);
  }

  /// Returns how many calls wait inside.
  public int waiting() {
    return parking.size();
  }

  /// Returns the transactions that hold locks here, for `txn list`.
  public List<TxnRef> lockHolders() {
    return locks.holders();
  }

  private void evaluate(Turn turn, Collection<Call> calls) {
    calls.forEach(call -> evaluate(turn, call));
  }

  private void evaluate(Turn turn, Call call) {
    call.lock = null;
    Wait wait;
    try {
      wait = attempt(turn, call);
    } catch (HalcyonException e) {
      if (!(e.failure() instanceof Failure.OutOfRange)) {
        throw e; // the store is of no use any more, and with it the term
      }
      // Every evaluation reads before it proposes or answers, so nothing has come of it.
      turn.add(new Effect.Refuse(call.id, e.failure()));
      return;
    }
    if (wait instanceof Wait.ForBound bound) {
      renew(turn, bound.readAt());
    }
    if (wait instanceof Wait.ForLock lock) {
      call.lock = lock.key();
    }
    parking.park(call, wait);
  }

  private Wait attempt(Turn turn, Call call) {
    return switch (call.request) {
      case Request.Read read -> reader.read(turn, call, read);
      case Request.Refresh refresh -> reader.refresh(turn, call, refresh);
      case Request.Lock lock -> writer.lock(turn, call, lock);
      case Request.Prepare prepare -> writer.prepare(turn, call, prepare);
      case Request.CommitOnePhase commit -> writer.commit(turn, call, commit);
      case Request.Apply apply -> writer.apply(turn, call, apply);
      case Request.Push push -> anchor.push(turn, call, push);
      case Request.Commit commit -> anchor.commit(turn, call, commit);
      case Request.Abort abort -> anchor.abort(turn, call, abort.txn(), abort.cause());
      case Request.Heartbeat heartbeat -> anchor.heartbeat(turn, call, heartbeat);
      case Request.Forget forget -> anchor.forget(turn, call, forget);
      case Request.Status status -> anchor.status(turn, call, status);
      case Request.Resolve resolve -> resolver.resolve(turn, call, resolve);
      case Request.Release release -> release(turn, call, release);
      case Request.Touch touch -> {
        locks.touch(touch.txn().id().owner(), turn.millis());
        yield turn.reply(call, new Response.Done(), 0);
      }
    };
  }

  /// Asks for a bound once, however many wait for it; again only if it does not come.
  private void renew(Turn turn, long readAt) {
    boolean late = turn.millis() - renewedMillis > RENEWAL_TICKS * config.tickMillis();
    if (readAt > renewing || late) {
      renewing = Math.max(renewing, readAt);
      renewedMillis = turn.millis();
      turn.add(new Effect.RenewBound(renewing));
    }
  }

  private Wait release(Turn turn, Call call, Request.Release release) {
    Set<Key> moved = locks.release(release.txn().id());
    turn.reply(call, new Response.Done(), 0);
    unlocked(turn, moved);
    return Turn.SETTLED;
  }

  private void landed(Turn turn, Input.Landed landed) {
    Flights.Flight flight = flights.land(landed.proposal());
    if (flight == null) {
      return;
    }
    flight.landing().landed(turn, landed.applied());
    List<Call> next = new ArrayList<>();
    flight.keys().forEach(key -> next.addAll(parking.landed(key)));
    if (flight.decision() != null) {
      next.addAll(parking.decided(flight.decision()));
    }
    evaluate(turn, next);
    unlocked(turn, flight.keys());
  }

  /// Lets those try again who wait for locks of these keys.
  private void unlocked(Turn turn, Collection<Key> keys) {
    keys.forEach(key -> evaluate(turn, parking.unlocked(key)));
  }

  private void tick(Turn turn) {
    long now = turn.millis();
    if (now - expiredMillis >= config.keepPlaceMillis() / 4) {
      expiredMillis = now;
      unlocked(
          turn,
          locks.expire(now - config.keepPlaceMillis(), now - config.heartbeatTimeoutMillis()));
    }
    for (Call call : parking.waitingForLockSince(now - config.reportWaitMillis())) {
      report(turn, call);
    }
    evaluate(turn, parking.waitingForOutcome());
    if (now - renewedMillis > RENEWAL_TICKS * config.tickMillis()) {
      evaluate(turn, parking.boundMoved());
    }
    forget(turn);
  }

  /// Lets what is older than the retry window be dropped.
  private void forget(Turn turn) {
    long window = config.retryWindowMillis();
    long before = HlcTimestamp.millisOf(turn.hlc()) - window;
    if (forgetting || before - state.forgottenBeforeMillis() < Math.max(1, window / FORGET_STEPS)) {
      return;
    }
    forgetting = true;
    flights.propose(
        turn,
        List.of(new Change.ForgetBefore(before)),
        List.of(),
        0,
        null,
        (_, _) -> forgetting = false);
  }

  /// Tells a coordinator for whom it waits; its place in the queue stays.
  private void report(Turn turn, Call call) {
    Key key = call.lock;
    Wanted wanted = wanted(call.request);
    if (key == null || wanted == null) {
      throw new IllegalStateException("waits for a lock without wanting one: " + call.request);
    }
    List<Blocker> blockers = writer.blockers(turn, wanted.owner(), key, wanted.mode());
    long waited = turn.millis() - locks.waitingSince(wanted.owner(), key, call.sinceMillis);
    turn.reply(call, new Response.Waiting(key, blockers, waited), 0);
  }

  private record Wanted(TxnRef owner, LockMode mode) {}

  private static @Nullable Wanted wanted(Request request) {
    return switch (request) {
      case Request.Lock lock -> new Wanted(lock.txn(), lock.mode());
      case Request.Prepare prepare -> new Wanted(prepare.txn(), LockMode.EXCLUSIVE);
      case Request.CommitOnePhase commit -> new Wanted(commit.txn(), LockMode.EXCLUSIVE);
      case Request.Apply apply -> new Wanted(apply.txn(), LockMode.EXCLUSIVE);
      case Request.Read _,
          Request.Refresh _,
          Request.Push _,
          Request.Commit _,
          Request.Abort _,
          Request.Heartbeat _,
          Request.Resolve _,
          Request.Forget _,
          Request.Release _,
          Request.Touch _,
          Request.Status _ ->
          null;
    };
  }
}
