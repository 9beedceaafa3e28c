package io.halcyon.router.transact;

import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.HalcyonException;
import io.halcyon.proto.v1.TxnBegin;
import io.halcyon.proto.v1.TxnBegun;
import io.halcyon.proto.v1.TxnCommit;
import io.halcyon.proto.v1.TxnPut;
import io.halcyon.proto.v1.TxnRequest;
import io.halcyon.proto.v1.TxnResponse;
import io.halcyon.proto.v1.TxnRolledBack;
import io.halcyon.proto.v1.TxnScan;
import io.halcyon.txn.coordinator.Answer;
import io.halcyon.txn.coordinator.Coordinator;
import io.halcyon.txn.coordinator.Statement;
import io.halcyon.txn.record.Key;
import io.halcyon.txn.record.TxnRef;
import io.halcyon.txn.record.Value;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The transaction of a session: turns its requests into statements, and the answers into
/// responses. Owned by the session's strand.
final class SessionTransaction {
  private static final int SAVEPOINTS_MAX = 10_000;
  private static final int WRITE_BYTES = 64;

  /// A write that will expire: when it does is counted from the commit.
  private record Expiring(Value buffered, long ttlMillis) {}

  private final Transactions transactions;
  private final TransactionDriver driver;
  private final Coordinator coordinator;
  private final Map<Key, Expiring> expiring = new HashMap<>();
  private int savepoints;
  private boolean lost;
  private boolean givenUp;
  // Why statements are answered with nothing else any more; null as long as it goes on.
  private @Nullable Failure over;

  private SessionTransaction(Transactions transactions, TransactionDriver driver) {
    this.transactions = transactions;
    this.driver = driver;
    this.coordinator = driver.coordinator();
  }

  /// @throws HalcyonException if the request is wrong or refused
  static SessionTransaction begin(
      Transactions transactions, Strand strand, TxnBegin begin, String client) {
    Beginning beginning = Beginning.of(begin, transactions, client);
    return new SessionTransaction(
        transactions,
        transactions.begin(strand, beginning.settings(), beginning.start(), beginning.origin()));
  }

  /// Returns why it is over; null as long as it goes on.
  @Nullable Failure over() {
    return over == null ? driver.ended() : over;
  }

  /// Returns whether another one may begin in its place.
  boolean finished() {
    return over() != null || coordinator.over();
  }

  TxnResponse.Builder begun() {
    TxnBegun.Builder begun =
        TxnBegun.newBuilder()
            .setTransaction(Answers.name(coordinator))
            .setRequestId(Answers.request(coordinator.id().request()));
    TxnRef txn = coordinator.ref();
    if (txn != null) {
      begun.setAnchor(Answers.user(txn.anchor()));
    }
    return TxnResponse.newBuilder().setBegun(begun);
  }

  /// Rolls it back unless it is committing, whatever is under way.
  void giveUp() {
    if (coordinator.committing()) {
      return;
    }
    givenUp |=
        driver.end(
            new Failure.TxnEnded(Failure.EndCause.UNKNOWN, "the transaction is rolled back"));
  }

  /// Serves a request other than a begin; none may be under way.
  ///
  /// @throws HalcyonException if it is wrong; then it had no effect
  void serve(TxnRequest request, Consumer<TxnResponse.Builder> reply) {
    Failure why = over();
    if (why != null) {
      boolean rolledBack = request.hasRollback() && givenUp;
      reply.accept(
          rolledBack
              ? TxnResponse.newBuilder().setRolledBack(TxnRolledBack.getDefaultInstance())
              : Answers.failed(why, false));
      givenUp &= !rolledBack;
      return;
    }
    boolean readOnly = driver.origin().readOnly();
    boolean writes = request.hasLock() || request.hasPut() || request.hasDelete();
    if (readOnly && writes) {
      throw invalid("the transaction was begun as read-only");
    }
    switch (request.getKindCase()) {
      case GET ->
          say(Statements.get(request.getGet()), reply, answer -> Answers.rows(answer, coordinator));
      case SCAN -> scan(request.getScan(), reply);
      case LOCK ->
          say(
              Statements.lock(request.getLock()),
              reply,
              answer -> Answers.locked(answer, request.getLock(), coordinator));
      case PUT -> put(request.getPut(), reply);
      case DELETE ->
          write(new Statement.Put(Statements.key(request.getDelete().getKey()), null), reply);
      case SAVEPOINT -> {
        if (++savepoints > SAVEPOINTS_MAX) {
          throw invalid("a transaction may have " + SAVEPOINTS_MAX + " savepoints");
        }
        done(new Statement.Savepoint(Statements.name(request.getSavepoint().getName())), reply);
      }
      case ROLLBACK_TO ->
          done(new Statement.RollbackTo(Statements.name(request.getRollbackTo().getName())), reply);
      case RELEASE ->
          done(
              new Statement.ReleaseSavepoint(Statements.name(request.getRelease().getName())),
              reply);
      case COMMIT -> commit(request.getCommit(), reply);
      case ROLLBACK ->
          say(
              new Statement.Rollback(),
              reply,
              _ -> TxnResponse.newBuilder().setRolledBack(TxnRolledBack.getDefaultInstance()));
      case RESTART -> restart(reply);
      case BEGIN, KIND_NOT_SET -> throw invalid("a request must say what to do");
    }
  }

  private void scan(TxnScan scan, Consumer<TxnResponse.Builder> reply) {
    int limit = Statements.limit(scan);
    say(Statements.scan(scan, limit), reply, answer -> Answers.scanned(answer, limit, coordinator));
  }

  private void done(Statement statement, Consumer<TxnResponse.Builder> reply) {
    say(statement, reply, _ -> Answers.done());
  }

  private void put(TxnPut put, Consumer<TxnResponse.Builder> reply) {
    Key key = Statements.key(put.getKey());
    long ttl = Statements.ttl(put.getTtlMillis());
    Value value = new Value(Statements.value(put.getValue()), expiry(ttl));
    write(new Statement.Put(key, value), reply);
    if (ttl == 0) {
      expiring.remove(key);
    } else {
      expiring.put(key, new Expiring(value, ttl));
    }
  }

  private void write(Statement.Put put, Consumer<TxnResponse.Builder> reply) {
    Value value = put.value();
    long bytes =
        WRITE_BYTES + put.key().bytes().length + (value == null ? 0L : value.bytes().length);
    Failure full = driver.reserve(bytes);
    if (full != null) {
      throw new HalcyonException(full);
    }
    done(put, reply);
  }

  private long expiry(long ttlMillis) {
    return ttlMillis == 0 ? 0 : transactions.clock().millis() + ttlMillis;
  }

  private void commit(TxnCommit commit, Consumer<TxnResponse.Builder> reply) {
    Value answer = Statements.answer(commit.getAnswer());
    boolean remember = commit.getRemember() && !driver.origin().readOnly();
    renewExpiry();
    boolean unseen = coordinator.writes() == 0 && (!remember || coordinator.ref() == null);
    say(
        new Statement.Commit(answer, remember),
        reply,
        told -> Answers.committed(told, unseen, coordinator));
  }

  /// What expires does so counted from the commit, however long ago it was buffered.
  private void renewExpiry() {
    expiring.forEach((key, write) -> {
      var now = coordinator.written(key);
      if (now != null && write.buffered().equals(now.value())) {
        Value renewed = new Value(write.buffered().bytes(), expiry(write.ttlMillis()));
        driver.say(new Statement.Put(key, renewed), TransactionDriver.NOBODY);
      }
    });
    expiring.clear();
  }

  private void restart(Consumer<TxnResponse.Builder> reply) {
    if (!lost) {
      throw invalid("only a transaction that must restart can");
    }
    lost = false;
    savepoints = 0;
    expiring.clear();
    say(new Statement.Restart(), reply, _ -> begun());
  }

  private void say(
      Statement statement,
      Consumer<TxnResponse.Builder> reply,
      Function<Answer, TxnResponse.Builder> success) {
    driver.say(
        statement,
        new TransactionDriver.Hearer() {
          @Override
          public void answered(Answer answer) {
            reply.accept(response(answer, success));
          }

          @Override
          public void refused(Failure failure) {
            over = failure;
            reply.accept(Answers.failed(failure, false));
          }
        });
  }

  private TxnResponse.Builder response(
      Answer answer, Function<Answer, TxnResponse.Builder> success) {
    return switch (answer) {
      case Answer.Rows _, Answer.Locked _, Answer.Done _ -> success.apply(answer);
      case Answer.Committed _ -> {
        over = ended("the transaction is committed");
        yield success.apply(answer);
      }
      case Answer.RolledBack _ -> {
        over = ended("the transaction is rolled back");
        yield success.apply(answer);
      }
      case Answer.Refused refused -> Answers.failed(Answers.failure(refused), true);
      case Answer.MustRestart restart -> {
        lost = true;
        yield Answers.mustRestart(restart);
      }
      case Answer.Failed failed -> {
        Failure failure = Answers.failure(failed, coordinator.over());
        over = coordinator.over() ? failure : null;
        yield Answers.failed(failure, over == null);
      }
      case Answer.Ambiguous ambiguous -> {
        over = ended("whether the transaction is committed is not known");
        yield Answers.ambiguous(ambiguous);
      }
    };
  }

  private static Failure ended(String detail) {
    return new Failure.TxnEnded(Failure.EndCause.UNKNOWN, detail);
  }

  private static HalcyonException invalid(String detail) {
    return new HalcyonException(new Failure.Invalid(detail));
  }
}
