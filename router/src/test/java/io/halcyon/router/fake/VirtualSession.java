package io.halcyon.router.fake;

import static org.assertj.core.api.Assertions.assertThat;

import io.halcyon.core.failure.Failure;
import io.halcyon.proto.v1.TxnBegin;
import io.halcyon.proto.v1.TxnCommit;
import io.halcyon.proto.v1.TxnDelete;
import io.halcyon.proto.v1.TxnGet;
import io.halcyon.proto.v1.TxnLockKeys;
import io.halcyon.proto.v1.TxnPut;
import io.halcyon.proto.v1.TxnRequest;
import io.halcyon.proto.v1.TxnResponse;
import io.halcyon.proto.v1.TxnRestart;
import io.halcyon.proto.v1.TxnRollback;
import io.halcyon.router.transact.SessionSink;
import io.halcyon.router.transact.TransactionSession;
import io.halcyon.router.transact.Transactions;
import io.halcyon.rpc.Failures;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A client's end of a session, in virtual time. Checks that answers come in the order of requests.
public final class VirtualSession implements SessionSink {
  private final VirtualLoop loop;
  private final List<TxnResponse> answers = new ArrayList<>();
  private @Nullable TransactionSession session;
  private @Nullable Failure ended;
  private boolean completed;
  private int room;
  private long said;

  private VirtualSession(VirtualLoop loop) {
    this.loop = loop;
  }

  static VirtualSession open(VirtualLoop loop, Transactions transactions) {
    VirtualSession virtual = new VirtualSession(loop);
    virtual.session = transactions.open(virtual, "client:1");
    return virtual;
  }

  public TransactionSession session() {
    TransactionSession opened = session;
    if (opened == null) {
      throw new IllegalStateException("not open");
    }
    return opened;
  }

  @Override
  public void send(TxnResponse response) {
    assertThat(response.getId()).isEqualTo(answers.size() + 1L);
    answers.add(response);
  }

  @Override
  public void more() {
    room++;
  }

  @Override
  public void complete() {
    completed = true;
  }

  @Override
  public void end(Failure failure) {
    ended = failure;
  }

  public boolean completed() {
    return completed;
  }

  public @Nullable Failure ended() {
    return ended;
  }

  /// Returns how many requests have been let come in return for answers.
  public int room() {
    return room;
  }

  public List<TxnResponse> answers() {
    return answers;
  }

  /// Sends a request and does not wait; returns its number.
  public long send(TxnRequest.Builder request) {
    session().received(request.setId(++said).build());
    return said;
  }

  /// Waits for the answer to a request.
  public TxnResponse answer(long number) {
    loop.runUntil(() -> answers.size() >= number);
    return answers.get((int) number - 1);
  }

  public TxnResponse say(TxnRequest.Builder request) {
    return answer(send(request));
  }

  public TxnResponse begin() {
    return say(begin(TxnBegin.newBuilder()));
  }

  public static TxnRequest.Builder begin(TxnBegin.Builder begin) {
    return TxnRequest.newBuilder().setBegin(begin);
  }

  public static TxnRequest.Builder get(String... keys) {
    TxnGet.Builder get = TxnGet.newBuilder();
    for (String key : keys) {
      get.addKeys(TxnHarness.text(key));
    }
    return TxnRequest.newBuilder().setGet(get);
  }

  public static TxnRequest.Builder put(String key, String value) {
    return TxnRequest.newBuilder()
        .setPut(TxnPut.newBuilder().setKey(TxnHarness.text(key)).setValue(TxnHarness.text(value)));
  }

  public static TxnRequest.Builder delete(String key) {
    return TxnRequest.newBuilder().setDelete(TxnDelete.newBuilder().setKey(TxnHarness.text(key)));
  }

  public static TxnRequest.Builder lock(TxnLockKeys.Wait wait, String... keys) {
    TxnLockKeys.Builder lock =
        TxnLockKeys.newBuilder().setMode(TxnLockKeys.Mode.FOR_UPDATE).setWait(wait);
    for (String key : keys) {
      lock.addKeys(TxnHarness.text(key));
    }
    return TxnRequest.newBuilder().setLock(lock);
  }

  public static TxnRequest.Builder commit() {
    return TxnRequest.newBuilder().setCommit(TxnCommit.newBuilder().setRemember(true));
  }

  public static TxnRequest.Builder rollback() {
    return TxnRequest.newBuilder().setRollback(TxnRollback.getDefaultInstance());
  }

  public static TxnRequest.Builder restart() {
    return TxnRequest.newBuilder().setRestart(TxnRestart.getDefaultInstance());
  }

  /// Returns the values of an answer with rows, "-" for what is absent.
  public static List<String> shown(TxnResponse response) {
    assertThat(response.hasRows()).as("%s", response).isTrue();
    return response.getRows().getRowsList().stream()
        .map(row -> row.hasFound() ? row.getFound().getValue().toStringUtf8() : "-")
        .toList();
  }

  /// Returns the failure of an answer.
  public static Failure failure(TxnResponse response) {
    assertThat(response.hasFailed()).as("%s", response).isTrue();
    return Failures.of(response.getFailed().getFailure());
  }
}
