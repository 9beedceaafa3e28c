package io.halcyon.router.transact;

import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.HalcyonException;
import io.halcyon.core.id.ShardId;
import io.halcyon.router.dispatch.Unblocker;
import io.halcyon.txn.lock.Blocker;
import io.halcyon.txn.participant.Request;
import io.halcyon.txn.participant.Response;
import io.halcyon.txn.record.Key;
import io.halcyon.txn.record.TxnOutcome;
import io.halcyon.txn.record.TxnRef;
import io.halcyon.txnwire.TxnCodec;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Clears the way of single operations: asks the anchor of each transaction that is in the way for
/// its outcome, which ends those whose routers are dead, and resolves at the shard what it has left
/// there.
///
/// Thread-safe; never blocks.
public final class Obstacles implements Unblocker {
  private static final Logger log = LoggerFactory.getLogger(Obstacles.class);

  /// The next try finds what is left.
  private static final int AT_ONCE_MAX = 16;

  /// How long the anchor waits for a decision before it says that there is none.
  private static final long PATIENCE_MILLIS = 10;

  private final Transactions transactions;

  public Obstacles(Transactions transactions) {
    this.transactions = transactions;
  }

  /// A transaction, and a key that it keeps from others.
  private record Obstacle(TxnRef txn, Key key) {}

  @Override
  public void clear(int shard, Failure.Blocked blocked, Cleared then) {
    List<Obstacle> obstacles;
    try {
      obstacles = obstacles(TxnCodec.decodeResponse(blocked.by()));
    } catch (HalcyonException e) {
      log.atWarn()
          .addKeyValue("shard", shard)
          .addKeyValue("failure", e.failure().message())
          .log("a shard does not say clearly who blocks an operation");
      then.done(false);
      return;
    }
    if (obstacles.isEmpty()) {
      then.done(false);
      return;
    }
    Round round = new Round(new ShardId(shard), obstacles.size(), then);
    obstacles.forEach(round::ask);
  }

  private static List<Obstacle> obstacles(Response response) {
    return switch (response) {
      case Response.Blocked blocked ->
          blocked.by().stream()
              .limit(AT_ONCE_MAX)
              .map(by -> new Obstacle(by.txn(), by.key()))
              .toList();
      case Response.Waiting waiting ->
          waiting.blockers().stream()
              .map(Blocker::txn)
              .limit(AT_ONCE_MAX)
              .map(txn -> new Obstacle(txn, waiting.key()))
              .toList();
      default ->
          throw new HalcyonException(
              new Failure.Internal("blocked by a " + response.getClass().getSimpleName()));
    };
  }

  /// The obstacles of one operation at one time.
  private final class Round {
    private final ShardId shard;
    private final AtomicInteger open;
    private final AtomicBoolean known = new AtomicBoolean(true);
    private final Cleared then;

    Round(ShardId shard, int count, Cleared then) {
      this.shard = shard;
      this.open = new AtomicInteger(count);
      this.then = then;
    }

    void ask(Obstacle obstacle) {
      ShardCalls.Reply reply =
          new ShardCalls.Reply() {
            @Override
            public void answered(Response response) {
              if (response instanceof Response.Ended ended) {
                resolve(obstacle, ended.outcome());
              } else {
                done();
              }
            }

            @Override
            public void failed(Failure failure) {
              unknown(); // the next try asks again
            }
          };
      Request push = new Request.Push(obstacle.txn(), 0, PATIENCE_MILLIS);
      long onceOnly = transactions.nanos();
      new AnchorCall(transactions, obstacle.txn().anchor(), push, onceOnly, reply).send();
    }

    private void resolve(Obstacle obstacle, TxnOutcome outcome) {
      Request resolve = new Request.Resolve(obstacle.txn(), List.of(obstacle.key()), outcome, true);
      RingRouting routing = new RingRouting(transactions.view());
      transactions
          .calls()
          .send(
              shard,
              routing.epoch(resolve),
              resolve,
              new ShardCalls.Reply() {
                @Override
                public void answered(Response response) {
                  done();
                }

                @Override
                public void failed(Failure failure) {
                  unknown();
                }
              });
    }

    private void unknown() {
      known.set(false);
      done();
    }

    private void done() {
      if (open.decrementAndGet() == 0) {
        then.done(known.get());
      }
    }
  }
}
