package io.halcyon.rpc;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The few event loops of a process, shared by its server, its channels and its batching streams.
/// Few on purpose: a batch can only form from what passes through the same loop.
///
/// Thread-safe. Nothing that runs on a loop may block.
public final class EventLoops implements AutoCloseable {
  private static final int CORES_PER_LOOP = 4;
  private static final long QUIET_MILLIS = 0;
  private static final long CLOSE_MILLIS_MAX = 5_000;

  private final MultiThreadIoEventLoopGroup group;

  private EventLoops(int count) {
    this.group =
        new MultiThreadIoEventLoopGroup(
            count, new DefaultThreadFactory("halcyon-loop", true), NioIoHandler.newFactory());
  }

  /// Starts one loop for each four cores, at least one.
  public static EventLoops start() {
    return start(Math.max(1, Runtime.getRuntime().availableProcessors() / CORES_PER_LOOP));
  }

  public static EventLoops start(int count) {
    if (count < 1) {
      throw new IllegalArgumentException("event loops must be at least 1: " + count);
    }
    return new EventLoops(count);
  }

  /// Returns the next loop in turn: an executor that runs its tasks one after another, in order.
  /// Work handed to it from one of its own tasks runs after what is queued already, which is how
  /// batches form.
  public ScheduledExecutorService next() {
    return group.next();
  }

  /// Returns whether the calling thread is one of these loops.
  public boolean inLoop() {
    return current() != null;
  }

  /// Returns the loop that the calling thread is; null elsewhere.
  @Nullable EventLoop current() {
    for (EventExecutor executor : group) {
      if (executor.inEventLoop() && executor instanceof EventLoop loop) {
        return loop;
      }
    }
    return null;
  }

  EventLoopGroup group() {
    return group;
  }

  /// Stops the loops, after everything that uses them has been closed; waits for their end unless
  /// called from a loop.
  @Override
  public void close() {
    var stopped = group.shutdownGracefully(QUIET_MILLIS, CLOSE_MILLIS_MAX, TimeUnit.MILLISECONDS);
    if (!inLoop()) {
      stopped.awaitUninterruptibly(CLOSE_MILLIS_MAX);
    }
  }
}
