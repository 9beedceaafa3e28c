package io.halcyon.router.fake;

import io.halcyon.core.failure.Failure;
import io.halcyon.core.id.Epoch;
import io.halcyon.core.id.NodeId;
import io.halcyon.core.id.ShardId;
import io.halcyon.proto.internal.v1.WatchShardRequest;
import io.halcyon.proto.v1.WatchEvent;
import io.halcyon.proto.v1.WatchResponse;
import io.halcyon.router.dispatch.LoopTimer;
import io.halcyon.router.watch.ShardStream;
import io.halcyon.router.watch.ShardStreams;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;

/// Streams of a {@link FakeCluster}'s changes. What a shard has told beyond its last resolved
/// timestamp, it tells again after a break, as a real one does.
public final class FakeShardStreams implements ShardStreams {
  private static final int PUMP_NANOS = 2_000_000;

  private final FakeCluster cluster;
  private final ScheduledExecutorService loop;
  private final Set<Stream> open = ConcurrentHashMap.newKeySet();
  private volatile boolean resolving = true;

  public FakeShardStreams(FakeCluster cluster, ScheduledExecutorService loop) {
    this.cluster = cluster;
    this.loop = loop;
  }

  /// Whether messages carry a resolved timestamp.
  public void resolving(boolean on) {
    resolving = on;
  }

  /// Breaks every open stream of a shard.
  public void breakAll(int shard) {
    loop.execute(() ->
        open.stream()
            .filter(stream -> stream.request.getShard() == shard)
            .forEach(stream -> stream.end(new Failure.Unavailable("stream broke"))));
  }

  public int openCount() {
    return open.size();
  }

  @Override
  public ShardStream open(String address, WatchShardRequest request, Listener listener) {
    Stream stream = new Stream(address, request, listener);
    open.add(stream);
    LoopTimer.after(loop, PUMP_NANOS, stream::pump);
    return stream;
  }

  private final class Stream implements ShardStream {
    private final String address;
    private final WatchShardRequest request;
    private final Listener listener;
    private long position;
    private int credits;

    Stream(String address, WatchShardRequest request, Listener listener) {
      this.address = address;
      this.request = request;
      this.listener = listener;
      this.position =
          request.getAfterTimestamp() == 0 ? cluster.now() : request.getAfterTimestamp();
    }

    @Override
    public void request(int count) {
      loop.execute(() -> credits += count);
    }

    @Override
    public void cancel() {
      open.remove(this);
    }

    void end(Failure failure) {
      if (open.remove(this)) {
        listener.ended(failure);
      }
    }

    void pump() {
      if (!open.contains(this)) {
        return;
      }
      long leader = cluster.leader(request.getShard());
      if (!address.equals("127.0.0.1:" + (10_000 + leader))) {
        end(
            new Failure.NotLeader(
                new ShardId(request.getShard()), leader == 0 ? null : new NodeId(leader)));
        return;
      }
      if (request.getEpoch() != cluster.epoch()) {
        end(new Failure.NotOwner(new ShardId(request.getShard()), new Epoch(cluster.epoch())));
        return;
      }
      if (credits > 0) {
        tell();
      }
      LoopTimer.after(loop, PUMP_NANOS, this::pump);
    }

    private void tell() {
      long resolved = cluster.tick();
      List<WatchEvent> events = cluster.changes(request.getShard(), request, position);
      WatchResponse.Builder message = WatchResponse.newBuilder().addAllEvents(events);
      if (resolving) {
        message.setResolvedTimestamp(resolved);
      }
      if (!events.isEmpty()) {
        position = events.getLast().getTimestamp();
      }
      credits--;
      listener.message(message.build());
    }
  }
}
