package io.halcyon.rpc;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Notices a peer that has fallen silent: paused, cut off, or hung. gRPC's own keepalive takes 15 s
/// at best.
///
/// In each third of the silence allowed in which nothing was received, the peer is pinged; after
/// three such thirds in a row it is given up. Thirds are counted rather than time measured, so that
/// a pause of this process is not taken for the peer's.
///
/// Owned by the event loop.
final class Pulse {
  private static final int THIRDS = 3;

  private final EventLoop loop;
  private final long thirdNanos;
  private final Runnable ping;
  private final Runnable silent;
  private @Nullable ScheduledFuture<?> timer;
  private boolean heard;
  private int silentThirds;

  Pulse(EventLoop loop, Duration silenceMax, Runnable ping, Runnable silent) {
    this.loop = loop;
    this.thirdNanos = silenceMax.toNanos() / THIRDS;
    this.ping = ping;
    this.silent = silent;
  }

  void start() {
    stop();
    heard = true;
    silentThirds = 0;
    timer = loop.scheduleWithFixedDelay(this::tick, thirdNanos, thirdNanos, TimeUnit.NANOSECONDS);
  }

  /// Something was received.
  void heard() {
    heard = true;
  }

  void stop() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }

  private void tick() {
    if (heard) {
      heard = false;
      silentThirds = 0;
    } else if (++silentThirds >= THIRDS) {
      silent.run();
    } else {
      ping.run();
    }
  }
}
