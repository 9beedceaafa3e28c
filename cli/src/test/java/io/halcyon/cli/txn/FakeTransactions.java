package io.halcyon.cli.txn;

import com.google.protobuf.ByteString;
import io.grpc.stub.StreamObserver;
import io.halcyon.proto.v1.AbortTransactionRequest;
import io.halcyon.proto.v1.AbortTransactionResponse;
import io.halcyon.proto.v1.GetTransactionRequest;
import io.halcyon.proto.v1.GetTransactionResponse;
import io.halcyon.proto.v1.KeyValue;
import io.halcyon.proto.v1.ListTransactionsRequest;
import io.halcyon.proto.v1.ListTransactionsResponse;
import io.halcyon.proto.v1.TransactionsGrpc;
import io.halcyon.proto.v1.TxnAmbiguous;
import io.halcyon.proto.v1.TxnBegun;
import io.halcyon.proto.v1.TxnCommitted;
import io.halcyon.proto.v1.TxnDone;
import io.halcyon.proto.v1.TxnEnd;
import io.halcyon.proto.v1.TxnInfo;
import io.halcyon.proto.v1.TxnIsolation;
import io.halcyon.proto.v1.TxnMustRestart;
import io.halcyon.proto.v1.TxnRequest;
import io.halcyon.proto.v1.TxnResponse;
import io.halcyon.proto.v1.TxnRolledBack;
import io.halcyon.proto.v1.TxnRows;
import io.halcyon.proto.v1.TxnStatusRequest;
import io.halcyon.proto.v1.TxnStatusResponse;
import io.halcyon.proto.v1.TxnUndecided;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/// One transaction at a time over a map: enough for the commands to have something to show.
final class FakeTransactions extends TransactionsGrpc.TransactionsImplBase {
  private static final long TIMESTAMP = 1_000L << 16;
  private static final int PAGE = 2;

  final Map<String, String> values = new ConcurrentSkipListMap<>();
  final List<String> said = new ArrayList<>();

  /// Keys that others have locked.
  volatile String lockedByOthers = "";

  /// What the next commit is answered with.
  volatile @Nullable TxnResponse nextCommit;

  static TxnResponse lost() {
    return TxnResponse.newBuilder().setMustRestart(TxnMustRestart.getDefaultInstance()).build();
  }

  static TxnResponse ambiguous() {
    return TxnResponse.newBuilder()
        .setAmbiguous(
            TxnAmbiguous.newBuilder()
                .setAnchor(ByteString.copyFromUtf8("a"))
                .setMessage("the router was lost"))
        .build();
  }

  @Override
  public StreamObserver<TxnRequest> session(StreamObserver<TxnResponse> answers) {
    Map<String, String> writes = new TreeMap<>();
    return new StreamObserver<>() {
      @Override
      public void onNext(TxnRequest request) {
        said.add(request.getKindCase().name());
        answers.onNext(answer(request, writes).toBuilder().setId(request.getId()).build());
      }

      @Override
      public void onError(Throwable thrown) {}

      @Override
      public void onCompleted() {
        answers.onCompleted();
      }
    };
  }

  private TxnResponse answer(TxnRequest request, Map<String, String> writes) {
    TxnResponse.Builder answer = TxnResponse.newBuilder();
    switch (request.getKindCase()) {
      case BEGIN -> {
        writes.clear();
        answer.setBegun(TxnBegun.newBuilder().setRequestId(request.getBegin().getRequestId()));
      }
      case GET -> answer.setRows(rows(request.getGet().getKeysList(), writes));
      case LOCK -> {
        List<ByteString> free =
            request.getLock().getKeysList().stream()
                .filter(key -> !key.toStringUtf8().equals(lockedByOthers))
                .toList();
        TxnRows.Builder rows = rows(free, writes).toBuilder();
        request.getLock().getKeysList().stream()
            .filter(key -> !free.contains(key))
            .forEach(rows::addSkipped);
        answer.setRows(rows);
      }
      case SCAN -> {
        String start = request.getScan().getStart().toStringUtf8();
        List<ByteString> keys =
            values.keySet().stream()
                .filter(key -> key.startsWith(start))
                .map(ByteString::copyFromUtf8)
                .toList();
        answer.setRows(rows(keys, writes));
      }
      case PUT -> {
        writes.put(
            request.getPut().getKey().toStringUtf8(), request.getPut().getValue().toStringUtf8());
        answer.setDone(TxnDone.getDefaultInstance());
      }
      case COMMIT -> {
        TxnResponse scripted = nextCommit;
        nextCommit = null;
        if (scripted != null) {
          return scripted;
        }
        values.putAll(writes);
        answer.setCommitted(
            TxnCommitted.newBuilder()
                .setTimestamp(TIMESTAMP)
                .setAnswer(request.getCommit().getAnswer()));
      }
      case ROLLBACK -> answer.setRolledBack(TxnRolledBack.getDefaultInstance());
      default -> answer.setDone(TxnDone.getDefaultInstance());
    }
    return answer.build();
  }

  private TxnRows rows(List<ByteString> keys, Map<String, String> writes) {
    TxnRows.Builder rows = TxnRows.newBuilder();
    for (ByteString key : keys) {
      String name = key.toStringUtf8();
      String value = writes.getOrDefault(name, values.get(name));
      TxnRows.Row.Builder row = TxnRows.Row.newBuilder().setKey(key);
      if (value != null) {
        row.setFound(KeyValue.newBuilder().setKey(key).setValue(ByteString.copyFromUtf8(value)));
      }
      rows.addRows(row);
    }
    return rows.build();
  }

  @Override
  public void status(TxnStatusRequest request, StreamObserver<TxnStatusResponse> answers) {
    boolean committed = request.getAnchor().toStringUtf8().equals("committed");
    answers.onNext(
        committed
            ? TxnStatusResponse.newBuilder()
                .setCommitted(TxnCommitted.newBuilder().setTimestamp(TIMESTAMP))
                .build()
            : TxnStatusResponse.newBuilder()
                .setUndecided(TxnUndecided.getDefaultInstance())
                .build());
    answers.onCompleted();
  }

  private static TxnInfo info(String name) {
    return TxnInfo.newBuilder()
        .setTransaction(name)
        .setState(TxnInfo.State.WAITING)
        .setIsolation(TxnIsolation.SERIALIZABLE)
        .setAgeMillis(12_300)
        .addWaitsFor("t9")
        .setWaitsOnKey(ByteString.copyFromUtf8("alice"))
        .setRouterAddress("127.0.0.1:1")
        .setLabel("halcyon cli")
        .build();
  }

  @Override
  public void listTransactions(
      ListTransactionsRequest request, StreamObserver<ListTransactionsResponse> answers) {
    int from = request.getPageToken().isEmpty() ? 0 : request.getPageToken().byteAt(0);
    ListTransactionsResponse.Builder page = ListTransactionsResponse.newBuilder();
    int count = request.getOnlyBlockedOrBlocking() ? 1 : 3;
    for (int i = from; i < Math.min(count, from + Math.min(PAGE, request.getLimit())); i++) {
      page.addTransactions(info("t" + i));
    }
    int next = from + page.getTransactionsCount();
    if (next < count) {
      page.setNextPageToken(ByteString.copyFrom(new byte[] {(byte) next}));
    }
    answers.onNext(page.build());
    answers.onCompleted();
  }

  @Override
  public void getTransaction(
      GetTransactionRequest request, StreamObserver<GetTransactionResponse> answers) {
    answers.onNext(
        request.getTransaction().equals("t0")
            ? GetTransactionResponse.newBuilder().setInfo(info("t0")).build()
            : GetTransactionResponse.newBuilder().setEnd(committed()).build());
    answers.onCompleted();
  }

  private static TxnEnd committed() {
    return TxnEnd.newBuilder().setCommitted(true).setTimestamp(TIMESTAMP).build();
  }

  @Override
  public void abortTransaction(
      AbortTransactionRequest request, StreamObserver<AbortTransactionResponse> answers) {
    TxnEnd end =
        request.getTransaction().equals("t0")
            ? TxnEnd.newBuilder().setAbortedBy(TxnEnd.Cause.OPERATOR).build()
            : committed();
    answers.onNext(AbortTransactionResponse.newBuilder().setEnd(end).build());
    answers.onCompleted();
  }
}
