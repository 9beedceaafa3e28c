package io.halcyon.router.transact;

import static io.halcyon.router.fake.VirtualSession.commit;
import static io.halcyon.router.fake.VirtualSession.failure;
import static io.halcyon.router.fake.VirtualSession.get;
import static io.halcyon.router.fake.VirtualSession.lock;
import static io.halcyon.router.fake.VirtualSession.put;
import static org.assertj.core.api.Assertions.assertThat;

import io.halcyon.core.failure.Failure;
import io.halcyon.proto.v1.AbortTransactionResponse;
import io.halcyon.proto.v1.GetTransactionResponse;
import io.halcyon.proto.v1.ListTransactionsRequest;
import io.halcyon.proto.v1.ListTransactionsResponse;
import io.halcyon.proto.v1.TxnBegin;
import io.halcyon.proto.v1.TxnEnd;
import io.halcyon.proto.v1.TxnInfo;
import io.halcyon.proto.v1.TxnLockKeys;
import io.halcyon.proto.v1.TxnResponse;
import io.halcyon.router.fake.TxnHarness;
import io.halcyon.router.fake.VirtualSession;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// What operators see and do.
class TransactionDeskTest {
  private final TxnHarness harness = new TxnHarness(5);
  private final TxnHarness.VirtualRouter router = harness.router();
  private final String a = harness.apart("key", 2).get(0);
  private final String b = harness.apart("key", 2).get(1);

  private final class Answer<R> implements TransactionDesk.Reply<R> {
    private final List<R> responses = new ArrayList<>();
    private final List<Failure> failures = new ArrayList<>();

    @Override
    public void answered(R response) {
      responses.add(response);
    }

    @Override
    public void failed(Failure failure) {
      failures.add(failure);
    }

    R response() {
      harness.loop.runUntil(() -> !responses.isEmpty() || !failures.isEmpty());
      assertThat(failures).isEmpty();
      return responses.getFirst();
    }

    Failure failure() {
      harness.loop.runUntil(() -> !responses.isEmpty() || !failures.isEmpty());
      assertThat(responses).isEmpty();
      return failures.getFirst();
    }
  }

  private <R> Answer<R> ask(Consumer<TransactionDesk.Reply<R>> call) {
    Answer<R> answer = new Answer<>();
    call.accept(answer);
    return answer;
  }

  private List<TxnInfo> list(ListTransactionsRequest.Builder request) {
    Answer<ListTransactionsResponse> answer =
        ask(reply -> router.desk.list(request.build(), reply));
    return answer.response().getTransactionsList();
  }

  private AbortTransactionResponse abort(TxnHarness.VirtualRouter where, String name) {
    Answer<AbortTransactionResponse> answer = ask(reply -> where.desk.abort(name, 0, reply));
    return answer.response();
  }

  private static String name(TxnResponse begun) {
    return begun.getBegun().getTransaction();
  }

  @Test
  void listsWhoWaitsForWhom() {
    VirtualSession holder = router.session();
    holder.say(VirtualSession.begin(TxnBegin.newBuilder().setLabel("holder")));
    holder.say(lock(TxnLockKeys.Wait.WAIT, a));
    holder.say(put(b, "x"));
    harness.loop.pass(50);
    VirtualSession waiter = router.session();
    waiter.say(VirtualSession.begin(TxnBegin.newBuilder().setLabel("waiter")));
    long waits = waiter.send(lock(TxnLockKeys.Wait.WAIT, a));
    VirtualSession idle = router.session();
    idle.begin();
    harness.loop.pass(300);

    List<TxnInfo> all = list(ListTransactionsRequest.newBuilder());
    assertThat(all).hasSize(3);
    assertThat(all.get(0).getLabel()).isEqualTo("holder");
    assertThat(all.get(0).getState()).isEqualTo(TxnInfo.State.IDLE);
    assertThat(all.get(0).getWrites()).isEqualTo(1);
    assertThat(all.get(0).getLocks()).isEqualTo(1);
    assertThat(all.get(0).getClientAddress()).isEqualTo("client:1");
    assertThat(all.get(0).getRouterAddress()).isEqualTo("router:1");
    assertThat(all.get(1).getState()).isEqualTo(TxnInfo.State.WAITING);
    assertThat(all.get(1).getWaitsOnKey()).isEqualTo(TxnHarness.text(a));
    assertThat(all.get(1).getWaitsForList()).containsExactly(all.get(0).getTransaction());
    assertThat(list(ListTransactionsRequest.newBuilder().setOnlyBlockedOrBlocking(true)))
        .hasSize(2);
    assertThat(list(ListTransactionsRequest.newBuilder().setMinAgeMillis(320))).hasSize(1);
    Answer<ListTransactionsResponse> first =
        ask(reply ->
            router.desk.list(ListTransactionsRequest.newBuilder().setLimit(2).build(), reply));
    assertThat(
            list(
                ListTransactionsRequest.newBuilder()
                    .setPageToken(first.response().getNextPageToken())))
        .hasSize(1);
    holder.say(commit());
    assertThat(waiter.answer(waits).hasRows()).isTrue();
  }

  @Test
  void anAbortedTransactionCannotCommitAndItsSessionIsTold() {
    VirtualSession session = router.session();
    session.begin();
    session.say(lock(TxnLockKeys.Wait.WAIT, a));
    session.say(put(a, "x"));
    String name = list(ListTransactionsRequest.newBuilder()).getFirst().getTransaction();

    assertThat(abort(router, name).getEnd().getAbortedBy()).isEqualTo(TxnEnd.Cause.OPERATOR);

    Failure ended = failure(session.say(commit()));
    assertThat(ended).isInstanceOf(Failure.TxnEnded.class);
    assertThat(((Failure.TxnEnded) ended).cause()).isEqualTo(Failure.EndCause.OPERATOR);
    harness.settle(router);
    assertThat(harness.value(a)).isEqualTo("-");
    assertThat(harness.shards.lockHolders()).isZero();
    assertThat(abort(router, name).getEnd().getAbortedBy()).isEqualTo(TxnEnd.Cause.OPERATOR);
  }

  @Test
  void aTransactionWithoutAnAnchorIsAbortedHere() {
    VirtualSession session = router.session();
    String name = name(session.begin());

    assertThat(abort(router, name).getEnd().getAbortedBy()).isEqualTo(TxnEnd.Cause.OPERATOR);

    assertThat(failure(session.say(get(a)))).isInstanceOf(Failure.TxnEnded.class);
    Answer<GetTransactionResponse> gone = ask(reply -> router.desk.get(name, 0, reply));
    assertThat(gone.failure()).isInstanceOf(Failure.TxnEnded.class);
  }

  @Test
  void aTransactionOfAnotherRouterIsFoundAtItsAnchor() {
    VirtualSession session = router.session();
    session.say(VirtualSession.begin(TxnBegin.newBuilder().setAnchor(TxnHarness.text(a))));
    session.say(lock(TxnLockKeys.Wait.WAIT, a));
    String name = list(ListTransactionsRequest.newBuilder()).getFirst().getTransaction();
    TxnHarness.VirtualRouter other = harness.router();

    Answer<GetTransactionResponse> found = ask(reply -> other.desk.get(name, 0, reply));
    assertThat(found.response().getInfo().getTransaction()).isEqualTo(name);
    assertThat(found.response().getInfo().getState()).isEqualTo(TxnInfo.State.RUNNING);

    assertThat(abort(other, name).getEnd().getAbortedBy()).isEqualTo(TxnEnd.Cause.OPERATOR);
    session.say(put(a, "x"));
    assertThat(session.say(commit()).hasMustRestart()).isTrue();
  }

  @Test
  void anAbortAfterTheCommitTellsThatItCommitted() {
    VirtualSession session = router.session();
    session.begin();
    session.say(put(a, "x"));
    session.say(put(b, "x"));
    long commits = session.send(commit());
    String name = list(ListTransactionsRequest.newBuilder()).getFirst().getTransaction();
    TxnResponse committed = session.answer(commits);

    TxnEnd end = abort(router, name).getEnd();

    assertThat(end.getCommitted()).isTrue();
    assertThat(end.getTimestamp()).isEqualTo(committed.getCommitted().getTimestamp());
  }

  @Test
  void whatIsNoNameIsRefused() {
    for (String wrong : List.of("", "nonsense", "AQ", "%%%", "A".repeat(30_000))) {
      Answer<GetTransactionResponse> answer = ask(reply -> router.desk.get(wrong, 0, reply));
      assertThat(answer.failure()).isInstanceOf(Failure.Invalid.class);
    }
  }
}
