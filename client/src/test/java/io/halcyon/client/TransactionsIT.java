package io.halcyon.client;

import static io.halcyon.client.HalcyonClientIT.failureOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.HalcyonException;
import io.halcyon.core.failure.TxnConflict;
import io.halcyon.core.hlc.HlcTimestamp;
import io.halcyon.proto.v1.ConflictDetail;
import io.halcyon.proto.v1.FailureDetail;
import io.halcyon.proto.v1.RequestId;
import io.halcyon.proto.v1.TxnAmbiguous;
import io.halcyon.proto.v1.TxnIsolation;
import io.halcyon.proto.v1.TxnLockKeys;
import io.halcyon.proto.v1.TxnMustRestart;
import io.halcyon.proto.v1.TxnRequest;
import io.halcyon.proto.v1.TxnRequest.KindCase;
import io.halcyon.proto.v1.TxnResponse;
import io.halcyon.rpc.EventLoops;
import io.halcyon.rpc.Failures;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The client's transactions against scripted routers.
class TransactionsIT {
  private static final FailureDetail LOCKED =
      Failures.detail(
          new Failure.LockNotAvailable(
              new TxnConflict(
                  TxnConflict.Cause.LOCK_NOT_AVAILABLE, "t9", new byte[] {'a'}, 0, "wait")));

  private final EventLoops loops = EventLoops.start(1);
  private final FakeTransactions.Cluster cluster = new FakeTransactions.Cluster();
  private final FakeTransactions first = new FakeTransactions(cluster);
  private final FakeTransactions second = new FakeTransactions(cluster);
  private FakeRouter firstRouter;
  private FakeRouter secondRouter;
  private HalcyonClient client;

  @BeforeEach
  void start() throws IOException {
    firstRouter = new FakeRouter(loops, new FakeStore(), 0, first);
    secondRouter = new FakeRouter(loops, new FakeStore(), 0, second);
    client = HalcyonClient.connect(firstRouter.address());
  }

  @AfterEach
  void stop() {
    client.close();
    firstRouter.close();
    secondRouter.close();
    loops.close();
  }

  @Test
  void aTransactionReadsItsWritesAndCommitsThemTogether() {
    client.transact(txn -> {
      txn.put("a", "1");
      txn.put("b", "2");
      txn.delete("c");
      return assertThat(txn.get("a").orElseThrow().text()).isEqualTo("1");
    });
    assertThat(cluster.snapshot()).containsOnlyKeys("a", "b");
    String left =
        client.transact(txn -> {
          List<Optional<Entry>> both = txn.getAll(List.of(bytes("b"), bytes("none")));
          assertThat(both.get(1)).isEmpty();
          return both.getFirst().orElseThrow().text();
        });
    assertThat(left).isEqualTo("2");
  }

  @Test
  void optionsTravelWithTheBegin() {
    client.transact(
        TransactionOptions.DEFAULT
            .isolation(TransactionOptions.Isolation.SNAPSHOT)
            .readOnly(ReadOptions.at(new HlcTimestamp(77)))
            .anchor(bytes("x"))
            .lockTimeout(Duration.ofMillis(5))
            .lifetime(Duration.ofSeconds(9))
            .label("report"),
        txn -> txn.get("a").isEmpty());
    var begin = first.received(KindCase.BEGIN).getFirst().getBegin();
    assertThat(begin.getIsolation()).isEqualTo(TxnIsolation.SNAPSHOT);
    assertThat(begin.getReadOnly().getAtTimestamp()).isEqualTo(77);
    assertThat(begin.getAnchor().toStringUtf8()).isEqualTo("x");
    assertThat(begin.getLockTimeoutMillis()).isEqualTo(5);
    assertThat(begin.getLifetimeMillis()).isEqualTo(9_000);
    assertThat(begin.getLabel()).isEqualTo("report");
  }

  @Test
  void aScanFetchesPageByPageInBothDirections() {
    client.transact(txn -> {
      Stream.of("k1", "k2", "k3", "k4", "z").forEach(key -> txn.put(key, key));
      return keys(txn.scan(Scan.prefix("k")));
    });
    List<String> forward =
        client.transact(txn -> keys(txn.scan(Scan.prefix("k").pageSize(2).limit(3))));
    assertThat(forward).containsExactly("k1", "k2", "k3");
    List<String> backward =
        client.transact(txn -> keys(txn.scan(Scan.prefix("k").pageSize(3).reverse())));
    assertThat(backward).containsExactly("k4", "k3", "k2", "k1");
    assertThat(failureOf(() -> client.transact(txn -> txn.scan(Scan.all().keysOnly()))))
        .isInstanceOf(Failure.Invalid.class);
  }

  @Test
  void savepointsUndoWhatFollowsThem() {
    try (Transaction txn = client.begin(TransactionOptions.DEFAULT)) {
      txn.put("a", "1");
      txn.savepoint("s");
      txn.put("b", "2");
      txn.rollbackTo("s");
      txn.release("s");
      assertThat(txn.commit().packed()).isPositive();
    }
    assertThat(cluster.snapshot()).containsOnlyKeys("a");
  }

  @Test
  void aRefusedLockNamesTheOtherAndTheTransactionGoesOn() {
    first.next(KindCase.LOCK, (conversation, said) -> conversation.fail(said, LOCKED, true));
    client.transact(txn -> {
      Failure refused = failureOf(() -> txn.lock(KeyLock.FOR_UPDATE.nowait(), List.of(bytes("a"))));
      assertThat(refused.message()).contains("transaction t9 holds the lock on key a; wait");
      txn.put("b", "instead");
      return txn.lock("b").orElseThrow().text();
    });
    assertThat(cluster.snapshot()).containsOnlyKeys("b");
    TxnLockKeys lock = first.received(KindCase.LOCK).getFirst().getLock();
    assertThat(lock.getMode()).isEqualTo(TxnLockKeys.Mode.FOR_UPDATE);
    assertThat(lock.getWait()).isEqualTo(TxnLockKeys.Wait.NOWAIT);
  }

  @Test
  void whatLosesIsRestartedInItsSessionAndRunAgain() {
    first.next(KindCase.GET, TransactionsIT::mustRestart);
    first.next(KindCase.COMMIT, TransactionsIT::mustRestart);
    AtomicInteger runs = new AtomicInteger();
    int winner =
        client.transact(txn -> {
          txn.get("a");
          txn.put("a", "v");
          return runs.incrementAndGet();
        });
    assertThat(winner).isEqualTo(2);
    assertThat(first.received(KindCase.BEGIN)).hasSize(1);
    assertThat(first.received(KindCase.RESTART)).hasSize(2);
  }

  @Test
  void attemptsAreBounded() {
    for (int i = 0; i < 3; i++) {
      first.next(KindCase.COMMIT, TransactionsIT::mustRestart);
    }
    Failure failure =
        failureOf(
            () -> client.transact(TransactionOptions.DEFAULT.attemptsMax(3), txn -> txn.get("a")));
    assertThat(failure).isInstanceOf(Failure.MustRestart.class);
    assertThat(failure.message()).contains("transaction t7 wrote on key k");
    assertThat(first.received(KindCase.COMMIT)).hasSize(3);
  }

  @Test
  void aLostSessionBeforeTheCommitIsBegunAgainAsTheSameRequest() {
    first.next(
        KindCase.GET,
        (conversation, _) ->
            conversation.answers.onError(
                Failures.exception(new Failure.Unavailable("the router drains"))));
    client.transact(txn -> {
      assertThat(txn.get("a")).isEmpty();
      txn.put("a", "1");
      return true;
    });
    assertThat(requestIds(first)).hasSize(2);
    assertThat(requestIds(first).stream().distinct()).hasSize(1);
    assertThat(cluster.snapshot()).containsOnlyKeys("a");
  }

  @Test
  void aCommitWhoseAnswerWasLostIsAskedForAndTakesEffectOnce() {
    first.next(
        KindCase.COMMIT,
        (conversation, said) -> {
          conversation.commit(said);
          conversation.answers.onError(Failures.exception(new Failure.Unavailable("died")));
        });
    AtomicInteger runs = new AtomicInteger();
    int result =
        client.transact(txn -> {
          txn.put("n", "x");
          return runs.incrementAndGet();
        });
    assertThat(result).isEqualTo(1);
    assertThat(runs).hasValue(1);
    assertThat(cluster.outcomes).hasSize(1);
    assertThat(first.asked.element().getAnchor().toStringUtf8()).isEqualTo("n");
  }

  @Test
  void anUndecidedCommitIsMadeAgainAndTheAttemptThatWonTells() {
    // The first commit is told to be ambiguous and arrives while the second attempt is under way.
    first.next(
        KindCase.COMMIT,
        (conversation, said) -> {
          first.next(
              KindCase.PUT,
              (again, put) -> {
                conversation.commit(said);
                again.serve(put);
              });
          conversation.answer(
              said,
              TxnResponse.newBuilder()
                  .setAmbiguous(TxnAmbiguous.newBuilder().setMessage("shard s3 is silent")));
        });
    AtomicInteger runs = new AtomicInteger();
    int result =
        client.transact(txn -> {
          int run = runs.incrementAndGet();
          txn.put("n", "run " + run);
          return run;
        });
    assertThat(runs).hasValue(2);
    assertThat(result).isEqualTo(1);
    assertThat(cluster.snapshot()).containsEntry("n", "run 1");
    assertThat(first.received(KindCase.BEGIN).getLast().getBegin().getAnchor().toStringUtf8())
        .isEqualTo("n");
  }

  @Test
  void anExceptionOfTheBodyRollsBackAndIsThrown() {
    assertThatThrownBy(() ->
            client.transact(txn -> {
              txn.put("a", "1");
              throw new IllegalStateException("mine");
            }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("mine");
    assertThat(cluster.snapshot()).isEmpty();
    assertThat(first.received(KindCase.COMMIT)).isEmpty();
  }

  @Test
  void anExceptionOfTheBodyAfterAnOpenCommitIsAmbiguous() {
    first.next(
        KindCase.COMMIT,
        (conversation, said) ->
            conversation.answer(
                said, TxnResponse.newBuilder().setAmbiguous(TxnAmbiguous.getDefaultInstance())));
    AtomicInteger runs = new AtomicInteger();
    Failure failure =
        failureOf(() ->
            client.transact(txn -> {
              txn.put("a", "1");
              if (runs.incrementAndGet() == 2) {
                throw new IllegalStateException("mine");
              }
              return true;
            }));
    assertThat(failure).isInstanceOf(Failure.Ambiguous.class);
    assertThat(failure.message()).contains("mine");
  }

  @Test
  void anExplicitCommitTellsEveryOutcomeAsAValue() {
    first.next(KindCase.COMMIT, TransactionsIT::mustRestart);
    first.next(
        KindCase.COMMIT,
        (conversation, said) ->
            conversation.answer(
                said, TxnResponse.newBuilder().setAmbiguous(TxnAmbiguous.getDefaultInstance())));
    try (Transaction txn = client.begin(TransactionOptions.DEFAULT)) {
      txn.put("a", "1");
      assertThat(txn.tryCommit()).isInstanceOf(CommitOutcome.MustRestart.class);
      txn.restart();
      txn.put("b", "1");
      assertThat(txn.tryCommit())
          .isInstanceOfSatisfying(
              CommitOutcome.Ambiguous.class,
              ambiguous -> {
                assertThat(ambiguous.request()).isEqualTo(txn.request());
                assertThat(ambiguous.anchor().orElseThrow()).isEqualTo(bytes("b"));
                assertThat(
                        client.transactionStatus(
                            ambiguous.request(), ambiguous.anchor().orElseThrow()))
                    .isEmpty();
              });
    }
  }

  @Test
  void theRouterSaysWhichAnchorARestartKeeps() {
    first.next(
        KindCase.COMMIT,
        (conversation, said) -> {
          conversation.anchor = ByteString.copyFromUtf8("kept");
          mustRestart(conversation, said);
        });
    first.next(
        KindCase.COMMIT,
        (conversation, _) ->
            conversation.answers.onError(Failures.exception(new Failure.Unavailable("died"))));
    try (Transaction txn = client.begin(TransactionOptions.DEFAULT)) {
      txn.put("a", "1");
      txn.tryCommit();
      txn.restart();
      txn.put("b", "1");
      assertThat(txn.tryCommit())
          .isInstanceOfSatisfying(
              CommitOutcome.Ambiguous.class,
              open -> assertThat(open.anchor().orElseThrow()).isEqualTo(bytes("kept")));
    }
  }

  @Test
  void aRefusedWriteIsNotTakenAsTheAnchor() {
    first.next(
        KindCase.PUT,
        (conversation, said) ->
            conversation.fail(said, Failures.detail(new Failure.Invalid("no")), true));
    first.next(
        KindCase.COMMIT,
        (conversation, said) ->
            conversation.fail(said, Failures.detail(new Failure.Internal("bug")), false));
    try (Transaction txn = client.begin(TransactionOptions.DEFAULT)) {
      assertThat(txn.async().put(bytes("a"), bytes("1"))).failsWithin(Duration.ofSeconds(10));
      txn.put("b", "1");
      assertThat(txn.tryCommit())
          .isInstanceOfSatisfying(
              CommitOutcome.Ambiguous.class,
              open -> assertThat(open.anchor().orElseThrow()).isEqualTo(bytes("b")));
    }
  }

  @Test
  void statementsMayBeSaidBeforeEarlierOnesAreAnswered() throws Exception {
    AsyncTransaction txn =
        client.async().begin(TransactionOptions.DEFAULT).get(20, TimeUnit.SECONDS);
    List<CompletableFuture<Void>> puts = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      puts.add(txn.put(bytes("k" + i), bytes("v")));
    }
    CommitOutcome outcome = txn.commit(bytes("mine")).get(20, TimeUnit.SECONDS);
    assertThat(puts).allMatch(CompletableFuture::isDone);
    assertThat(outcome)
        .isInstanceOfSatisfying(
            CommitOutcome.Committed.class,
            committed -> assertThat(committed.answer()).isEqualTo(bytes("mine")));
    assertThat(cluster.snapshot()).hasSize(100);
  }

  @Test
  void anAsynchronousTransactionRunsItsBodyElsewhere() throws Exception {
    CompletableFuture<Boolean> virtual =
        client
            .async()
            .transact(
                TransactionOptions.DEFAULT,
                txn -> {
                  txn.put("a", "1");
                  return Thread.currentThread().isVirtual();
                });
    assertThat(virtual.get(20, TimeUnit.SECONDS)).isTrue();
    assertThat(cluster.snapshot()).containsOnlyKeys("a");
  }

  @Test
  void aSilentRouterBreaksTheSessionWithinTheTimeout() {
    first.next(KindCase.GET, (_, _) -> {});
    Failure failure =
        failureOf(() -> client.withTimeout(Duration.ofMillis(200)).transact(txn -> txn.get("a")));
    assertThat(failure).isInstanceOf(Failure.DeadlineExceeded.class);
  }

  @Test
  void anotherRouterTakesOverAlsoIfTheBodyPassesOverWhatBroke() {
    fourTransactionsWithoutTheFirstRouter((txn, key) -> {
      try {
        var _ = txn.get(key);
      } catch (HalcyonException broken) {
        // The session has ended: so does the attempt, whatever the body makes of it.
        return;
      }
      txn.put(key, "v");
    });
  }

  @Test
  void anotherRouterTakesOverFromOneThatIsGone() {
    fourTransactionsWithoutTheFirstRouter((txn, key) -> txn.put(key, "v"));
  }

  private void fourTransactionsWithoutTheFirstRouter(BiConsumer<TransactionContext, String> body) {
    firstRouter.close();
    try (HalcyonClient both =
        HalcyonClient.connect(firstRouter.address(), secondRouter.address())) {
      for (int i = 0; i < 4; i++) {
        String key = "k" + i;
        both.transact(txn -> {
          body.accept(txn, key);
          return true;
        });
      }
    }
    assertThat(cluster.snapshot()).hasSize(4);
  }

  @Test
  void aClusterWithoutTransactionsSaysSo() throws IOException {
    try (FakeRouter old = new FakeRouter(loops, new FakeStore());
        HalcyonClient its = HalcyonClient.connect(old.address())) {
      for (Runnable call :
          List.<Runnable>of(
              () -> its.transact(txn -> txn.get("a")),
              () -> its.begin(TransactionOptions.DEFAULT),
              () -> its.transactionStatus(new io.halcyon.core.id.RequestId(1, 1, 1), bytes("a")))) {
        assertThat(failureOf(call))
            .isEqualTo(
                new Failure.Unsupported(
                    "this router is of a version that does not serve transactions"));
      }
    }
  }

  @Test
  void wrongArgumentsAreRefusedBeforeAnythingIsSent() {
    try (Transaction txn = client.begin(TransactionOptions.DEFAULT)) {
      assertThat(failureOf(() -> txn.put("", "v"))).isInstanceOf(Failure.Invalid.class);
      assertThat(failureOf(() -> txn.put(bytes("k"), new byte[1 << 21])))
          .isInstanceOf(Failure.Invalid.class);
      assertThat(failureOf(() -> txn.lock(KeyLock.FOR_SHARE, List.of())))
          .isInstanceOf(Failure.Invalid.class);
    }
    assertThat(first.received(KindCase.PUT)).isEmpty();
  }

  private static List<RequestId> requestIds(FakeTransactions router) {
    return router.received(KindCase.BEGIN).stream()
        .map(TxnRequest::getBegin)
        .map(begin -> begin.getRequestId())
        .toList();
  }

  private static List<String> keys(List<Entry> entries) {
    return entries.stream().map(Entry::keyText).toList();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /// Answers as a router whose transaction has lost a conflict.
  private static void mustRestart(FakeTransactions.Conversation conversation, TxnRequest said) {
    conversation.answer(
        said,
        TxnResponse.newBuilder()
            .setMustRestart(
                TxnMustRestart.newBuilder()
                    .setConflict(
                        ConflictDetail.newBuilder()
                            .setCause(ConflictDetail.Cause.WRITE_CHANGED)
                            .setOther("t7")
                            .setKey(ByteString.copyFromUtf8("k")))));
  }
}
