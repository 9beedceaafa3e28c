package io.halcyon.txn.participant;

import io.halcyon.core.id.RequestId;
import io.halcyon.txn.lock.Blocker;
import io.halcyon.txn.lock.LockMode;
import io.halcyon.txn.participant.Request.Check;
import io.halcyon.txn.participant.Request.WaitPolicy;
import io.halcyon.txn.record.Change;
import io.halcyon.txn.record.Intent;
import io.halcyon.txn.record.Key;
import io.halcyon.txn.record.Owner;
import io.halcyon.txn.record.RequestOutcome;
import io.halcyon.txn.record.Row;
import io.halcyon.txn.record.Span;
import io.halcyon.txn.record.TxnOutcome;
import io.halcyon.txn.record.TxnRef;
import io.halcyon.txn.record.Version;
import io.halcyon.txn.record.Write;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Locks, prepares, and commits in one phase.
///
/// The timestamp of a write is the least that is above the term's low-water mark (C1), above what
/// is closed, above every read by others of what it writes (T1), and above every version there.
final class Writer {
  private final Scene scene;
  private final Anchor anchor;
  private final Reader reader;
  private final Unlocked unlocked;
  private long closed;

  Writer(Scene scene, Anchor anchor, Reader reader, Unlocked unlocked) {
    this.scene = scene;
    this.anchor = anchor;
    this.reader = reader;
    this.unlocked = unlocked;
  }

  void closed(long timestamp) {
    closed = Math.max(closed, timestamp);
  }

  /// Returns who keeps `owner` from a lock: holders, those before it in the queue, and an intent.
  List<Blocker> blockers(Turn turn, TxnRef owner, Key key, LockMode mode) {
    List<Blocker> blockers = scene.locks().blockers(owner, key, mode, turn.millis());
    Intent intent = scene.state().intent(key);
    if (!blockers.isEmpty() || intent == null || intent.txn().id().equals(owner.id())) {
      return blockers;
    }
    return List.of(new Blocker(intent.txn(), LockMode.EXCLUSIVE, false, 0));
  }

  Wait lock(Turn turn, Call call, Request.Lock lock) {
    List<Key> skipped = new ArrayList<>();
    List<Key> locked = new ArrayList<>();
    for (Key key : lock.keys()) {
      List<Blocker> blockers =
          take(turn, lock.txn(), key, lock.mode(), lock.policy() == WaitPolicy.WAIT);
      if (blockers.isEmpty()) {
        locked.add(key);
        continue;
      }
      switch (lock.policy()) {
        case WAIT -> {
          return new Wait.ForLock(key);
        }
        case NOWAIT -> {
          return turn.reply(call, new Response.LockRefused(key, blockers), 0);
        }
        case SKIP_LOCKED -> skipped.add(key);
      }
    }
    for (Key key : locked) {
      if (scene.flights().busy(key)) {
        return new Wait.ForKey(key);
      }
    }
    return readLocked(turn, call, lock, locked, skipped);
  }

  /// Takes a lock; returns who is in the way.
  private List<Blocker> take(Turn turn, TxnRef txn, Key key, LockMode mode, boolean mayQueue) {
    Intent intent = scene.state().intent(key);
    boolean foreign = intent != null && !intent.txn().id().equals(txn.id());
    if (intent != null && foreign) {
      scene.locks().adopt(intent.txn(), key, turn.millis());
    }
    List<Blocker> blockers = scene.locks().acquire(txn, key, mode, mayQueue, turn.millis());
    // An intent counts even if the lock that belongs to it was lost.
    return blockers.isEmpty() && foreign ? blockers(turn, txn, key, mode) : blockers;
  }

  /// Reads the newest versions of keys that are locked: nobody else can change them meanwhile.
  private Wait readLocked(
      Turn turn, Call call, Request.Lock lock, List<Key> locked, List<Key> skipped) {
    long base = lock.readAt() == 0 ? turn.hlc() : lock.readAt();
    long at = Math.max(call.readAt, base);
    for (Key key : locked) {
      at = Math.max(at, scene.state().lastWriteAfter(key, at));
    }
    // Other keys may be locked than at the last evaluation (SKIP LOCKED), so all are noted anew.
    call.noted = false;
    call.readAt = at;
    List<Span> spans = locked.stream().map(Span::point).toList();
    Wait wait = reader.admit(call, spans, at, lock.txn().id().owner());
    if (!wait.settled()) {
      return wait;
    }
    long shown = 0;
    List<Row> rows = new ArrayList<>();
    for (Key key : locked) {
      Version version = scene.state().at(key, at);
      shown = Math.max(shown, version.timestamp());
      rows.add(new Row(key, version));
    }
    return turn.reply(call, new Response.Locked(at, rows, skipped), shown);
  }

  Wait prepare(Turn turn, Call call, Request.Prepare prepare) {
    TxnRef txn = prepare.txn();
    if (scene.tooOld(txn)) {
      return turn.reply(call, new Response.TooOld(), 0);
    }
    anchor.heardOf(turn, txn);
    Response ended = ended(txn, prepare.writes());
    if (ended != null) {
      return turn.reply(call, ended, Anchor.shownBy(ended));
    }
    Wait wait = lockAll(turn, txn, prepare.writes());
    if (!wait.settled()) {
      return wait;
    }
    List<Write> missing = new ArrayList<>();
    long laid = 0;
    for (Write write : prepare.writes()) {
      Intent own = scene.state().intent(write.key());
      if (own == null) {
        missing.add(write);
      } else {
        laid = Math.max(laid, own.preparedAt());
      }
    }
    if (missing.isEmpty()) {
      return turn.reply(call, new Response.Prepared(laid), 0);
    }
    Response conflict = conflict(missing);
    if (conflict != null) {
      return turn.reply(call, conflict, Reader.shownBy(conflict));
    }
    long at = timestamp(turn, txn.id().owner(), missing, Math.max(prepare.atLeast(), laid));
    if (at == Long.MAX_VALUE) {
      return turn.drop(call);
    }
    List<Change> changes = new ArrayList<>();
    for (Write write : missing) {
      changes.add(new Change.PutIntent(new Intent(write.key(), txn, at, write.value())));
    }
    scene
        .flights()
        .propose(
            turn,
            changes,
            keys(missing),
            at,
            null,
            Flights.Landing.answering(call, new Response.Prepared(at), 0));
    return Turn.SETTLED;
  }

  /// Returns how the attempt has ended here, if that is known: then it lays no intent.
  private @Nullable Response ended(TxnRef txn, List<Write> writes) {
    Response decided = anchor.decided(txn);
    if (decided != null) {
      return decided;
    }
    for (Write write : writes) {
      TxnOutcome outcome = scene.state().resolved(txn.id(), write.key());
      if (outcome != null) {
        return new Response.Ended(txn, outcome, null);
      }
    }
    return null;
  }

  private Wait lockAll(Turn turn, TxnRef txn, List<Write> writes) {
    for (Write write : writes) {
      if (!take(turn, txn, write.key(), LockMode.EXCLUSIVE, true).isEmpty()) {
        return new Wait.ForLock(write.key());
      }
    }
    for (Write write : writes) {
      if (scene.flights().busy(write.key())) {
        return new Wait.ForKey(write.key());
      }
    }
    return Turn.SETTLED;
  }

  /// First committer wins: nobody has written above a write's basis.
  private @Nullable Response conflict(List<Write> writes) {
    for (Write write : writes) {
      if (write.basis() != Write.BLIND) {
        long newer = scene.state().lastWriteAfter(write.key(), write.basis());
        if (newer > 0) {
          return new Response.WriteConflict(
              write.key(), newer, scene.writers().writer(write.key(), newer));
        }
      }
    }
    return null;
  }

  /// Returns the least timestamp at which these writes may be; `Long.MAX_VALUE` if the term is
  /// over.
  private long timestamp(Turn turn, Owner writer, List<Write> writes, long atLeast) {
    long lowWater = scene.bound().lowWater();
    if (lowWater == Long.MAX_VALUE) {
      return Long.MAX_VALUE;
    }
    long at = Math.max(atLeast == 0 ? turn.hlc() : atLeast, Math.max(lowWater, closed) + 1);
    for (Write write : writes) {
      at = Math.max(at, scene.cache().latest(write.key(), writer) + 1);
      long last = scene.state().lastWriteAfter(write.key(), at - 1);
      at = Math.max(at, last + 1);
    }
    return at;
  }

  /// Answers a call, or lets it wait, if its request is decided, being decided, or too old to be;
  /// null if it is still to be evaluated.
  private @Nullable Wait ended(Turn turn, Call call, TxnRef txn) {
    RequestId request = txn.id().request();
    Response decided = anchor.decided(txn);
    if (decided != null) {
      return turn.reply(call, decided, Anchor.shownBy(decided));
    }
    if (scene.flights().deciding(request)) {
      return new Wait.ForDecision(request);
    }
    if (scene.tooOld(txn)) {
      return turn.reply(call, new Response.TooOld(), 0);
    }
    return null;
  }

  Wait commit(Turn turn, Call call, Request.CommitOnePhase commit) {
    TxnRef txn = commit.txn();
    Wait known = ended(turn, call, txn);
    if (known != null) {
      return known;
    }
    anchor.heardOf(turn, txn);
    Wait wait = lockAll(turn, txn, commit.writes());
    if (!wait.settled()) {
      return wait;
    }
    if (commit.writes().stream().anyMatch(write -> scene.state().intent(write.key()) != null)) {
      // The attempt has gone on to two phases; this is a late copy.
      return turn.drop(call);
    }
    Response conflict = conflict(commit.writes());
    if (conflict != null) {
      return turn.reply(call, conflict, Reader.shownBy(conflict));
    }
    return commitAt(turn, call, commit);
  }

  private Wait commitAt(Turn turn, Call call, Request.CommitOnePhase commit) {
    TxnRef txn = commit.txn();
    Owner owner = txn.id().owner();
    long wanted = Math.max(commit.atLeast(), call.readAt);
    long at = Math.max(timestamp(turn, owner, commit.writes(), wanted), anchor.leastCommit(txn));
    if (at == Long.MAX_VALUE) {
      return turn.drop(call);
    }
    if (commit.writes().isEmpty() && commit.atLeast() > 0) {
      // It has read at its snapshot and writes nothing; only the answer is to be remembered.
      at = commit.atLeast();
    }
    boolean moves = at > commit.atLeast() && !commit.mayMove();
    boolean late = !commit.writes().isEmpty() && at > commit.notAfter();
    if (moves || late) {
      return turn.reply(call, new Response.MustMove(at), 0);
    }
    call.noted = call.noted && at == call.readAt;
    call.readAt = at;
    List<Span> spans = commit.checks().stream().map(Check::span).toList();
    Wait wait = reader.admit(call, spans, at, owner);
    if (!wait.settled()) {
      return wait;
    }
    Response changed = reader.unchanged(txn.id(), commit.checks(), at, commit.known());
    if (changed != null) {
      return turn.reply(call, changed, Reader.shownBy(changed));
    }
    propose(turn, call, commit, at);
    return Turn.SETTLED;
  }

  private void propose(Turn turn, Call call, Request.CommitOnePhase commit, long at) {
    TxnRef txn = commit.txn();
    RequestId request = txn.id().request();
    List<Change> changes = new ArrayList<>();
    for (Write write : commit.writes()) {
      changes.add(new Change.PutVersion(write.key(), at, write.value()));
    }
    changes.add(
        new Change.RememberRequest(request, new RequestOutcome(txn.id(), at, commit.answer())));
    scene
        .flights()
        .propose(
            turn,
            changes,
            keys(commit.writes()),
            at,
            request,
            (then, applied) -> {
              if (!applied) {
                then.drop(call);
                return;
              }
              commit.writes().forEach(write -> scene.writers().wrote(write.key(), at, txn));
              Set<Key> released = scene.locks().release(txn.id());
              Response ended =
                  new Response.Ended(txn, new TxnOutcome.Committed(at), commit.answer());
              then.reply(call, ended, at);
              unlocked.unlocked(then, released);
            });
  }

  Wait apply(Turn turn, Call call, Request.Apply apply) {
    TxnRef txn = apply.txn();
    Wait known = ended(turn, call, txn);
    if (known != null) {
      return known;
    }
    List<Write> touched =
        apply.keys().stream().map(key -> new Write(key, null, Write.BLIND)).toList();
    Wait wait = lockAll(turn, txn, touched);
    if (!wait.settled()) {
      return wait;
    }
    long at = timestamp(turn, txn.id().owner(), touched, 0);
    if (at == Long.MAX_VALUE) {
      return turn.drop(call);
    }
    // What it sees at `at` must stay so, also where it writes nothing.
    apply.keys().forEach(key -> scene.cache().note(key, at, txn.id().owner()));
    Request.Evaluated evaluated = apply.operation().evaluate(scene.state(), at);
    Request.CommitOnePhase commit =
        new Request.CommitOnePhase(
            txn, evaluated.writes(), List.of(), at, true, evaluated.answer(), List.of());
    propose(turn, call, commit, at);
    return Turn.SETTLED;
  }

  private static List<Key> keys(List<Write> writes) {
    return writes.stream().map(Write::key).toList();
  }
}
