package io.halcyon.txn.coordinator;

import io.halcyon.core.id.RequestId;
import io.halcyon.txn.lock.LockMode;
import io.halcyon.txn.participant.Request.WaitPolicy;
import io.halcyon.txn.record.Key;
import io.halcyon.txn.record.Row;
import io.halcyon.txn.record.TxnId;
import io.halcyon.txn.record.TxnOutcome;
import io.halcyon.txn.record.TxnRef;
import io.halcyon.txn.record.Version;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One transaction at its router, from its first statement until its intents are resolved.
///
/// | state | statement or event | next |
/// |---|---|---|
/// | open | reads, locks, puts, savepoints | open |
/// | open | `Commit` | over: `Committed`, `Failed`, `Ambiguous`; or lost |
/// | open | it loses (a conflict, a deadlock, ended by others) | lost: `MustRestart` |
/// | lost | `Restart` | open, a new attempt with the same age and locks |
/// | open, lost | `Rollback` | over: `RolledBack` |
/// | open, lost | idle or alive for too long | over |
/// | over | anything | over; intents are resolved in the background until {@link #finished} |
///
/// Exactly once: the request id is the client's. Whatever attempts are made with it, by this
/// coordinator or by another router's, at most one commits; the others learn its answer. Attempts
/// must agree on the anchor, so a request that may be repeated elsewhere names it beforehand.
///
/// Owned by one thread; not thread-safe.
public final class Coordinator {
  private final Desk desk;
  private final Pusher pusher;
  private final Refresher refresher;
  private final long bornMillis;
  private long saidMillis;
  private long beatMillis;
  private boolean idled;
  private @Nullable CommitTask committing;

  /// @param nowMillis the router's monotonic clock
  public Coordinator(CoordinatorConfig config, Routing routing, Start start, long nowMillis) {
    Attempt attempt =
        new Attempt(
            start.request(),
            start.coordinator(),
            start.anchor(),
            start.isolation(),
            config.readSpansMax(),
            start.readAt());
    this.desk = new Desk(config, routing, attempt);
    this.pusher = new Pusher(desk);
    this.refresher = new Refresher(desk, pusher);
    this.bornMillis = nowMillis;
    this.saidMillis = nowMillis;
    this.beatMillis = nowMillis;
  }

  /// How a transaction begins.
  ///
  /// @param request what the client calls it; dated by a clock close to the nodes'
  /// @param coordinator drawn at random, so that no two coordinators' attempts have the same name
  /// @param anchor where it is decided, if all who try the request must know it beforehand; null to
  ///   let the first lock or write choose
  /// @param readAt the snapshot of a read-only transaction in the past; 0 to let the first leader
  ///   assign one
  public record Start(
      RequestId request,
      long coordinator,
      @Nullable Key anchor,
      Isolation isolation,
      long readAt) {}

  /// Takes one input and returns what must be done.
  public List<Effect> step(Input input, long nowMillis) {
    Turn turn = new Turn(nowMillis);
    switch (input) {
      case Input.Said said -> said(turn, said.statement());
      case Input.Answered answered ->
          desk.calls().answered(turn, answered.call(), answered.response());
      case Input.Undelivered undelivered -> desk.calls().undelivered(turn, undelivered.call());
      case Input.Tick _ -> tick(turn);
    }
    return turn.effects();
  }

  /// Returns whether nothing is left to do.
  public boolean finished() {
    return desk.over() && desk.calls().idle();
  }

  /// Returns the attempt under way.
  public TxnId id() {
    return desk.attempt().id();
  }

  /// Returns the transaction with its anchor; null as long as it has none.
  public @Nullable TxnRef ref() {
    return desk.attempt().ref();
  }

  /// Returns how often it has restarted.
  public int restarts() {
    return desk.attempt().restarts();
  }

  /// Returns whether it has ended, however much is left to do in the background.
  public boolean over() {
    return desk.over();
  }

  /// Returns whether a commit is under way.
  public boolean committing() {
    return desk.busy() && committing != null;
  }

  /// Returns whether a commit has been asked for and may happen: it cannot be interrupted.
  public boolean decisionOpen() {
    return committing() && desk.attempt().decisionOpen();
  }

  /// Returns whether another attempt of the request has committed instead of this one.
  public boolean superseded() {
    return desk.attempt().superseded();
  }

  /// Returns what `key` is set to by this attempt; null if it was not written. A version without a
  /// value is a deletion.
  public @Nullable Version written(Key key) {
    return desk.attempt().writes().get(key);
  }

  /// Returns how many keys are written.
  public int writes() {
    return desk.attempt().writes().count();
  }

  /// Returns how many keys are locked.
  public int locks() {
    return desk.attempt().reads().locks();
  }

  /// Returns for whom the statement under way waits; empty if it does not wait for others.
  public List<TxnRef> waitsFor() {
    return desk.waitsFor();
  }

  /// Returns on which key it waits; null if it does not.
  public @Nullable Key waitsOn() {
    return desk.waitsFor().isEmpty() ? null : desk.waitsOn();
  }

  private void said(Turn turn, Statement statement) {
    if (desk.busy()) {
      interrupt(turn, statement);
      return;
    }
    saidMillis = turn.millis();
    desk.begins();
    if (desk.over()) {
      overAlready(turn);
      return;
    }
    Conflict doom = desk.attempt().doomed();
    boolean wayOut =
        statement instanceof Statement.Restart || statement instanceof Statement.Rollback;
    if (doom != null && !wayOut) {
      desk.tell(turn, new Answer.MustRestart(doom));
      return;
    }
    perform(turn, statement);
  }

  /// A session that is ending may roll back while a statement is under way, which is then answered
  /// with `RolledBack`; but not when its commit may have happened: the commit's own answer says how
  /// that ends.
  private void interrupt(Turn turn, Statement statement) {
    if (!(statement instanceof Statement.Rollback)) {
      throw new IllegalStateException("a statement is under way: " + statement);
    }
    if (!decisionOpen()) {
      desk.calls().cancelStatement();
      undo(turn);
      desk.finish(turn, new Answer.RolledBack());
    }
  }

  private void overAlready(Turn turn) {
    Answer.Reason reason = idled ? Answer.Reason.IDLE : Answer.Reason.INVALID;
    String detail =
        idled ? "the transaction was idle for too long and was undone" : "the transaction is over";
    desk.tell(turn, new Answer.Failed(reason, detail, null));
  }

  private void perform(Turn turn, Statement statement) {
    Attempt attempt = desk.attempt();
    switch (statement) {
      case Statement.Get get -> get(turn, get);
      case Statement.Scan scan -> {
        newSnapshot();
        new ReadTask(desk, pusher).scan(turn, scan);
      }
      case Statement.Lock lock ->
          new LockTask(
                  desk,
                  pusher,
                  refresher,
                  lock,
                  (next, rows, skipped) ->
                      desk.tell(
                          next,
                          new Answer.Locked(attempt.readAt(), List.copyOf(rows.values()), skipped)))
              .start(turn);
      case Statement.Put put -> put(turn, put);
      case Statement.Savepoint savepoint -> {
        attempt.writes().savepoint(savepoint.name());
        desk.tell(turn, new Answer.Done());
      }
      case Statement.RollbackTo back ->
          savepoint(turn, back.name(), attempt.writes().rollbackTo(back.name()));
      case Statement.ReleaseSavepoint release ->
          savepoint(turn, release.name(), attempt.writes().release(release.name()));
      case Statement.Commit commit -> {
        CommitTask task = new CommitTask(desk, pusher, refresher, commit);
        committing = task;
        task.start(turn);
      }
      case Statement.Rollback _ -> {
        undo(turn);
        desk.finish(turn, new Answer.RolledBack());
      }
      case Statement.Restart _ -> {
        committing = null;
        attempt.restart();
        desk.tell(turn, new Answer.Done());
      }
    }
  }

  private void savepoint(Turn turn, String name, boolean known) {
    desk.tell(
        turn,
        known
            ? new Answer.Done()
            : new Answer.Failed(
                Answer.Reason.INVALID, "savepoint \"" + name + "\" does not exist", null));
  }

  /// Each statement has a snapshot of its own if the isolation says so.
  private void newSnapshot() {
    if (desk.attempt().isolation() == Isolation.READ_COMMITTED) {
      desk.attempt().readAt(0);
    }
  }

  private void get(Turn turn, Statement.Get get) {
    newSnapshot();
    Attempt attempt = desk.attempt();
    List<Key> fought =
        get.keys().stream()
            .filter(attempt::contended)
            .filter(key -> attempt.writes().get(key) == null)
            .filter(key -> attempt.reads().lockedAt(key) == null)
            .distinct()
            .toList();
    if (fought.isEmpty() || attempt.isolation() == Isolation.READ_COMMITTED) {
      new ReadTask(desk, pusher).get(turn, get, Map.of());
      return;
    }
    // It has lost these before: lock them, so that it does not lose again.
    Statement.Lock lock = new Statement.Lock(fought, LockMode.EXCLUSIVE, WaitPolicy.WAIT);
    new LockTask(
            desk,
            pusher,
            refresher,
            lock,
            (next, rows, _) ->
                new ReadTask(desk, pusher).get(next, get, new HashMap<Key, Row>(rows)))
        .start(turn);
  }

  private void put(Turn turn, Statement.Put put) {
    WriteBuffer writes = desk.attempt().writes();
    writes.put(put.key(), put.value());
    CoordinatorConfig config = desk.config();
    if (writes.count() <= config.writesMax() && writes.bytes() <= config.writeBytesMax()) {
      desk.tell(turn, new Answer.Done());
      return;
    }
    undo(turn);
    desk.finish(
        turn,
        new Answer.Failed(
            Answer.Reason.TOO_LARGE,
            "a transaction may write "
                + config.writesMax()
                + " keys and "
                + config.writeBytesMax()
                + " bytes; split it, or raise the bounds",
            null));
  }

  private void undo(Turn turn) {
    desk.discard(turn, TxnOutcome.Cause.COORDINATOR, true);
    desk.release(turn);
  }

  private void tick(Turn turn) {
    desk.calls().tick(turn);
    CoordinatorConfig config = desk.config();
    long age = turn.millis() - bornMillis;
    if (desk.over()) {
      if (age > 2 * config.lifetimeMillis()) {
        // Whoever meets what is left ends it.
        desk.calls().cancelAll();
      }
      return;
    }
    boolean holds = desk.attempt().preparing() || !desk.attempt().lockShards().isEmpty();
    boolean silent = turn.millis() - saidMillis > config.idleTimeoutMillis();
    // Who holds nothing is in nobody's way, however long it says nothing.
    boolean idle = silent && holds && !desk.busy();
    if (idle || age > config.lifetimeMillis()) {
      idled = idle;
      expire(turn);
      return;
    }
    TxnRef txn = desk.attempt().ref();
    if (txn != null && holds && turn.millis() - beatMillis >= config.heartbeatMillis()) {
      beatMillis = turn.millis();
      pusher.heartbeat(turn, txn);
    }
  }

  private void expire(Turn turn) {
    desk.calls().cancelStatement();
    CommitTask task = committing;
    if (task != null && desk.busy()) {
      task.timeout(turn);
      return;
    }
    undo(turn);
    desk.finish(
        turn,
        new Answer.Failed(
            Answer.Reason.TIMEOUT, "the transaction outlived its limit and was undone", null));
  }
}
