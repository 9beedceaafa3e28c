package io.halcyon.txn.participant;

import io.halcyon.core.id.RequestId;
import io.halcyon.txn.record.Change;
import io.halcyon.txn.record.Key;
import io.halcyon.txn.record.RequestOutcome;
import io.halcyon.txn.record.TxnId;
import io.halcyon.txn.record.TxnOutcome;
import io.halcyon.txn.record.TxnOutcome.Cause;
import io.halcyon.txn.record.TxnRef;
import io.halcyon.txn.record.Value;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Decisions about the transactions that are anchored in this shard.
///
/// A decision record is a key like any other as far as C1 is concerned: a push is a read of it,
/// noted in the cache and covered by a bound, and a commit is a write to it, above what was noted
/// and above the low-water mark. So a push that an earlier leader has served is respected by a
/// later one that knows nothing of it.
final class Anchor {
  /// Who was heard of when; it matters for liveness only, so it need not be replicated.
  ///
  /// @param toldMillis when it told for whom it waits
  private record Heard(long atMillis, List<TxnRef> waitsFor, long toldMillis) {}

  /// For how many reports of waiting the last word of it counts.
  private static final int WAITS_REPORTS = 4;

  private final Scene scene;
  private final ParticipantConfig config;
  private final Map<TxnId, Heard> heard = new LinkedHashMap<>();

  Anchor(Scene scene, ParticipantConfig config) {
    this.scene = scene;
    this.config = config;
  }

  static long shownBy(Response response) {
    return response instanceof Response.Ended(_, TxnOutcome.Committed committed, _)
        ? committed.at()
        : 0;
  }

  /// Returns how an attempt has ended, if it has.
  @Nullable Response decided(TxnRef txn) {
    TxnOutcome record = scene.state().record(txn);
    RequestOutcome request = scene.state().outcome(txn.id().request());
    if (request != null) {
      TxnRef winner = new TxnRef(request.winner(), txn.anchor());
      return new Response.Ended(winner, new TxnOutcome.Committed(request.at()), request.answer());
    }
    return record == null ? null : new Response.Ended(txn, record, null);
  }

  /// Returns how an attempt has ended, as those see it who have met its intents.
  private @Nullable Response outcomeOf(TxnRef txn) {
    Response decided = decided(txn);
    if (decided instanceof Response.Ended ended && !ended.txn().id().equals(txn.id())) {
      return new Response.Ended(txn, new TxnOutcome.Aborted(Cause.SUPERSEDED), null);
    }
    if (decided == null && scene.tooOld(txn)) {
      // A commit would be refused now, and the record of one is kept until all is resolved.
      return new Response.Ended(txn, new TxnOutcome.Aborted(Cause.FORGOTTEN), null);
    }
    return decided;
  }

  void heardOf(Turn turn, TxnRef txn) {
    Heard before = heard.remove(txn.id());
    heard(
        txn.id(),
        before == null
            ? new Heard(turn.millis(), List.of(), turn.millis())
            : new Heard(turn.millis(), before.waitsFor, before.toldMillis));
  }

  private void heard(TxnId txn, Heard news) {
    heard.put(txn, news);
    if (heard.size() > config.heardMax()) {
      heard.remove(heard.keySet().iterator().next());
    }
  }

  Wait heartbeat(Turn turn, Call call, Request.Heartbeat heartbeat) {
    TxnRef txn = heartbeat.txn();
    if (scene.flights().deciding(txn.id().request())) {
      return turn.reply(call, new Response.Done(), 0);
    }
    Response outcome = outcomeOf(txn);
    if (outcome != null) {
      return turn.reply(call, outcome, shownBy(outcome));
    }
    heard.remove(txn.id());
    heard(txn.id(), new Heard(turn.millis(), heartbeat.waitsFor(), turn.millis()));
    scene.locks().touch(txn.id().owner(), turn.millis());
    return turn.reply(call, new Response.Done(), 0);
  }

  Wait push(Turn turn, Call call, Request.Push push) {
    TxnRef target = push.target();
    RequestId request = target.id().request();
    if (scene.flights().deciding(request)) {
      return new Wait.ForDecision(request);
    }
    Response outcome = outcomeOf(target);
    if (outcome != null) {
      return turn.reply(call, outcome, shownBy(outcome));
    }
    Heard last = heard.get(target.id());
    if (last == null) {
      // The first that this term hears of it: its coordinator has all the time from now.
      last = new Heard(turn.millis(), List.of(), turn.millis());
      heard(target.id(), last);
    }
    long silent = turn.millis() - last.atMillis;
    if (silent > config.heartbeatTimeoutMillis()) {
      return abort(turn, call, target, Cause.COORDINATOR_SILENT);
    }
    if (turn.millis() - call.sinceMillis < push.patienceMillis()) {
      return new Wait.ForOutcome(request);
    }
    if (push.above() > 0) {
      if (!call.noted) {
        scene.cache().note(recordKey(target.id()), push.above(), null);
        call.noted = true;
      }
      if (!scene.bound().covers(push.above())) {
        return new Wait.ForBound(push.above());
      }
    }
    // Who waits says so again and again; an old word of it would make cycles that are none.
    boolean waits = turn.millis() - last.toldMillis <= WAITS_REPORTS * config.reportWaitMillis();
    List<TxnRef> waitsFor = waits ? last.waitsFor : List.of();
    return turn.reply(call, new Response.Pending(push.above(), silent, waitsFor), 0);
  }

  /// Returns the least timestamp at which an attempt may commit: above the low-water mark and every
  /// push.
  long leastCommit(TxnRef txn) {
    long lowWater = scene.bound().lowWater();
    if (lowWater == Long.MAX_VALUE) {
      return Long.MAX_VALUE;
    }
    long pushed = scene.cache().latest(recordKey(txn.id()), txn.id().owner());
    return Math.max(lowWater, pushed) + 1;
  }

  Wait commit(Turn turn, Call call, Request.Commit commit) {
    TxnRef txn = commit.txn();
    RequestId request = txn.id().request();
    if (scene.flights().deciding(request)) {
      return new Wait.ForDecision(request);
    }
    Response decided = decided(txn);
    if (decided != null) {
      return turn.reply(call, decided, shownBy(decided));
    }
    if (scene.tooOld(txn)) {
      return turn.reply(call, new Response.TooOld(), 0);
    }
    heardOf(turn, txn);
    long least = leastCommit(txn);
    if (least == Long.MAX_VALUE) {
      return turn.drop(call);
    }
    if (commit.at() < least) {
      return turn.reply(call, new Response.MustMove(Math.max(least, turn.hlc())), 0);
    }
    RequestOutcome remembered = new RequestOutcome(txn.id(), commit.at(), commit.answer());
    return decide(
        turn,
        call,
        txn,
        List.of(
            new Change.PutRecord(txn, new TxnOutcome.Committed(commit.at())),
            new Change.RememberRequest(request, remembered)),
        new Response.Ended(txn, new TxnOutcome.Committed(commit.at()), commit.answer()));
  }

  Wait abort(Turn turn, Call call, TxnRef txn, Cause cause) {
    RequestId request = txn.id().request();
    if (scene.flights().deciding(request)) {
      return new Wait.ForDecision(request);
    }
    Response outcome = outcomeOf(txn);
    if (outcome != null) {
      return turn.reply(call, outcome, shownBy(outcome));
    }
    TxnOutcome aborted = new TxnOutcome.Aborted(cause);
    return decide(
        turn,
        call,
        txn,
        List.of(new Change.PutRecord(txn, aborted)),
        new Response.Ended(txn, aborted, null));
  }

  private Wait decide(
      Turn turn, Call call, TxnRef txn, List<Change> changes, Response.Ended ended) {
    heard.remove(txn.id());
    scene
        .flights()
        .propose(
            turn,
            changes,
            List.of(),
            shownBy(ended),
            txn.id().request(),
            Flights.Landing.answering(call, ended, shownBy(ended)));
    return Turn.SETTLED;
  }

  Wait forget(Turn turn, Call call, Request.Forget forget) {
    TxnRef txn = forget.txn();
    RequestId request = txn.id().request();
    if (scene.flights().deciding(request)) {
      return new Wait.ForDecision(request);
    }
    if (!(scene.state().record(txn) instanceof TxnOutcome.Committed)) {
      return turn.reply(call, new Response.Done(), 0);
    }
    scene
        .flights()
        .propose(
            turn,
            List.of(new Change.RemoveRecord(txn)),
            List.of(),
            0,
            request,
            Flights.Landing.answering(call, new Response.Done(), 0));
    return Turn.SETTLED;
  }

  Wait status(Turn turn, Call call, Request.Status status) {
    TxnRef txn = status.txn();
    RequestId request = txn.id().request();
    if (scene.flights().deciding(request)) {
      return new Wait.ForDecision(request);
    }
    RequestOutcome outcome = scene.state().outcome(request);
    if (outcome != null) {
      TxnRef winner = new TxnRef(outcome.winner(), txn.anchor());
      Value answer = outcome.answer();
      TxnOutcome committed = new TxnOutcome.Committed(outcome.at());
      return turn.reply(call, new Response.Ended(winner, committed, answer), outcome.at());
    }
    if (scene.tooOld(txn)) {
      return turn.reply(call, new Response.TooOld(), 0);
    }
    // That nothing is there is a read as of now: a deposed leader must not answer it.
    call.readAt = call.readAt == 0 ? turn.hlc() : call.readAt;
    if (!scene.bound().covers(call.readAt)) {
      return new Wait.ForBound(call.readAt);
    }
    return turn.reply(call, new Response.NotDecided(), 0);
  }

  /// Returns the key by which the cache knows an attempt's decision record: below every stored key
  /// of users, `00 | "txn" | session | sequence | created | coordinator | attempt`.
  static Key recordKey(TxnId txn) {
    RequestId request = txn.request();
    byte[] bytes =
        ByteBuffer.allocate(4 + RequestId.BYTES + Long.BYTES + Integer.BYTES)
            .put(new byte[] {0, 't', 'x', 'n'})
            .putLong(request.session())
            .putLong(request.sequence())
            .putLong(request.createdMillis())
            .putLong(txn.coordinator())
            .putInt(txn.attempt())
            .array();
    return new Key(bytes);
  }
}
