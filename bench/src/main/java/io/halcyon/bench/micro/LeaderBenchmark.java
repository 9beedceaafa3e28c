package io.halcyon.bench.micro;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.HalcyonException;
import io.halcyon.core.hlc.ClockConfig;
import io.halcyon.core.hlc.HlcBound;
import io.halcyon.core.hlc.HlcClock;
import io.halcyon.core.hlc.SystemClock;
import io.halcyon.core.id.Incarnation;
import io.halcyon.core.id.NodeId;
import io.halcyon.core.id.RequestId;
import io.halcyon.core.id.ShardId;
import io.halcyon.core.key.StoredKey;
import io.halcyon.core.ring.Ring;
import io.halcyon.core.runtime.Randomness;
import io.halcyon.core.wire.Bodies;
import io.halcyon.core.wire.OpKind;
import io.halcyon.core.wire.OpRequest;
import io.halcyon.node.floor.FloorKeeper;
import io.halcyon.node.replica.Evaluation;
import io.halcyon.node.replica.Replica;
import io.halcyon.node.replica.ReplicaConfig;
import io.halcyon.node.replica.ReplicaMetrics;
import io.halcyon.node.replica.Reply;
import io.halcyon.node.replica.Rings;
import io.halcyon.node.replica.Serving;
import io.halcyon.proto.internal.v1.Call;
import io.halcyon.proto.v1.IncrementRequest;
import io.halcyon.raftstorage.engine.ShardStore;
import io.halcyon.raftstorage.engine.StorageConfig;
import io.halcyon.raftstorage.engine.StorageEnvironment;
import io.halcyon.raftstorage.entry.EntryReader;
import io.halcyon.raftstorage.log.LogListener;
import io.halcyon.raftstorage.log.StoreHome;
import io.halcyon.txn.floor.Floor;
import io.halcyon.txn.lock.LockMode;
import io.halcyon.txn.participant.Request;
import io.halcyon.txn.record.Key;
import io.halcyon.txn.record.TxnId;
import io.halcyon.txn.record.TxnRef;
import io.halcyon.txnwire.TxnCodec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/// A write's way through the leader without Raft and network: parsing, evaluation of an entry of 64
/// writes, its application to the store, and the answers, on one thread. The log commits at once.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class LeaderBenchmark {
  private static final int KEYS = 100_000;
  private static final int ENTRY_WRITES = 64;
  private static final int DEADLINE_MILLIS = 10_000;
  private static final ShardId SHARD = new ShardId(1);

  /// Whether a transaction takes part in the shard, so that the participant evaluates (ADR-0012).
  @Param({"false", "true"})
  private boolean hosted;

  private final RandomGenerator random = Randomness.seeded(1);
  private final byte[] value = new byte[100];
  private @Nullable Path directory;
  private @Nullable StorageEnvironment environment;
  private @Nullable ShardStore store;
  private @Nullable Replica replica;
  private long sequence;
  private long answered;

  @Setup
  public void setUp() throws IOException {
    directory = Files.createTempDirectory("halcyon-bench-leader");
    environment = StorageEnvironment.open(StorageConfig.DEFAULT);
    ShardStore opened = ShardStore.open(SHARD, directory, environment);
    store = opened;
    HlcClock clock = new HlcClock(SystemClock.INSTANCE, ClockConfig.DEFAULT, HlcBound.NONE);
    Floor alone = new Floor(new Incarnation(new NodeId(1), 1));
    Replica leader =
        new Replica(
            SHARD,
            new Serving(clock, new FloorKeeper(alone, clock, _ -> {}), new Held()),
            ReplicaConfig.DEFAULT,
            new Evaluation(Runnable::run, Runnable::run, (_, _) -> {}),
            ReplicaMetrics.unread(SHARD),
            new ReplicaNews());
    replica = leader;
    LogListener[] news = new LogListener[1];
    leader.start(listener -> {
      news[0] = listener;
      listener.restored(opened);
      return new InstantLog(opened, listener);
    });
    news[0].leaderReady(InstantLog.TERM);
    var owned =
        leader.own().putOwnership(Rings.record(Ring.initial(new TreeMap<>(Map.of(SHARD, 128)))));
    if (!owned.join()) {
      throw new IllegalStateException("the shard owns nothing");
    }
    if (hosted) {
      leader.transact(lock(), new Counted());
      leader.flush();
    }
    for (int i = 0; i < KEYS / ENTRY_WRITES; i++) {
      puts();
    }
  }

  private OpRequest lock() {
    Key held = new Key(key('z'));
    TxnRef txn = new TxnRef(new TxnId(id(), 1, 0), held);
    byte[] body =
        TxnCodec.encode(
            new Request.Lock(txn, List.of(held), LockMode.EXCLUSIVE, Request.WaitPolicy.WAIT, 0));
    return new OpRequest(0, OpKind.TXN_CALL, 1, 1, DEADLINE_MILLIS, body, 0, body.length);
  }

  @TearDown
  public void tearDown() throws IOException {
    Objects.requireNonNull(store).close();
    Objects.requireNonNull(environment).close();
    StoreHome.deleteTree(Objects.requireNonNull(directory));
  }

  /// Blind writes.
  @Benchmark
  @OperationsPerInvocation(ENTRY_WRITES)
  public long puts() {
    return entry(() -> {
      byte[] body = Bodies.put(key('k'), value, 0, id());
      return new OpRequest(0, OpKind.PUT, 1, 1, DEADLINE_MILLIS, body, 0, body.length);
    });
  }

  /// Writes that read first, and travel as a message instead of a frame's fields.
  @Benchmark
  @OperationsPerInvocation(ENTRY_WRITES)
  public long increments() {
    return entry(() -> {
      RequestId id = id();
      byte[] body =
          Call.newBuilder()
              .setIncrement(
                  IncrementRequest.newBuilder()
                      .setKey(ByteString.copyFrom(key('n')))
                      .setDelta(1)
                      .setRequestId(
                          io.halcyon.proto.v1.RequestId.newBuilder()
                              .setSession(id.session())
                              .setSequence(id.sequence())
                              .setCreatedMillis(id.createdMillis())))
              .build()
              .toByteArray();
      return new OpRequest(0, OpKind.WRITE_CALL, 1, 1, DEADLINE_MILLIS, body, 0, body.length);
    });
  }

  private long entry(Supplier<OpRequest> request) {
    Replica leader = Objects.requireNonNull(replica);
    long before = answered;
    for (int i = 0; i < ENTRY_WRITES; i++) {
      leader.write(request.get(), new Counted());
    }
    leader.flush();
    if (answered != before + ENTRY_WRITES) {
      throw new IllegalStateException("not every write was answered");
    }
    return answered;
  }

  private byte[] key(char kind) {
    return StoredKey.kv((kind + Integer.toString(random.nextInt(KEYS))).getBytes(UTF_8));
  }

  private RequestId id() {
    return new RequestId(1, ++sequence, SystemClock.INSTANCE.millis());
  }

  private final class Counted implements Reply {
    @Override
    public void ok(byte[] result) {
      answered++;
    }

    @Override
    public void fail(Failure failure) {
      throw new HalcyonException(failure);
    }
  }

  private static final class Held implements Serving.Lease {
    @Override
    public boolean valid() {
      return true;
    }

    @Override
    public long session() {
      return 1;
    }
  }

  private static final class ReplicaNews implements Replica.Listener {
    @Override
    public void leading(ShardId shard, long term) {}

    @Override
    public void notLeading(ShardId shard) {}

    @Override
    public void failed(ShardId shard, Failure failure) {
      throw new HalcyonException(failure);
    }

    @Override
    public void applied(ShardId shard, EntryReader entry) {}
  }
}
