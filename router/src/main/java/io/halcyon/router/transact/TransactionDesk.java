package io.halcyon.router.transact;

import com.google.protobuf.ByteString;
import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.HalcyonException;
import io.halcyon.core.id.RequestId;
import io.halcyon.proto.v1.AbortTransactionResponse;
import io.halcyon.proto.v1.GetTransactionResponse;
import io.halcyon.proto.v1.ListTransactionsRequest;
import io.halcyon.proto.v1.ListTransactionsResponse;
import io.halcyon.proto.v1.TxnEnd;
import io.halcyon.proto.v1.TxnInfo;
import io.halcyon.proto.v1.TxnStatusRequest;
import io.halcyon.proto.v1.TxnStatusResponse;
import io.halcyon.proto.v1.TxnUndecided;
import io.halcyon.txn.participant.Request;
import io.halcyon.txn.participant.Response;
import io.halcyon.txn.record.Key;
import io.halcyon.txn.record.TxnId;
import io.halcyon.txn.record.TxnOutcome;
import io.halcyon.txn.record.TxnRef;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What is asked about transactions from outside of them: what became of a request, which are under
/// way here, what one of them is at, and that it be ended. A transaction of another router is asked
/// about at its anchor.
///
/// Thread-safe; never blocks. Answers come on an event loop or at once.
public final class TransactionDesk {
  private static final int LIST_DEFAULT = 1_000;
  private static final int LIST_MAX = 10_000;

  private final Transactions transactions;
  private final Supplier<String> routerAddress;

  /// @param routerAddress `host:port` of this router
  public TransactionDesk(Transactions transactions, Supplier<String> routerAddress) {
    this.transactions = transactions;
    this.routerAddress = routerAddress;
  }

  /// Takes an answer.
  public interface Reply<R> {
    void answered(R response);

    void failed(Failure failure);
  }

  /// Tells what became of a request.
  ///
  /// @param millis how long that may take; 0 if the client has not said
  public void status(TxnStatusRequest request, long millis, Reply<TxnStatusResponse> reply) {
    RequestId id;
    Key anchor;
    try {
      id = Beginning.request(request.getRequestId());
      anchor = Statements.key(request.getAnchor());
    } catch (HalcyonException invalid) {
      reply.failed(invalid.failure());
      return;
    }
    TxnRef txn = new TxnRef(new TxnId(id, 0, 0), anchor);
    ask(
        anchor,
        new Request.Status(txn),
        millis,
        reply,
        response -> {
          switch (response) {
            case Response.Ended ended
                when ended.outcome() instanceof TxnOutcome.Committed committed ->
                reply.answered(
                    TxnStatusResponse.newBuilder()
                        .setCommitted(Answers.committed(committed.at(), ended.answer()))
                        .build());
            case Response.NotDecided _ ->
                reply.answered(
                    TxnStatusResponse.newBuilder()
                        .setUndecided(TxnUndecided.getDefaultInstance())
                        .build());
            case Response.TooOld _ ->
                reply.failed(
                    new Failure.RetryWindowPassed(
                        "the request is older than what is remembered of requests"));
            default -> reply.failed(unexpected(response));
          }
        });
  }

  /// Lists the transactions of this router, the oldest first.
  public void list(ListTransactionsRequest request, Reply<ListTransactionsResponse> reply) {
    long after = pageStart(request.getPageToken());
    int limit = request.getLimit() == 0 ? LIST_DEFAULT : request.getLimit();
    if (limit < 0 || limit > LIST_MAX || after < 0 || request.getMinAgeMillis() < 0) {
      reply.failed(new Failure.Invalid("limit, age or page token out of range"));
      return;
    }
    TransactionViews.of(
        transactions.all(),
        routerAddress.get(),
        views -> reply.answered(page(request, limit, after, views)));
  }

  private static ListTransactionsResponse page(
      ListTransactionsRequest request, int limit, long after, List<TransactionViews.View> views) {
    Set<TxnId> blocking = new HashSet<>();
    views.forEach(view -> view.waitsFor().forEach(other -> blocking.add(other.id())));
    List<TransactionViews.View> wanted = new ArrayList<>(views);
    wanted.removeIf(view ->
        view.number() <= after
            || view.info().getAgeMillis() < request.getMinAgeMillis()
            || (request.getOnlyBlockedOrBlocking()
                && view.waitsFor().isEmpty()
                && !blocking.contains(view.id())));
    wanted.sort(Comparator.comparingLong(TransactionViews.View::number));
    ListTransactionsResponse.Builder page = ListTransactionsResponse.newBuilder();
    wanted.stream().limit(limit).forEach(view -> page.addTransactions(view.info()));
    if (wanted.size() > limit) {
      page.setNextPageToken(ByteString.copyFromUtf8(Long.toString(wanted.get(limit - 1).number())));
    }
    return page.build();
  }

  /// Returns the number of the last one of the page before; 0 for the first page, negative if the
  /// token is none.
  private static long pageStart(ByteString token) {
    if (token.isEmpty()) {
      return 0;
    }
    try {
      return token.size() > Long.BYTES * 3 ? -1 : Long.parseLong(token.toStringUtf8());
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  /// Tells of one transaction.
  public void get(String name, long millis, Reply<GetTransactionResponse> reply) {
    TransactionNames.Named named = named(name, reply);
    if (named == null) {
      return;
    }
    TransactionDriver own = transactions.find(named.id().owner());
    if (own != null) {
      TransactionViews.of(
          List.of(own),
          routerAddress.get(),
          views ->
              reply.answered(
                  GetTransactionResponse.newBuilder().setInfo(views.getFirst().info()).build()));
      return;
    }
    Key anchor = named.anchor();
    if (anchor == null) {
      reply.failed(unknown());
      return;
    }
    TxnRef txn = new TxnRef(named.id(), anchor);
    ask(
        anchor,
        new Request.Push(txn, 0, 0),
        millis,
        reply,
        response -> {
          switch (response) {
            case Response.Ended ended ->
                reply.answered(
                    GetTransactionResponse.newBuilder().setEnd(end(ended.outcome())).build());
            case Response.Pending pending ->
                reply.answered(
                    GetTransactionResponse.newBuilder().setInfo(elsewhere(txn, pending)).build());
            default -> reply.failed(unexpected(response));
          }
        });
  }

  private static TxnInfo elsewhere(TxnRef txn, Response.Pending pending) {
    TxnInfo.Builder info =
        TxnInfo.newBuilder()
            .setTransaction(TransactionNames.of(txn))
            .setRequestId(Answers.request(txn.id().request()))
            .setAnchor(Answers.user(txn.anchor()))
            .setState(pending.waitsFor().isEmpty() ? TxnInfo.State.RUNNING : TxnInfo.State.WAITING)
            .setRestarts(txn.id().attempt());
    pending.waitsFor().forEach(other -> info.addWaitsFor(TransactionNames.of(other)));
    return info.build();
  }

  /// Ends a transaction.
  public void abort(String name, long millis, Reply<AbortTransactionResponse> reply) {
    TransactionNames.Named named = named(name, reply);
    if (named == null) {
      return;
    }
    TransactionDriver own = transactions.find(named.id().owner());
    if (own != null) {
      own.strand().execute(() -> abortOwn(own, millis, reply));
      return;
    }
    Key anchor = named.anchor();
    if (anchor == null) {
      reply.failed(unknown());
    } else {
      abortAt(new TxnRef(named.id(), anchor), millis, reply, _ -> {});
    }
  }

  private void abortOwn(TransactionDriver own, long millis, Reply<AbortTransactionResponse> reply) {
    TxnRef txn = own.coordinator().ref();
    Failure why =
        new Failure.TxnEnded(Failure.EndCause.OPERATOR, "the transaction was ended by an operator");
    if (txn != null) {
      // On record first: a copy of its commit may be under way.
      abortAt(
          txn,
          millis,
          reply,
          outcome -> {
            if (outcome instanceof TxnOutcome.Aborted) {
              own.strand()
                  .execute(() -> {
                    var _ = own.end(why);
                  });
            }
          });
    } else if (own.end(why)) {
      reply.answered(answer(new TxnOutcome.Aborted(TxnOutcome.Cause.OPERATOR)));
    } else {
      reply.failed(unknown());
    }
  }

  private void abortAt(
      TxnRef txn,
      long millis,
      Reply<AbortTransactionResponse> reply,
      Consumer<TxnOutcome> decided) {
    ask(
        txn.anchor(),
        new Request.Abort(txn, TxnOutcome.Cause.OPERATOR),
        millis,
        reply,
        response -> {
          if (response instanceof Response.Ended ended) {
            decided.accept(ended.outcome());
            reply.answered(answer(ended.outcome()));
          } else {
            reply.failed(unexpected(response));
          }
        });
  }

  private static AbortTransactionResponse answer(TxnOutcome outcome) {
    return AbortTransactionResponse.newBuilder().setEnd(end(outcome)).build();
  }

  private static TxnEnd end(TxnOutcome outcome) {
    return switch (outcome) {
      case TxnOutcome.Committed committed ->
          TxnEnd.newBuilder().setCommitted(true).setTimestamp(committed.at()).build();
      case TxnOutcome.Aborted(TxnOutcome.Cause cause) ->
          TxnEnd.newBuilder()
              .setAbortedBy(
                  switch (cause) {
                    case COORDINATOR -> TxnEnd.Cause.ROLLED_BACK;
                    case COORDINATOR_SILENT -> TxnEnd.Cause.ROUTER_SILENT;
                    case OPERATOR -> TxnEnd.Cause.OPERATOR;
                    case SUPERSEDED -> TxnEnd.Cause.SUPERSEDED;
                    case FORGOTTEN -> TxnEnd.Cause.FORGOTTEN;
                  })
              .build();
    };
  }

  private static TransactionNames.@Nullable Named named(String name, Reply<?> reply) {
    TransactionNames.Named named = TransactionNames.parse(name);
    if (named == null) {
      reply.failed(new Failure.Invalid("not the name of a transaction"));
    }
    return named;
  }

  private void ask(
      Key anchor, Request request, long millis, Reply<?> reply, Consumer<Response> answered) {
    long most = transactions.config().callTimeout().toMillis();
    long patience = millis <= 0 ? most : millis;
    new AnchorCall(
            transactions,
            anchor,
            request,
            transactions.nanos() + TimeUnit.MILLISECONDS.toNanos(patience),
            new ShardCalls.Reply() {
              @Override
              public void answered(Response response) {
                answered.accept(response);
              }

              @Override
              public void failed(Failure failure) {
                reply.failed(failure);
              }
            })
        .send();
  }

  private static Failure unknown() {
    return new Failure.TxnEnded(
        Failure.EndCause.UNKNOWN, "nobody knows a transaction of this name (any more)");
  }

  private static Failure unexpected(Response response) {
    return new Failure.Internal(
        "a shard answered with " + response.getClass().getSimpleName() + ", which was not asked");
  }
}
