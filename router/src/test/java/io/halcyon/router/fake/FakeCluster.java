package io.halcyon.router.fake;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.HalcyonException;
import io.halcyon.core.id.Epoch;
import io.halcyon.core.id.NodeId;
import io.halcyon.core.id.RequestId;
import io.halcyon.core.id.ShardId;
import io.halcyon.core.key.StoredKey;
import io.halcyon.core.ring.Ring;
import io.halcyon.core.wire.Bodies;
import io.halcyon.core.wire.OpRequest;
import io.halcyon.proto.internal.v1.Call;
import io.halcyon.proto.internal.v1.CallResult;
import io.halcyon.proto.internal.v1.WatchShardRequest;
import io.halcyon.proto.v1.ClusterState;
import io.halcyon.proto.v1.KeyValue;
import io.halcyon.proto.v1.NodeRecord;
import io.halcyon.proto.v1.ReplicaRecord;
import io.halcyon.proto.v1.RingRecord;
import io.halcyon.proto.v1.ShardRecord;
import io.halcyon.proto.v1.WatchEvent;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// A cluster in memory: every node holds a replica of every shard, one of them leads. Its data is
/// shared by the nodes, so that a change of leaders loses nothing. Thread-safe.
public final class FakeCluster {
  /// What a node answers.
  public sealed interface Answer {
    record Ok(byte[] body) implements Answer {}

    record Failed(Failure failure) implements Answer {}
  }

  private final int nodes;
  private final Map<Integer, FakeShard> shards = new HashMap<>();
  private final Map<Integer, Long> leaders = new HashMap<>();
  private final Map<Long, String> addresses = new TreeMap<>();
  private final AtomicLong clock = new AtomicLong(1_000);
  private final Map<Long, Integer> asked = new HashMap<>();
  private Ring ring;
  private long version = 1;
  private boolean hints = true;

  public FakeCluster(int nodes, int shardCount) {
    this.nodes = nodes;
    TreeMap<ShardId, Integer> weights = new TreeMap<>();
    for (int shard = 1; shard <= shardCount; shard++) {
      weights.put(new ShardId(shard), 16);
      shards.put(shard, new FakeShard(clock::incrementAndGet));
      leaders.put(shard, (long) (shard % nodes) + 1);
    }
    shards.put(0, new FakeShard(clock::incrementAndGet));
    leaders.put(0, 1L);
    ring = Ring.initial(weights);
    for (long node = 1; node <= nodes; node++) {
      addresses.put(node, "127.0.0.1:" + (10_000 + node));
    }
  }

  /// What a router is told.
  public synchronized ClusterState state() {
    ClusterState.Builder state = ClusterState.newBuilder().setClusterId("fake").setVersion(version);
    addresses.forEach((node, address) ->
        state.addNodes(
            NodeRecord.newBuilder()
                .setId(node)
                .setLiveness(NodeRecord.Liveness.ACTIVE)
                .setRpcAddress(address)));
    for (int shard : shards.keySet()) {
      ShardRecord.Builder record = ShardRecord.newBuilder().setId(shard);
      for (long node = 1; node <= nodes; node++) {
        record.addReplicas(ReplicaRecord.newBuilder().setNode(node));
      }
      state.addShards(record);
    }
    RingRecord.Builder record = RingRecord.newBuilder().setEpoch(ring.epoch().value());
    for (int entry = 0; entry < ring.size(); entry++) {
      record.addTokens(ring.token(entry)).addShards(ring.shard(entry).value());
    }
    return state.setRing(record).build();
  }

  public synchronized void address(long node, String address) {
    addresses.put(node, address);
    version++;
  }

  public synchronized void lead(int shard, long node) {
    leaders.put(shard, node);
  }

  public synchronized long leader(int shard) {
    return leaders.getOrDefault(shard, 0L);
  }

  /// Whether `NotLeader` names the leader.
  public synchronized void hints(boolean named) {
    hints = named;
  }

  /// Adds a shard: the ring moves on, and with it the data.
  public synchronized void addShard(int shard) {
    ring = ring.withShard(new ShardId(shard), 1);
    shards.put(shard, new FakeShard(clock::incrementAndGet));
    leaders.put(shard, 1L);
    version++;
  }

  public synchronized int shardOf(byte[] storedKey) {
    return ring.ownerIdOf(StoredKey.token(storedKey));
  }

  /// How many writes all shards have applied.
  public synchronized int applied() {
    return shards.values().stream().mapToInt(shard -> shard.applied).sum();
  }

  /// How many operations a node was asked.
  public synchronized int asked(long node) {
    return asked.getOrDefault(node, 0);
  }

  public synchronized long now() {
    return clock.get();
  }

  public synchronized void put(byte[] storedKey, String value) {
    shard(shardOf(storedKey))
        .write(
            ByteString.copyFrom(storedKey),
            ByteString.copyFromUtf8(value),
            clock.incrementAndGet());
  }

  public synchronized Optional<String> get(byte[] storedKey) {
    KeyValue found = shard(shardOf(storedKey)).read(ByteString.copyFrom(storedKey), Long.MAX_VALUE);
    return Optional.ofNullable(found).map(item -> item.getValue().toStringUtf8());
  }

  /// Returns a shard's changes of a key or prefix above a timestamp.
  public synchronized List<WatchEvent> changes(int shard, WatchShardRequest request, long after) {
    return shard(shard).changes.stream()
        .filter(change -> change.getTimestamp() > after)
        .filter(change ->
            request.getPrefix()
                ? change.getKey().startsWith(request.getKey())
                : change.getKey().equals(request.getKey()))
        .toList();
  }

  /// Returns all changes above a timestamp, in order.
  public synchronized List<WatchEvent> changes(long after) {
    return shards.values().stream()
        .flatMap(shard -> shard.changes.stream())
        .filter(change -> change.getTimestamp() > after)
        .sorted(Comparator.comparingLong(WatchEvent::getTimestamp))
        .toList();
  }

  public synchronized long epoch() {
    return ring.epoch().value();
  }

  public synchronized List<Long> nodes() {
    return List.copyOf(addresses.keySet());
  }

  public synchronized long tick() {
    return clock.incrementAndGet();
  }

  private FakeShard shard(int shard) {
    FakeShard known = shards.get(shard);
    if (known == null) {
      throw new HalcyonException(new Failure.Unavailable("no replica of " + shard));
    }
    return known;
  }

  /// Serves an operation on a node.
  public synchronized Answer execute(long node, OpRequest request) {
    asked.merge(node, 1, Integer::sum);
    try {
      Failure misrouted = misrouted(node, request);
      return misrouted != null
          ? new Answer.Failed(misrouted)
          : new Answer.Ok(serve(shard(request.shard()), request));
    } catch (HalcyonException e) {
      return new Answer.Failed(e.failure());
    } catch (InvalidProtocolBufferException e) {
      return new Answer.Failed(new Failure.Invalid("malformed"));
    }
  }

  private @Nullable Failure misrouted(long node, OpRequest request) {
    long leader = leader(request.shard());
    if (leader != node) {
      return new Failure.NotLeader(
          new ShardId(request.shard()), hints && leader != 0 ? new NodeId(leader) : null);
    }
    if (request.epoch() != ring.epoch().value()) {
      return new Failure.NotOwner(new ShardId(request.shard()), new Epoch(ring.epoch().value()));
    }
    return null;
  }

  private byte[] serve(FakeShard shard, OpRequest request) throws InvalidProtocolBufferException {
    return switch (request.kind()) {
      case GET -> get(shard, request);
      case PUT ->
          once(
              shard,
              request.requestId(),
              () -> {
                long at = clock.incrementAndGet();
                shard.write(
                    ByteString.copyFrom(request.key()),
                    ByteString.copyFrom(
                        request.buffer(), request.valueOffset(), request.valueLength()),
                    at);
                return Bodies.putResult(at);
              });
      case DELETE ->
          once(
              shard,
              request.requestId(),
              () -> {
                long at = clock.incrementAndGet();
                boolean existed = shard.write(ByteString.copyFrom(request.key()), null, at);
                return Bodies.deleteResult(at, existed);
              });
      case READ_CALL, WRITE_CALL -> call(shard, request);
      case TXN_CALL -> throw new HalcyonException(new Failure.Unsupported("no transactions here"));
    };
  }

  private byte[] get(FakeShard shard, OpRequest request) {
    long at = request.readAt() == 0 ? clock.incrementAndGet() : request.readAt();
    KeyValue found = shard.read(ByteString.copyFrom(request.key()), at);
    return found == null
        ? Bodies.getResult(at, 0, 0, new byte[0])
        : Bodies.getResult(at, found.getTimestamp(), 0, found.getValue().toByteArray());
  }

  private byte[] call(FakeShard shard, OpRequest request) throws InvalidProtocolBufferException {
    Call call = Call.parseFrom(request.body());
    return switch (call.getKindCase()) {
      case INCREMENT ->
          once(
              shard,
              id(call.getIncrement().getRequestId()),
              () -> bytes(shard.increment(call.getIncrement())));
      case BATCH ->
          once(
              shard, id(call.getBatch().getRequestId()), () -> bytes(shard.batch(call.getBatch())));
      case CONDITIONAL ->
          once(
              shard,
              id(call.getConditional().getRequestId()),
              () -> bytes(shard.conditional(call.getConditional())));
      case SHARD_SCAN -> bytes(shard.scan(call.getShardScan()));
      case SHARD_MULTI_GET -> bytes(shard.multiGet(call.getShardMultiGet()));
      case MULTI_GET, SCAN, KIND_NOT_SET ->
          throw new HalcyonException(new Failure.Invalid("not for nodes: " + call.getKindCase()));
    };
  }

  private static byte[] bytes(CallResult result) {
    return result.toByteArray();
  }

  private static RequestId id(io.halcyon.proto.v1.RequestId id) {
    return new RequestId(id.getSession(), id.getSequence(), id.getCreatedMillis());
  }

  private interface Work {
    byte[] run();
  }

  private static byte[] once(FakeShard shard, RequestId id, Work work) {
    if (id.session() == 0) {
      throw new HalcyonException(new Failure.Invalid("a write without request id"));
    }
    byte[] before = shard.outcome(id);
    if (before != null) {
      return before;
    }
    byte[] outcome = work.run();
    shard.remember(id, outcome);
    return outcome;
  }
}
