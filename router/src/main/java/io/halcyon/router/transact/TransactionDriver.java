package io.halcyon.router.transact;

import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.InvariantViolation;
import io.halcyon.txn.coordinator.Answer;
import io.halcyon.txn.coordinator.Coordinator;
import io.halcyon.txn.coordinator.Effect;
import io.halcyon.txn.coordinator.Input;
import io.halcyon.txn.coordinator.Statement;
import io.halcyon.txn.participant.Request;
import io.halcyon.txn.participant.Response;
import io.halcyon.txn.record.Span;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One transaction at this router: drives its coordinator, from its begin until its last intent is
/// resolved, also when nobody waits for it any more.
///
/// | what comes of a request | the coordinator is told |
/// |---|---|
/// | an answer | `Answered` |
/// | no leader, no answer, overload, a leader without its lease | `Undelivered`: it asks again |
/// | `NotOwner` | `Undelivered`: it asks the key's owner by then |
/// | `NotOwner` for what is read | the statement is given up: the ring has moved under it |
/// | a refusal that lasts (`Invalid`, `OutOfRange`, ...) | the statement is given up |
///
/// A statement that is given up ends the transaction, without effect; a commit is only given up
/// before it is asked for a decision.
///
/// Owned by its strand: everything but {@link #strand} is called on it.
final class TransactionDriver {
  private static final Logger log = LoggerFactory.getLogger(TransactionDriver.class);

  /// Hears how a statement ends; called once, on the strand.
  interface Hearer {
    void answered(Answer answer);

    /// The transaction was ended without effect, not by its coordinator.
    void refused(Failure failure);
  }

  /// For statements that nobody waits for.
  static final Hearer NOBODY =
      new Hearer() {
        @Override
        public void answered(Answer answer) {}

        @Override
        public void refused(Failure failure) {}
      };

  private final Transactions transactions;
  private final Strand strand;
  private final RingRouting routing;
  private final Coordinator coordinator;
  private final Origin origin;
  private final CommitWatch watch;
  private final long number;
  private final long bornMillis;
  private long saidMillis;
  private long bufferedBytes;
  private @Nullable Hearer waiting;
  // Why the transaction was ended from outside.
  private @Nullable Failure ended;
  private boolean gone;

  TransactionDriver(
      Transactions transactions,
      Strand strand,
      RingRouting routing,
      Coordinator coordinator,
      Origin origin) {
    this.transactions = transactions;
    this.strand = strand;
    this.routing = routing;
    this.coordinator = coordinator;
    this.origin = origin;
    this.watch = new CommitWatch(transactions.events());
    this.number = transactions.nextNumber();
    this.bornMillis = transactions.millis();
    this.saidMillis = bornMillis;
  }

  Strand strand() {
    return strand;
  }

  Coordinator coordinator() {
    return coordinator;
  }

  Origin origin() {
    return origin;
  }

  /// Returns its place among the transactions of this router, by age.
  long number() {
    return number;
  }

  long ageMillis() {
    return transactions.millis() - bornMillis;
  }

  long idleMillis() {
    return transactions.millis() - saidMillis;
  }

  boolean busy() {
    return waiting != null;
  }

  /// Returns why it was ended from outside; null if it was not.
  @Nullable Failure ended() {
    return ended;
  }

  /// Says a statement; none may be under way. The hearer may be called before this returns.
  void say(Statement statement, Hearer hearer) {
    if (waiting != null) {
      throw new IllegalStateException("a statement is under way");
    }
    waiting = hearer;
    saidMillis = transactions.millis();
    if (statement instanceof Statement.Restart) {
      transactions.free(bufferedBytes);
      bufferedBytes = 0;
    }
    routing.statement();
    watch.said(statement);
    input(new Input.Said(statement));
  }

  /// All keys that there may be in a span have one token.
  void colocated(Span span, long token) {
    routing.colocated(span, token);
  }

  /// Reserves room for a write that is about to be said.
  ///
  /// @return why there is none, else null
  @Nullable Failure reserve(long bytes) {
    Failure full = transactions.reserve(bytes);
    if (full == null) {
      bufferedBytes += bytes;
    }
    return full;
  }

  /// Ends the transaction without effect; the statement under way is answered with `why`. What may
  /// have committed goes on, and so does what is over already.
  ///
  /// @return false if it goes on
  boolean end(Failure why) {
    if (gone || coordinator.over() || coordinator.decisionOpen()) {
      return false;
    }
    ended = why;
    if (waiting == null) {
      waiting = NOBODY;
    }
    input(new Input.Said(new Statement.Rollback()));
    return true;
  }

  void tick() {
    if (!gone) {
      input(new Input.Tick());
    }
  }

  private void input(Input input) {
    Answer told = null;
    routing.step();
    try {
      for (Effect effect : coordinator.step(input, transactions.millis())) {
        switch (effect) {
          case Effect.Send send -> send(send);
          case Effect.Tell tell -> told = tell.answer();
        }
      }
    } catch (InvariantViolation | IllegalStateException broken) {
      broken(broken);
      return;
    }
    if (told != null) {
      tell(told);
    }
    if (coordinator.finished()) {
      watch.finished(nanos());
      leave();
    }
  }

  private void send(Effect.Send send) {
    watch.sent(send.request(), nanos());
    transactions
        .calls()
        .send(
            send.shard(),
            routing.epoch(send.request()),
            send.request(),
            new ShardCalls.Reply() {
              @Override
              public void answered(Response response) {
                strand.execute(() -> {
                  if (!gone) {
                    watch.answered(send.request(), response, nanos());
                    input(new Input.Answered(send.call(), response));
                  }
                });
              }

              @Override
              public void failed(Failure failure) {
                strand.execute(() -> failedCall(send, failure));
              }
            });
  }

  private void failedCall(Effect.Send send, Failure failure) {
    if (gone) {
      return;
    }
    if (lasting(send.request(), failure) && inStatement(send.request()) && end(failure)) {
      return;
    }
    if (lasting(send.request(), failure)) {
      log.atWarn()
          .addKeyValue("txn", coordinator.id())
          .addKeyValue("request", send.request().getClass().getSimpleName())
          .addKeyValue("problem", failure.message())
          .log("a shard refuses a request of a transaction");
    }
    input(new Input.Undelivered(send.call()));
    transactions.afterRest(this);
  }

  private boolean lasting(Request request, Failure failure) {
    return switch (failure) {
      case Failure.NotOwner _ -> routing.outdated(request);
      case Failure.NotLeader _,
          Failure.Unavailable _,
          Failure.Blocked _,
          Failure.Overloaded _,
          Failure.DeadlineExceeded _,
          Failure.Ambiguous _,
          Failure.ClockSkew _,
          Failure.Corrupted _,
          Failure.Internal _ ->
          false;
      case Failure.RetryWindowPassed _,
          Failure.Invalid _,
          Failure.Unsupported _,
          Failure.WrongValue _,
          Failure.OutOfRange _,
          Failure.OfTransaction _ ->
          true;
    };
  }

  /// Returns whether a request is of the statement under way, rather than of the background.
  private boolean inStatement(Request request) {
    return switch (request) {
      case Request.Read _, Request.Lock _, Request.Prepare _, Request.Refresh _, Request.Push _ ->
          busy();
      case Request.CommitOnePhase _,
          Request.Apply _,
          Request.Commit _,
          Request.Abort _,
          Request.Heartbeat _,
          Request.Touch _,
          Request.Resolve _,
          Request.Forget _,
          Request.Release _,
          Request.Status _ ->
          false;
    };
  }

  private void tell(Answer answer) {
    Hearer hearer = waiting;
    waiting = null;
    watch.told(answer, nanos());
    Failure why = ended;
    if (hearer == null) {
      return;
    }
    if (answer instanceof Answer.RolledBack && why != null) {
      hearer.refused(why);
    } else {
      hearer.answered(answer);
    }
  }

  /// A bug, here or at a shard: whoever meets what is left of the transaction ends it.
  private void broken(Throwable cause) {
    log.atError().addKeyValue("txn", coordinator.id()).setCause(cause).log("transaction broken");
    boolean mayCommit = coordinator.committing();
    var txn = coordinator.ref();
    Hearer hearer = waiting;
    waiting = null;
    Failure why = new Failure.Internal("the transaction broke: " + cause.getMessage());
    ended = why;
    leave();
    if (hearer == null) {
      return;
    }
    if (mayCommit && txn != null) {
      hearer.answered(new Answer.Ambiguous(txn));
    } else {
      hearer.refused(why);
    }
  }

  private void leave() {
    if (!gone) {
      gone = true;
      transactions.left(this, bufferedBytes);
    }
  }

  private long nanos() {
    return transactions.nanos();
  }
}
