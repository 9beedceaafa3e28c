package io.halcyon.client;

import static io.halcyon.client.HalcyonClientIT.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.halcyon.core.failure.Failure;
import io.halcyon.proto.v1.TxnRequest.KindCase;
import io.halcyon.rpc.EventLoops;
import io.halcyon.rpc.Failures;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What becomes of failures whose answers the client has not waited for.
class UnawaitedAnswersIT {
  private final EventLoops loops = EventLoops.start(1);
  private final FakeTransactions router = new FakeTransactions(new FakeTransactions.Cluster());
  private FakeRouter server;
  private HalcyonClient client;

  @BeforeEach
  void start() throws IOException {
    server = new FakeRouter(loops, new FakeStore(), 0, router);
    client = HalcyonClient.connect(server.address());
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
    loops.close();
  }

  @Test
  void aRefusedWriteFailsTheNextStatementThatIsWaitedFor() {
    router.next(
        KindCase.PUT,
        (conversation, said) ->
            conversation.fail(said, Failures.detail(new Failure.Invalid("no")), true));
    try (Transaction txn = client.begin(TransactionOptions.DEFAULT)) {
      txn.put("a", "1");
      assertThat(failureOf(() -> txn.get("b"))).isInstanceOf(Failure.Invalid.class);
    }
  }

  @Test
  void aRefusedWriteHasTheCommitRefused() {
    router.next(
        KindCase.PUT,
        (conversation, said) ->
            conversation.fail(said, Failures.detail(new Failure.Invalid("no")), true));
    try (Transaction txn = client.begin(TransactionOptions.DEFAULT)) {
      txn.put("a", "1");
      txn.tryCommit();
      assertThat(router.received(KindCase.COMMIT).getFirst().getCommit().getUnlessFailed())
          .isTrue();
    }
  }

  @Test
  void aRefusedBeginIsWhatTheFirstStatementFailsWith() {
    router.next(
        KindCase.BEGIN,
        (conversation, said) ->
            conversation.fail(said, Failures.detail(new Failure.RetryWindowPassed("old")), false));
    router.next(
        KindCase.GET,
        (conversation, said) ->
            conversation.fail(
                said, Failures.detail(new Failure.Invalid("no transaction is under way")), false));
    assertThat(failureOf(() -> client.transact(txn -> txn.get("a"))))
        .isInstanceOf(Failure.RetryWindowPassed.class);
  }
}
