package io.halcyon.cli.admin.rpc;

import io.halcyon.core.failure.HalcyonException;
import io.halcyon.proto.v1.AbortTransactionRequest;
import io.halcyon.proto.v1.GetTransactionRequest;
import io.halcyon.proto.v1.GetTransactionResponse;
import io.halcyon.proto.v1.ListTransactionsRequest;
import io.halcyon.proto.v1.ListTransactionsResponse;
import io.halcyon.proto.v1.TransactionsGrpc;
import io.halcyon.proto.v1.TxnEnd;
import io.halcyon.proto.v1.TxnInfo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Calls the operators' part of the Transactions service of the first of several routers that
/// answers.
///
/// Every method may throw {@link HalcyonException}. Thread-safe.
public final class TxnConnection implements AutoCloseable {
  private static final int PAGE = 1_000;

  private final RouterCalls calls;

  /// @param routers `host:port` each, at least one
  /// @throws IllegalArgumentException if one is not of that form
  public TxnConnection(List<String> routers, Duration timeout) {
    this.calls = new RouterCalls(routers, timeout);
  }

  /// Lists transactions under way at all routers, oldest first.
  ///
  /// @param limit most of them
  public List<TxnInfo> list(Duration minAge, boolean onlyBlocked, int limit) {
    List<TxnInfo> all = new ArrayList<>();
    ListTransactionsRequest.Builder request =
        ListTransactionsRequest.newBuilder()
            .setMinAgeMillis(minAge.toMillis())
            .setOnlyBlockedOrBlocking(onlyBlocked);
    while (all.size() < limit) {
      ListTransactionsRequest page = request.setLimit(Math.min(PAGE, limit - all.size())).build();
      ListTransactionsResponse response =
          calls.call(TransactionsGrpc::newBlockingStub, stub -> stub.listTransactions(page));
      all.addAll(response.getTransactionsList());
      if (response.getNextPageToken().isEmpty()) {
        break;
      }
      request.setPageToken(response.getNextPageToken());
    }
    return all;
  }

  public GetTransactionResponse get(String transaction) {
    GetTransactionRequest request =
        GetTransactionRequest.newBuilder().setTransaction(transaction).build();
    return calls.call(TransactionsGrpc::newBlockingStub, stub -> stub.getTransaction(request));
  }

  /// Ends a transaction that is not decided yet.
  ///
  /// @return how it has ended, perhaps before
  public TxnEnd abort(String transaction) {
    AbortTransactionRequest request =
        AbortTransactionRequest.newBuilder().setTransaction(transaction).build();
    return calls
        .call(TransactionsGrpc::newBlockingStub, stub -> stub.abortTransaction(request))
        .getEnd();
  }

  @Override
  public void close() {
    calls.close();
  }
}
