package io.halcyon.client;

import com.google.protobuf.ByteString;
import io.grpc.stub.StreamObserver;
import io.halcyon.proto.v1.FailureDetail;
import io.halcyon.proto.v1.KeyValue;
import io.halcyon.proto.v1.RequestId;
import io.halcyon.proto.v1.TransactionsGrpc;
import io.halcyon.proto.v1.TxnBegun;
import io.halcyon.proto.v1.TxnCommitted;
import io.halcyon.proto.v1.TxnDone;
import io.halcyon.proto.v1.TxnFailed;
import io.halcyon.proto.v1.TxnRequest;
import io.halcyon.proto.v1.TxnResponse;
import io.halcyon.proto.v1.TxnRolledBack;
import io.halcyon.proto.v1.TxnRows;
import io.halcyon.proto.v1.TxnScan;
import io.halcyon.proto.v1.TxnStatusRequest;
import io.halcyon.proto.v1.TxnStatusResponse;
import io.halcyon.proto.v1.TxnUndecided;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// Transactions over a map, one at a time, with a script of misbehaviour: enough of a router for
/// the client to be tested against. Outcomes are remembered by request id, as the real ones are.
final class FakeTransactions extends TransactionsGrpc.TransactionsImplBase {
  /// What to do with a request instead of serving it.
  interface Misbehaviour {
    void instead(Conversation conversation, TxnRequest request);
  }

  /// What several routers share: a cluster.
  static final class Cluster {
    final TreeMap<String, String> values = new TreeMap<>();
    final Map<RequestId, TxnCommitted> outcomes = new HashMap<>();
    private long clock = 1000;

    synchronized TxnCommitted commit(
        RequestId id, Map<String, @Nullable String> writes, ByteString answer) {
      TxnCommitted earlier = outcomes.get(id);
      if (earlier != null) {
        return earlier.toBuilder().setByOtherAttempt(true).build();
      }
      writes.forEach((key, value) -> {
        if (value == null) {
          values.remove(key);
        } else {
          values.put(key, value);
        }
      });
      TxnCommitted committed =
          TxnCommitted.newBuilder().setTimestamp(++clock).setAnswer(answer).build();
      outcomes.put(id, committed);
      return committed;
    }

    synchronized Map<String, String> snapshot() {
      return new TreeMap<>(values);
    }

    synchronized @Nullable TxnCommitted outcome(RequestId id) {
      return outcomes.get(id);
    }
  }

  final Cluster cluster;
  final Queue<TxnRequest> received = new ConcurrentLinkedQueue<>();
  final Queue<TxnStatusRequest> asked = new ConcurrentLinkedQueue<>();
  final Map<TxnRequest.KindCase, Queue<Misbehaviour>> script = new ConcurrentHashMap<>();
  final AtomicInteger brokenOff = new AtomicInteger();

  FakeTransactions(Cluster cluster) {
    this.cluster = cluster;
  }

  void next(TxnRequest.KindCase kind, Misbehaviour misbehaviour) {
    script.computeIfAbsent(kind, _ -> new ConcurrentLinkedQueue<>()).add(misbehaviour);
  }

  List<TxnRequest> received(TxnRequest.KindCase kind) {
    return received.stream().filter(each -> each.getKindCase() == kind).toList();
  }

  @Override
  public StreamObserver<TxnRequest> session(StreamObserver<TxnResponse> answers) {
    Conversation conversation = new Conversation(answers);
    return new StreamObserver<>() {
      @Override
      public void onNext(TxnRequest request) {
        received.add(request);
        Queue<Misbehaviour> scripted = script.get(request.getKindCase());
        Misbehaviour misbehaviour = scripted == null ? null : scripted.poll();
        if (misbehaviour == null) {
          conversation.serve(request);
        } else {
          misbehaviour.instead(conversation, request);
        }
      }

      @Override
      public void onError(Throwable thrown) {
        brokenOff.incrementAndGet();
      }

      @Override
      public void onCompleted() {
        answers.onCompleted();
      }
    };
  }

  @Override
  public void status(TxnStatusRequest request, StreamObserver<TxnStatusResponse> answers) {
    asked.add(request);
    TxnCommitted committed = cluster.outcome(request.getRequestId());
    answers.onNext(
        committed == null
            ? TxnStatusResponse.newBuilder().setUndecided(TxnUndecided.getDefaultInstance()).build()
            : TxnStatusResponse.newBuilder().setCommitted(committed).build());
    answers.onCompleted();
  }

  /// One session's transaction.
  final class Conversation {
    final StreamObserver<TxnResponse> answers;
    private final Map<String, @Nullable String> writes = new TreeMap<>();
    private final Map<String, Map<String, @Nullable String>> savepoints = new HashMap<>();
    private RequestId request = RequestId.getDefaultInstance();

    /// What a restart tells to be the anchor.
    ByteString anchor = ByteString.EMPTY;

    Conversation(StreamObserver<TxnResponse> answers) {
      this.answers = answers;
    }

    void answer(TxnRequest to, TxnResponse.Builder answer) {
      answers.onNext(answer.setId(to.getId()).build());
    }

    void fail(TxnRequest to, FailureDetail failure, boolean goesOn) {
      answer(
          to,
          TxnResponse.newBuilder()
              .setFailed(TxnFailed.newBuilder().setFailure(failure).setGoesOn(goesOn)));
    }

    void serve(TxnRequest said) {
      TxnResponse.Builder answer = TxnResponse.newBuilder();
      switch (said.getKindCase()) {
        case BEGIN -> {
          request = said.getBegin().getRequestId();
          answer.setBegun(TxnBegun.newBuilder().setRequestId(request));
        }
        case RESTART -> {
          writes.clear();
          answer.setBegun(TxnBegun.newBuilder().setRequestId(request).setAnchor(anchor));
        }
        case GET -> answer.setRows(rows(said.getGet().getKeysList()));
        case LOCK -> answer.setRows(rows(said.getLock().getKeysList()));
        case SCAN -> answer.setRows(scan(said.getScan()));
        case PUT -> {
          writes.put(
              said.getPut().getKey().toStringUtf8(), said.getPut().getValue().toStringUtf8());
          answer.setDone(TxnDone.getDefaultInstance());
        }
        case DELETE -> {
          writes.put(said.getDelete().getKey().toStringUtf8(), null);
          answer.setDone(TxnDone.getDefaultInstance());
        }
        case SAVEPOINT -> {
          savepoints.put(said.getSavepoint().getName(), new TreeMap<>(writes));
          answer.setDone(TxnDone.getDefaultInstance());
        }
        case ROLLBACK_TO -> {
          writes.clear();
          writes.putAll(savepoints.getOrDefault(said.getRollbackTo().getName(), Map.of()));
          answer.setDone(TxnDone.getDefaultInstance());
        }
        case RELEASE -> {
          savepoints.remove(said.getRelease().getName());
          answer.setDone(TxnDone.getDefaultInstance());
        }
        case COMMIT -> answer.setCommitted(commit(said));
        case ROLLBACK -> answer.setRolledBack(TxnRolledBack.getDefaultInstance());
        case KIND_NOT_SET -> throw new AssertionError("a request without kind");
      }
      answer(said, answer);
    }

    TxnCommitted commit(TxnRequest said) {
      return cluster.commit(request, writes, said.getCommit().getAnswer());
    }

    private Map<String, @Nullable String> visible() {
      Map<String, @Nullable String> visible = new TreeMap<>(cluster.snapshot());
      visible.putAll(writes);
      return visible;
    }

    private TxnRows rows(List<ByteString> keys) {
      Map<String, @Nullable String> visible = visible();
      TxnRows.Builder rows = TxnRows.newBuilder();
      keys.forEach(key -> rows.addRows(row(key.toStringUtf8(), visible.get(key.toStringUtf8()))));
      return rows.build();
    }

    private TxnRows scan(TxnScan scan) {
      List<String> keys = new ArrayList<>();
      visible()
          .forEach((key, value) -> {
            boolean within =
                key.compareTo(scan.getStart().toStringUtf8()) >= 0
                    && (scan.getEnd().isEmpty() || key.compareTo(scan.getEnd().toStringUtf8()) < 0);
            if (value != null && within) {
              keys.add(key);
            }
          });
      List<String> ordered = scan.getReverse() ? keys.reversed() : keys;
      Map<String, @Nullable String> visible = visible();
      TxnRows.Builder rows = TxnRows.newBuilder().setMore(ordered.size() > scan.getLimit());
      ordered.stream()
          .limit(scan.getLimit())
          .forEach(key -> rows.addRows(row(key, visible.get(key))));
      return rows.build();
    }

    private static TxnRows.Row row(String key, @Nullable String value) {
      TxnRows.Row.Builder row = TxnRows.Row.newBuilder().setKey(ByteString.copyFromUtf8(key));
      if (value != null) {
        row.setFound(KeyValue.newBuilder().setValue(ByteString.copyFromUtf8(value)));
      }
      return row.build();
    }
  }
}
