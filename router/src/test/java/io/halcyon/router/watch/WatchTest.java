package io.halcyon.router.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.HalcyonException;
import io.halcyon.core.runtime.Randomness;
import io.halcyon.proto.v1.WatchEvent;
import io.halcyon.proto.v1.WatchRequest;
import io.halcyon.proto.v1.WatchResponse;
import io.halcyon.router.fake.FakeShardStreams;
import io.halcyon.router.fake.Harness;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WatchTest {
  private static final int WAIT_SECONDS = 30;

  private final Harness harness = new Harness(3, 4);
  private final FakeShardStreams streams = new FakeShardStreams(harness.cluster, harness.loop);

  @AfterEach
  void close() {
    harness.close();
  }

  private Watches watches(WatchConfig config) {
    return new Watches(harness.dispatcher, streams, () -> harness.loop, Harness.RETRY, config);
  }

  /// Collects what the client gets.
  private static final class Sink implements WatchSink {
    final BlockingQueue<WatchResponse> messages = new LinkedBlockingQueue<>();
    volatile boolean ready = true;
    volatile @Nullable Failure end;

    @Override
    public boolean ready() {
      return ready;
    }

    @Override
    public void send(WatchResponse message) {
      messages.add(message);
    }

    @Override
    public void end(Failure failure) {
      end = failure;
    }

    WatchResponse take() throws InterruptedException {
      WatchResponse message = messages.poll(WAIT_SECONDS, TimeUnit.SECONDS);
      if (message == null) {
        throw new AssertionError("no message; end: " + end);
      }
      return message;
    }

    Failure awaitEnd() {
      long deadline = io.halcyon.core.hlc.SystemClock.INSTANCE.monotonicNanos() + 30_000_000_000L;
      while (end == null) {
        if (io.halcyon.core.hlc.SystemClock.INSTANCE.monotonicNanos() > deadline) {
          throw new AssertionError("watch did not end");
        }
        Thread.onSpinWait();
      }
      return end;
    }
  }

  /// Checks a client's stream as it arrives: order, whole timestamps, no duplicate.
  private static final class Follower {
    final List<WatchEvent> events = new java.util.ArrayList<>();
    long resolved;

    void take(WatchResponse message) {
      assertThat(message.getResolvedTimestamp()).isGreaterThanOrEqualTo(resolved);
      for (WatchEvent event : message.getEventsList()) {
        assertThat(event.getTimestamp()).isGreaterThan(resolved);
        assertThat(event.getTimestamp()).isLessThanOrEqualTo(message.getResolvedTimestamp());
        events.add(event);
      }
      resolved = message.getResolvedTimestamp();
    }
  }

  private static WatchRequest everything(long after) {
    return WatchRequest.newBuilder()
        .setPrefix(true)
        .setAfterTimestamp(after)
        .setProgressMillis(10)
        .build();
  }

  private Watch open(Watches watches, WatchRequest request, Sink sink) {
    Watch watch = watches.open(request, sink);
    watch.start();
    return watch;
  }

  @Test
  void deliversEveryChangeOnceAndInOrderWhateverBreaks() throws Exception {
    RandomGenerator random = Randomness.seeded(11);
    harness.put("before", "x").body();
    long start = harness.cluster.now();
    Sink sink = new Sink();
    open(watches(WatchConfig.DEFAULT), everything(start), sink);

    Follower follower = new Follower();
    for (int i = 0; i < 400; i++) {
      harness.put("key" + random.nextInt(50), "v" + i).body();
      int shard = 1 + random.nextInt(4);
      switch (random.nextInt(12)) {
        case 0 -> streams.breakAll(shard);
        case 1 -> harness.cluster.lead(shard, 1 + random.nextInt(3));
        case 2 -> streams.resolving(random.nextBoolean());
        default -> {}
      }
    }
    streams.resolving(true);
    long end = harness.cluster.now();
    while (follower.resolved < end) {
      follower.take(sink.take());
    }

    assertThat(follower.events).isEqualTo(harness.cluster.changes(start));
    assertThat(sink.end).isNull();
  }

  @Test
  void resumesAfterTheResolvedTimestampOfABrokenWatch() throws Exception {
    Sink sink = new Sink();
    Watches watches = watches(WatchConfig.DEFAULT);
    long start = harness.cluster.now();
    final Watch watch = open(watches, everything(start), sink);
    harness.put("a", "1").body();
    Follower follower = new Follower();
    while (follower.events.isEmpty()) {
      follower.take(sink.take());
    }
    watch.cancel();
    harness.put("b", "2").body();

    Sink again = new Sink();
    open(watches, everything(follower.resolved), again);
    while (follower.events.size() < 2) {
      follower.take(again.take());
    }

    assertThat(follower.events).isEqualTo(harness.cluster.changes(start));
  }

  @Test
  void fromNowOnTellsWhatIsWrittenAfterTheFirstMessage() throws Exception {
    harness.put("old", "x").body();
    Sink sink = new Sink();
    open(watches(WatchConfig.DEFAULT), everything(0), sink);
    Follower follower = new Follower();
    follower.take(sink.take());
    assertThat(follower.events).isEmpty();

    harness.put("new", "y").body();
    while (follower.events.isEmpty()) {
      follower.take(sink.take());
    }

    assertThat(follower.events.getFirst().getKey())
        .isEqualTo(ByteString.copyFrom(Harness.key("new")));
  }

  @Test
  void watchesOneKeyOnItsShardOnly() throws Exception {
    Sink sink = new Sink();
    WatchRequest request =
        WatchRequest.newBuilder()
            .setKey(ByteString.copyFromUtf8("a"))
            .setAfterTimestamp(harness.cluster.now())
            .setProgressMillis(10)
            .build();
    open(watches(WatchConfig.DEFAULT), request, sink);
    harness.put("ab", "no").body();
    harness.put("a", "yes").body();

    Follower follower = new Follower();
    while (follower.events.isEmpty()) {
      follower.take(sink.take());
    }

    assertThat(streams.openCount()).isEqualTo(1);
    assertThat(follower.events).hasSize(1);
    assertThat(follower.events.getFirst().getValue().toStringUtf8()).isEqualTo("yes");
  }

  @Test
  void opensTheNewShardWhenTheRingHasMoved() throws Exception {
    Sink sink = new Sink();
    long start = harness.cluster.now();
    open(watches(WatchConfig.DEFAULT), everything(start), sink);
    Follower follower = new Follower();
    harness.put("a", "1").body();
    while (follower.events.isEmpty()) {
      follower.take(sink.take());
    }

    harness.cluster.addShard(5);
    for (int i = 0; i < 40; i++) {
      harness.put("key" + i, "v").body();
    }
    while (follower.events.size() < 41) {
      follower.take(sink.take());
    }

    assertThat(follower.events).isEqualTo(harness.cluster.changes(start));
  }

  @Test
  void aSlowClientHoldsTheShardsBackAndIsToldToResume() {
    WatchConfig tight = new WatchConfig(10, 64 << 10, 1 << 10, Duration.ofMillis(300));
    Sink sink = new Sink();
    sink.ready = false;
    Watches watches = watches(tight);
    open(watches, everything(harness.cluster.now()), sink);
    for (int i = 0; i < 60; i++) {
      harness.put("key" + i, "x".repeat(2_000)).body();
    }

    Failure end = sink.awaitEnd();

    assertThat(end).isInstanceOf(Failure.Overloaded.class);
    assertThat(end.message()).contains("resume after timestamp");
    assertThat(watches.count()).isZero();
    assertThat(streams.openCount()).isZero();
  }

  @Test
  void boundsTheNumberOfWatches() {
    Watches watches = watches(new WatchConfig(1, 64 << 10, 1 << 10, Duration.ofSeconds(1)));
    watches.open(everything(0), new Sink());

    assertThatThrownBy(() -> watches.open(everything(0), new Sink()))
        .isInstanceOf(HalcyonException.class)
        .hasMessageContaining("watches open");
  }

  @Test
  void closingEndsEveryWatch() {
    Sink sink = new Sink();
    Watches watches = watches(WatchConfig.DEFAULT);
    open(watches, everything(0), sink);

    watches.close();

    assertThat(sink.awaitEnd()).isInstanceOf(Failure.Unavailable.class);
  }
}
