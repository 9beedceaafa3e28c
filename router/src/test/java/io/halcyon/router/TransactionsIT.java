package io.halcyon.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.halcyon.client.CommitOutcome;
import io.halcyon.client.Entry;
import io.halcyon.client.HalcyonClient;
import io.halcyon.client.KeyLock;
import io.halcyon.client.Transaction;
import io.halcyon.client.TransactionOptions;
import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.HalcyonException;
import io.halcyon.core.hlc.HlcTimestamp;
import io.halcyon.core.hlc.SystemClock;
import io.halcyon.core.id.RequestId;
import io.halcyon.proto.v1.AbortTransactionRequest;
import io.halcyon.proto.v1.ListTransactionsRequest;
import io.halcyon.proto.v1.OneShotRequest;
import io.halcyon.proto.v1.OneShotResponse;
import io.halcyon.proto.v1.OneShotStep;
import io.halcyon.proto.v1.TransactionsGrpc;
import io.halcyon.proto.v1.TxnInfo;
import io.halcyon.proto.v1.Write;
import io.halcyon.router.fake.FakeCluster;
import io.halcyon.router.fake.FakeNode;
import io.halcyon.router.fake.TxnShards;
import io.halcyon.rpc.Channels;
import io.halcyon.rpc.EventLoops;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The real client, a real router, frames, and real participants over states in memory.
class TransactionsIT {
  private final EventLoops loops = EventLoops.start(1);
  private final ScheduledExecutorService shardLoop = loops.next();
  private final FakeCluster cluster = new FakeCluster(3, 4);
  private final TxnShards shards = new TxnShards(cluster, shardLoop, 4);
  private final List<FakeNode> nodes = new ArrayList<>();
  private Router router;
  private HalcyonClient client;

  @BeforeEach
  void start() throws Exception {
    for (long node = 1; node <= 3; node++) {
      nodes.add(FakeNode.start(node, cluster, shards, loops));
    }
    router =
        Router.start(
            RouterConfig.DEFAULT
                .withContacts(List.of(nodes.get(0).address(), nodes.get(1).address()))
                .withListen(new ListenConfig("127.0.0.1", 0, 0, 0)));
    client = HalcyonClient.connect(router.grpcAddress());
  }

  @AfterEach
  void stop() {
    client.close();
    router.close();
    shards.stop();
    nodes.forEach(FakeNode::close);
    loops.close();
  }

  private static byte[] key(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(Entry entry) {
    return new String(entry.value(), StandardCharsets.UTF_8);
  }

  private String read(String key) {
    return client.transact(txn -> txn.get(key(key)).map(TransactionsIT::text).orElse("-"));
  }

  /// Returns a key of another shard than `other`.
  private String elsewhere(String other) {
    for (int i = 0; ; i++) {
      if (shards.shardOf("key" + i) != shards.shardOf(other)) {
        return "key" + i;
      }
    }
  }

  @Test
  void commitsOverTwoShardsAndTheOtherSessionSeesAllOfItOrNothing() {
    String first = "a";
    String second = elsewhere(first);
    Transaction writer = client.begin(TransactionOptions.DEFAULT);
    Transaction reader = client.begin(TransactionOptions.DEFAULT);
    assertThat(reader.get(key(first))).isEmpty();

    writer.put(key(first), key("1"));
    writer.put(key(second), key("2"));
    assertThat(writer.get(key(first)).map(TransactionsIT::text)).contains("1");
    assertThat(writer.tryCommit()).isInstanceOf(CommitOutcome.Committed.class);

    assertThat(reader.get(key(second))).isEmpty();
    assertThat(reader.tryCommit()).isInstanceOf(CommitOutcome.Committed.class);
    assertThat(read(first)).isEqualTo("1");
    assertThat(read(second)).isEqualTo("2");
  }

  @Test
  void theLoserOfTwoIncrementsRunsAgainAndLosesNothing() throws Exception {
    String first = "counter";
    String second = elsewhere(first);
    AtomicInteger runs = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      threads.add(
          Thread.ofVirtual()
              .start(() -> {
                for (int each = 0; each < 5; each++) {
                  client.transact(txn -> {
                    runs.incrementAndGet();
                    for (String name : List.of(first, second)) {
                      int before =
                          txn.get(key(name)).map(entry -> Integer.parseInt(text(entry))).orElse(0);
                      txn.put(key(name), key(Integer.toString(before + 1)));
                    }
                    return "";
                  });
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(read(first)).isEqualTo("20");
    assertThat(read(second)).isEqualTo("20");
    assertThat(runs.get()).isGreaterThanOrEqualTo(20);
  }

  @Test
  void whatIsSaidAfterTheEndIsRefused() {
    Transaction txn = client.begin(TransactionOptions.DEFAULT);
    txn.put(key("x"), key("1"));
    txn.commit();
    assertThatThrownBy(() -> txn.get(key("x"))).isInstanceOf(HalcyonException.class);
  }

  @Test
  void theStatusOfACommittedRequestIsToldByItsAnchor() {
    Transaction txn = client.begin(TransactionOptions.DEFAULT);
    txn.put(key("s"), key("1"));
    HlcTimestamp at = txn.commit();

    assertThat(client.transactionStatus(txn.request(), key("s")))
        .hasValueSatisfying(committed -> assertThat(committed.timestamp()).isEqualTo(at));
    RequestId never = new RequestId(1, 2, txn.request().createdMillis());
    assertThat(client.transactionStatus(never, key("s"))).isEmpty();
  }

  @Test
  void aClientThatGoesAwayLeavesNoLocks() {
    HalcyonClient leaving = HalcyonClient.connect(router.grpcAddress());
    Transaction txn = leaving.begin(TransactionOptions.DEFAULT);
    txn.lock(KeyLock.FOR_UPDATE, List.of(key("locked")));

    leaving.close();

    Transaction next = client.begin(TransactionOptions.DEFAULT);
    assertThat(next.lock(KeyLock.FOR_UPDATE, List.of(key("locked"))).entries()).hasSize(1);
    next.rollback();
  }

  @Test
  void servesProgramsAndOperatorsOverGrpc() {
    ManagedChannel channel = Channels.open(router.grpcAddress(), loops);
    try {
      TransactionsGrpc.TransactionsBlockingStub stub =
          TransactionsGrpc.newBlockingStub(channel).withDeadlineAfter(30, TimeUnit.SECONDS);
      OneShotRequest request =
          OneShotRequest.newBuilder()
              .addSteps(increment("n"))
              .addSteps(increment(elsewhere("n")))
              .setRequestId(
                  io.halcyon.proto.v1.RequestId.newBuilder()
                      .setSession(3)
                      .setSequence(1)
                      .setCreatedMillis(SystemClock.INSTANCE.millis()))
              .build();
      OneShotResponse first = stub.execute(request);
      assertThat(stub.execute(request)).isEqualTo(first);
      assertThat(read("n")).isEqualTo("1");

      Transaction txn = client.begin(TransactionOptions.DEFAULT.label("shown"));
      txn.lock(KeyLock.FOR_UPDATE, List.of(key("n")));
      TxnInfo shown =
          stub
              .listTransactions(ListTransactionsRequest.getDefaultInstance())
              .getTransactionsList()
              .stream()
              .filter(info -> info.getLabel().equals("shown"))
              .findFirst()
              .orElseThrow();
      assertThat(shown.getClientAddress()).startsWith("127.0.0.1:");
      assertThat(shown.getRouterAddress()).isEqualTo(router.grpcAddress());
      stub.abortTransaction(
          AbortTransactionRequest.newBuilder().setTransaction(shown.getTransaction()).build());
      assertThat(txn.tryCommit())
          .isInstanceOfSatisfying(
              CommitOutcome.Failed.class,
              failed -> assertThat(failed.failure()).isInstanceOf(Failure.TxnEnded.class));
      assertThatThrownBy(() -> stub.execute(OneShotRequest.getDefaultInstance()))
          .isInstanceOf(StatusRuntimeException.class)
          .hasMessageContaining("at least one step");
    } finally {
      channel.shutdownNow();
    }
  }

  private static OneShotStep increment(String key) {
    return OneShotStep.newBuilder()
        .setWrite(
            Write.newBuilder()
                .setKey(ByteString.copyFromUtf8(key))
                .setIncrement(Write.Increment.newBuilder().setDelta(1)))
        .build();
  }

  @Test
  void closingTheRouterEndsWhatIsUnderWay() {
    Transaction txn = client.begin(TransactionOptions.DEFAULT);
    txn.lock(KeyLock.FOR_UPDATE, List.of(key("locked")));

    router.close();

    assertThatThrownBy(() -> txn.put(key("locked"), key("1"))).isInstanceOf(HalcyonException.class);
    assertThat(lockHolders()).isZero();
  }

  private int lockHolders() {
    return CompletableFuture.supplyAsync(shards::lockHolders, shardLoop).join();
  }
}
