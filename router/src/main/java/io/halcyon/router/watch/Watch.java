package io.halcyon.router.watch;

import com.google.protobuf.ByteString;
import io.halcyon.core.failure.Failure;
import io.halcyon.core.key.StoredKey;
import io.halcyon.proto.internal.v1.WatchShardRequest;
import io.halcyon.proto.v1.WatchRequest;
import io.halcyon.proto.v1.WatchResponse;
import io.halcyon.router.dispatch.Backoff;
import io.halcyon.router.dispatch.Dispatcher;
import io.halcyon.router.dispatch.LoopTimer;
import io.halcyon.router.shardmap.ShardMap;
import io.halcyon.router.shardmap.ShardRoute;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/// One client's watch: a lane for each shard concerned, merged by {@link WatchMerge}.
///
/// A lane whose stream ends is opened again, on the new leader, from the lane's last resolved
/// timestamp. When the ring moves, all lanes begin anew after what has been emitted. Flow control
/// goes end to end: a client that does not read lets the buffer fill, then shards are not asked for
/// more; a client that stays so for too long is told to resume later.
///
/// Owned by its event loop: every method but {@link #start}, {@link #wake} and {@link #cancel} runs
/// there.
public final class Watch {
  private static final int WINDOW = 4;
  private static final Duration STALLED = Duration.ofSeconds(10);
  private static final Duration RING_WAIT = Duration.ofMinutes(1);
  private static final int PROGRESS_MILLIS_DEFAULT = 1_000;
  private static final int PROGRESS_MILLIS_MIN = 10;
  // A tenth less than a millisecond for each: a tick that comes a little early still reports.
  private static final long PROGRESS_SLACK_NANOS = 900_000;
  // Events of one shard wait for the others' resolved timestamps, so these come often.
  private static final int SHARD_PROGRESS_MILLIS_MAX = 200;

  private static final class Lane {
    final int index;
    final ShardRoute route;
    @Nullable ShardStream stream;
    int attempt;
    int pauses;
    int withheld;
    long asked;
    long heardNanos;

    Lane(int index, ShardRoute route) {
      this.index = index;
      this.route = route;
    }
  }

  private final Dispatcher dispatcher;
  private final ShardStreams streams;
  private final ScheduledExecutorService loop;
  private final Backoff backoff;
  private final WatchConfig config;
  private final WatchRequest request;
  private final WatchSink sink;
  private final Watches owner;
  private final ByteString storedKey;
  private final int progressMillis;

  private final List<Lane> lanes = new ArrayList<>();
  private WatchMerge merge;
  private long epoch;
  private int rounds;
  private int generation;
  private boolean opened;
  private boolean ended;
  private long sentNanos;
  private long takenNanos;

  Watch(Watches owner, WatchRequest request, WatchSink sink) {
    this.owner = owner;
    this.dispatcher = owner.dispatcher();
    this.streams = owner.streams();
    this.loop = owner.loop();
    this.backoff = owner.backoff();
    this.config = owner.config();
    this.request = request;
    this.sink = sink;
    this.storedKey = ByteString.copyFrom(StoredKey.kv(request.getKey().toByteArray()));
    this.progressMillis =
        request.getProgressMillis() == 0
            ? PROGRESS_MILLIS_DEFAULT
            : Math.max(PROGRESS_MILLIS_MIN, request.getProgressMillis());
    this.merge = new WatchMerge(0, request.getAfterTimestamp(), config.messageBytesMax());
  }

  /// Begins; any thread, once.
  public void start() {
    loop.execute(() -> {
      takenNanos = dispatcher.nowNanos();
      sentNanos = takenNanos;
      restart();
      tick();
    });
  }

  /// Says that the client can take more; any thread.
  public void wake() {
    loop.execute(this::drain);
  }

  /// Ends the watch because the client has left; any thread.
  public void cancel() {
    loop.execute(() -> finish(null));
  }

  /// Ends the watch with a failure; any thread.
  void end(Failure failure) {
    loop.execute(() -> finish(failure));
  }

  private void restart() {
    if (ended) {
      return;
    }
    closeLanes();
    int round = rounds++;
    int current = ++generation;
    long deadline = dispatcher.nowNanos() + RING_WAIT.toNanos();
    dispatcher.withMap(
        round,
        deadline,
        map ->
            loop.execute(() -> {
              if (!ended && generation == current) {
                open(map);
              }
            }),
        this::end);
  }

  private void open(ShardMap map) {
    List<Integer> shards =
        request.getPrefix() ? map.ringShards() : List.of(map.locate(storedKey.toByteArray()));
    long after = opened ? merge.emitted() : request.getAfterTimestamp();
    epoch = map.epoch();
    merge = new WatchMerge(shards.size(), after, config.messageBytesMax());
    for (int shard : shards) {
      ShardRoute route = map.route(shard);
      if (route == null) {
        closeLanes();
        restart();
        return;
      }
      lanes.add(new Lane(lanes.size(), route));
    }
    List.copyOf(lanes).forEach(this::openLane);
  }

  private void openLane(Lane lane) {
    if (ended || lanes.size() <= lane.index || lanes.get(lane.index) != lane) {
      return;
    }
    int attempt = ++lane.attempt;
    lane.heardNanos = dispatcher.nowNanos();
    lane.withheld = 0;
    lane.asked = lane.route.candidate(attempt);
    String address = dispatcher.view().current().address(lane.asked);
    if (address == null) {
      laneEnded(lane, attempt, new Failure.Unavailable("no known address for a replica"));
      return;
    }
    int shardProgress =
        lanes.size() == 1 ? progressMillis : Math.min(progressMillis, SHARD_PROGRESS_MILLIS_MAX);
    WatchShardRequest open =
        WatchShardRequest.newBuilder()
            .setShard(lane.route.shard())
            .setEpoch(epoch)
            .setKey(storedKey)
            .setPrefix(request.getPrefix())
            .setAfterTimestamp(merge.reopen(lane.index))
            .setProgressMillis(shardProgress)
            .build();
    ShardStream stream =
        streams.open(
            address,
            open,
            new ShardStreams.Listener() {
              @Override
              public void message(WatchResponse message) {
                loop.execute(() -> received(lane, attempt, message));
              }

              @Override
              public void ended(Failure failure) {
                loop.execute(() -> laneEnded(lane, attempt, failure));
              }
            });
    lane.stream = stream;
    stream.request(WINDOW);
  }

  private boolean stale(Lane lane, int attempt) {
    return ended
        || lane.attempt != attempt
        || lanes.size() <= lane.index
        || lanes.get(lane.index) != lane;
  }

  private void received(Lane lane, int attempt, WatchResponse message) {
    if (stale(lane, attempt)) {
      return;
    }
    lane.heardNanos = dispatcher.nowNanos();
    lane.pauses = 0;
    lane.withheld++;
    rounds = 1;
    lane.route.confirmed(lane.asked);
    if (!merge.add(lane.index, message)) {
      laneEnded(lane, attempt, new Failure.Internal("changes out of order"));
      return;
    }
    drain();
  }

  private void laneEnded(Lane lane, int attempt, Failure failure) {
    if (stale(lane, attempt)) {
      return;
    }
    lane.attempt++;
    cancelStream(lane);
    switch (failure) {
      case Failure.NotOwner _ -> restart();
      case Failure.NotLeader f -> {
        long hint = f.leaderHint() == null ? 0 : f.leaderHint().value();
        lane.route.denied(lane.asked, hint);
        reopenLater(lane);
      }
      case Failure.OutOfRange f ->
          finish(new Failure.OutOfRange(f.detail() + "; " + resumePoint()));
      case Failure.Invalid f -> finish(f);
      case Failure.Unsupported f -> finish(f);
      case Failure.Unavailable _,
          Failure.Blocked _,
          Failure.Overloaded _,
          Failure.DeadlineExceeded _,
          Failure.Ambiguous _,
          Failure.RetryWindowPassed _,
          Failure.WrongValue _,
          Failure.ClockSkew _,
          Failure.Corrupted _,
          Failure.Internal _,
          Failure.OfTransaction _ -> {
        lane.route.suspect(lane.asked);
        reopenLater(lane);
      }
    }
  }

  private void reopenLater(Lane lane) {
    LoopTimer.after(loop, backoff.nanos(lane.pauses++), () -> openLane(lane));
  }

  /// Sends what is complete as far as the client takes it, then lets the shards go on.
  private void drain() {
    while (!ended && sink.ready()) {
      long now = dispatcher.nowNanos();
      boolean progress = !opened || now - sentNanos >= progressMillis * PROGRESS_SLACK_NANOS;
      WatchResponse message = merge.next(progress);
      if (message == null) {
        takenNanos = now;
        break;
      }
      opened = true;
      sentNanos = now;
      takenNanos = now;
      sink.send(message);
    }
    if (!ended) {
      pull();
    }
  }

  private void pull() {
    boolean filling = merge.bufferedBytes() > config.bufferBytesMax() / 2;
    boolean stuckOnClient = filling && !sink.ready();
    if (merge.bufferedBytes() > config.bufferBytesMax()) {
      finish(overloaded("the watch holds back more than it may buffer"));
      return;
    }
    for (Lane lane : lanes) {
      ShardStream stream = lane.stream;
      boolean allowed = !filling || (!stuckOnClient && merge.isLaggard(lane.index));
      if (stream != null && lane.withheld > 0 && allowed) {
        int count = lane.withheld;
        lane.withheld = 0;
        stream.request(count);
      }
    }
  }

  /// Runs once in each progress interval: reports progress, notices a slow client, a silent shard,
  /// and a ring that has moved.
  private void tick() {
    if (ended) {
      return;
    }
    long now = dispatcher.nowNanos();
    if (!sink.ready() && now - takenNanos > config.slowClientTimeout().toNanos()) {
      finish(overloaded("the client does not take what the watch has to tell"));
      return;
    }
    drain();
    if (!lanes.isEmpty() && dispatcher.view().current().epoch() > epoch) {
      restart();
    }
    for (Lane lane : List.copyOf(lanes)) {
      boolean silent = now - lane.heardNanos > STALLED.toNanos() + progressMillis * 1_000_000L;
      if (silent && lane.stream != null && lane.withheld == 0) {
        laneEnded(lane, lane.attempt, new Failure.Unavailable("shard is silent"));
      }
    }
    LoopTimer.after(loop, progressMillis * 1_000_000L, this::tick);
  }

  private Failure overloaded(String why) {
    return new Failure.Overloaded(why + "; " + resumePoint(), Duration.ofSeconds(1));
  }

  private String resumePoint() {
    return "resume after timestamp " + merge.emitted();
  }

  private void finish(@Nullable Failure failure) {
    if (ended) {
      return;
    }
    ended = true;
    closeLanes();
    if (failure != null) {
      sink.end(failure);
    }
    owner.ended(this);
  }

  private void closeLanes() {
    lanes.forEach(Watch::cancelStream);
    lanes.clear();
  }

  private static void cancelStream(Lane lane) {
    ShardStream stream = lane.stream;
    lane.stream = null;
    if (stream != null) {
      stream.cancel();
    }
  }
}
