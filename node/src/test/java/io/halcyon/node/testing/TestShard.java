package io.halcyon.node.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.halcyon.core.hlc.ClockConfig;
import io.halcyon.core.hlc.HlcBound;
import io.halcyon.core.hlc.HlcClock;
import io.halcyon.core.id.Incarnation;
import io.halcyon.core.id.NodeId;
import io.halcyon.core.id.ShardId;
import io.halcyon.core.ring.Ring;
import io.halcyon.core.testing.FakeClock;
import io.halcyon.core.wire.OpKind;
import io.halcyon.core.wire.OpRequest;
import io.halcyon.node.replica.Replica;
import io.halcyon.node.replica.ReplicaConfig;
import io.halcyon.node.replica.Rings;
import io.halcyon.proto.v1.RingRecord;
import io.halcyon.raftstorage.engine.StorageConfig;
import io.halcyon.raftstorage.engine.StorageEnvironment;
import io.halcyon.raftstorage.log.InMemoryShard;
import io.halcyon.txn.participant.Request;
import io.halcyon.txnwire.TxnCodec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/// A shard of several nodes in one thread: each node has its own clock, floor, lease and replica
/// with a real store; the log is in memory. Nothing moves but by {@link #settle} or {@link
/// #evaluate}, so tests choose what is in flight.
public final class TestShard implements AutoCloseable {
  public static final ShardId SHARD = new ShardId(1);

  static final StorageConfig STORAGE =
      new StorageConfig(8 << 20, 8 << 20, 1 << 20, 64 << 10, 0, 2, 64, false);

  /// Two entries in flight, so that tests meet everything that can happen between them.
  public static final ReplicaConfig REPLICA = withEntriesInFlight(2);

  private static final long STEP_MILLIS = 10;

  final ShardId shard;
  final Path directory;
  final ReplicaConfig config;
  final StorageEnvironment environment = StorageEnvironment.open(STORAGE);
  final InMemoryShard log;
  final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final List<TestNode> nodes = new ArrayList<>();

  public TestShard(Path directory, int count) throws IOException {
    this(directory, SHARD, count, REPLICA);
  }

  public TestShard(Path directory, ShardId shard, int count, ReplicaConfig config)
      throws IOException {
    this.shard = shard;
    this.directory = directory;
    this.config = config;
    List<NodeId> members = LongStream.rangeClosed(1, count).mapToObj(NodeId::new).toList();
    this.log = new InMemoryShard(shard, members);
    members.forEach(member -> nodes.add(new TestNode(this, member, count)));
    for (TestNode node : nodes) {
      node.open();
    }
  }

  private static ReplicaConfig withEntriesInFlight(int entries) {
    ReplicaConfig usual = ReplicaConfig.DEFAULT;
    return new ReplicaConfig(
        entries,
        usual.gatheringMax(),
        usual.entryOpsMax(),
        usual.entryBytesMax(),
        usual.queuedOpsMax(),
        usual.queuedBytesMax(),
        usual.retryWindow(),
        usual.gcWindow());
  }

  /// Returns a shard that `n1` leads and that owns every key.
  public static TestShard led(Path directory, int count) throws IOException {
    return led(directory, count, REPLICA);
  }

  public static TestShard led(Path directory, int count, ReplicaConfig config) throws IOException {
    TestShard shard = new TestShard(directory, SHARD, count, config);
    shard.lead(1);
    shard.own(1, ring(SHARD));
    return shard;
  }

  /// Returns a ring at epoch 1 that only these shards are on.
  public static RingRecord ring(ShardId... shards) {
    TreeMap<ShardId, Integer> vnodes = new TreeMap<>();
    for (ShardId each : shards) {
      vnodes.put(each, 8);
    }
    return Rings.record(Ring.initial(vnodes));
  }

  /// Returns a node; they count from 1.
  public TestNode node(int number) {
    return nodes.get(number - 1);
  }

  public Replica replica(int number) {
    return node(number).replica();
  }

  TestNode node(NodeId id) {
    return Objects.requireNonNull(node((int) id.value()));
  }

  /// Has a node elected and lets it open its term; a little time passes.
  public void lead(int number) {
    assertThat(log.elect(node(number).id())).isTrue();
    settle();
    assertThat(replica(number).leading()).isTrue();
    // Away from the low-water mark, so that bounds have their lead again.
    pass(10);
    gossip();
  }

  /// Lets every node hear of every other that is not silent.
  public void gossip() {
    nodes.forEach(node -> nodes.forEach(node::listenTo));
  }

  /// Installs the ownership record.
  public void own(int leader, RingRecord ring) {
    var done = replica(leader).own().putOwnership(ring);
    settle();
    assertThat(done).isCompletedWithValue(true);
  }

  /// Runs what waits on the evaluation pools; nothing is committed.
  public void evaluate() {
    Runnable task;
    while ((task = tasks.poll()) != null) {
      task.run();
    }
  }

  /// Lets everything happen that can.
  public void settle() {
    do {
      evaluate();
      log.settle();
    } while (!tasks.isEmpty());
  }

  /// Runs a call that blocks on the shard, on another thread, while everything happens that can.
  ///
  /// @throws RuntimeException what the call throws
  public <T> T call(Supplier<T> blocking) {
    CompletableFuture<T> done = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(() -> {
          try {
            done.complete(blocking.get());
          } catch (RuntimeException e) {
            done.completeExceptionally(e);
          }
        });
    while (!done.isDone()) {
      settle();
      LockSupport.parkNanos(200_000);
    }
    try {
      return done.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  /// Sends a write and starts its evaluation; nothing happens yet.
  public Answer submit(int number, OpRequest request) {
    Answer answer = new Answer();
    replica(number).write(request, answer);
    replica(number).flush();
    return answer;
  }

  /// Sends a write and lets everything happen.
  public Answer write(int number, OpRequest request) {
    Answer answer = submit(number, request);
    settle();
    return answer;
  }

  /// Begins a read, as far as it gets without anything else happening.
  public Answer begin(int number, OpRequest request) {
    Answer answer = new Answer();
    replica(number).read(request, answer);
    return answer;
  }

  /// Sends a read and lets everything happen.
  public Answer read(int number, OpRequest request) {
    Answer answer = begin(number, request);
    settle();
    return answer;
  }

  /// Cuts these nodes off from the others' logs; clocks are still heard.
  public void partition(Integer... side) {
    log.partition(
        Set.copyOf(java.util.Arrays.stream(side).map(number -> node(number).id()).toList()));
  }

  public void heal() {
    log.heal();
    settle();
  }

  /// Lets time pass at all nodes.
  public void pass(long millis) {
    nodes.forEach(node -> node.time().advanceMillis(millis));
  }

  /// Lets time pass in small steps, with whatever waits for it.
  public void elapse(long millis) {
    for (long passed = 0; passed < millis; passed += STEP_MILLIS) {
      pass(STEP_MILLIS);
      nodes.forEach(TestNode::runTimers);
      gossip();
      settle();
    }
  }

  /// Sends a coordinator's request and starts its evaluation; nothing happens yet.
  public TxnAnswer ask(int number, Request request) {
    TxnAnswer answer = new TxnAnswer();
    replica(number)
        .transact(Requests.request(OpKind.TXN_CALL, TxnCodec.encode(request)), answer.reply());
    replica(number).flush();
    return answer;
  }

  /// Sends a coordinator's request and lets everything happen.
  public TxnAnswer transact(int number, Request request) {
    TxnAnswer answer = ask(number, request);
    settle();
    return answer;
  }

  List<Incarnation> incarnations(int count) {
    return IntStream.rangeClosed(1, count)
        .mapToObj(number -> new Incarnation(new NodeId(number), 1))
        .toList();
  }

  /// Returns the Raft group.
  public InMemoryShard log() {
    return log;
  }

  HlcClock clock(FakeClock time) {
    return new HlcClock(time, ClockConfig.DEFAULT, HlcBound.NONE);
  }

  @Override
  public void close() {
    nodes.forEach(TestNode::close);
    environment.close();
  }
}
