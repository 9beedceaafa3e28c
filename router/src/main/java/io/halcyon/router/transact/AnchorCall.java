package io.halcyon.router.transact;

import io.halcyon.core.failure.Failure;
import io.halcyon.router.dispatch.LoopTimer;
import io.halcyon.txn.coordinator.CoordinatorConfig;
import io.halcyon.txn.participant.Request;
import io.halcyon.txn.participant.Response;
import io.halcyon.txn.record.Key;
import java.util.concurrent.TimeUnit;

/// Asks the shard that decides a transaction, wherever its anchor is by then, again and again until
/// it answers or the time is over: for those who are not its coordinator. Requests are idempotent.
/// Thread-safe.
final class AnchorCall implements ShardCalls.Reply {
  private final Transactions transactions;
  private final Key anchor;
  private final Request request;
  private final long deadlineNanos;
  private final ShardCalls.Reply reply;

  AnchorCall(
      Transactions transactions,
      Key anchor,
      Request request,
      long deadlineNanos,
      ShardCalls.Reply reply) {
    this.transactions = transactions;
    this.anchor = anchor;
    this.request = request;
    this.deadlineNanos = deadlineNanos;
    this.reply = reply;
  }

  void send() {
    transactions.whenRouting(
        () -> {
          RingRouting routing = new RingRouting(transactions.view());
          transactions.calls().send(routing.shardOf(anchor), routing.epoch(request), request, this);
        },
        reply::failed);
  }

  @Override
  public void answered(Response response) {
    reply.answered(response);
  }

  @Override
  public void failed(Failure failure) {
    boolean again =
        switch (failure) {
          case Failure.NotLeader _,
              Failure.NotOwner _,
              Failure.Unavailable _,
              Failure.Blocked _,
              Failure.Overloaded _,
              Failure.DeadlineExceeded _,
              Failure.Ambiguous _,
              Failure.ClockSkew _,
              Failure.Corrupted _ ->
              transactions.nanos() - deadlineNanos < 0;
          case Failure.RetryWindowPassed _,
              Failure.Invalid _,
              Failure.Unsupported _,
              Failure.WrongValue _,
              Failure.OutOfRange _,
              Failure.Internal _,
              Failure.OfTransaction _ ->
              false;
        };
    long rest = TimeUnit.MILLISECONDS.toNanos(CoordinatorConfig.DEFAULT.restMillis());
    if (!again || !LoopTimer.after(transactions.timers(), rest, this::send)) {
      reply.failed(failure);
    }
  }
}
