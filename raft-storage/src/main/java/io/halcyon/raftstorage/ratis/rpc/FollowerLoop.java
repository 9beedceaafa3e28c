package io.halcyon.raftstorage.ratis.rpc;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Drives the log appenders of all groups towards one node, on that node's event loop.
///
/// One tick for all of them, so that the heartbeats of all groups fall due together and leave in
/// one frame; likewise one timer for commit notices. The tick runs only while there are appenders.
final class FollowerLoop {
  private static final Logger log = LoggerFactory.getLogger(FollowerLoop.class);
  private final BooleanSupplier connected;
  private final ScheduledExecutorService loop;
  private final long tickMillis;
  private final long noticeNanos;
  private final Set<PipelinedLogAppender> appenders = ConcurrentHashMap.newKeySet();
  private Set<PipelinedLogAppender> behind = new LinkedHashSet<>();
  private @Nullable ScheduledFuture<?> tick;

  FollowerLoop(
      BooleanSupplier connected,
      ScheduledExecutorService loop,
      long tickMillis,
      Duration commitNoticeDelay) {
    this.connected = connected;
    this.loop = loop;
    this.tickMillis = tickMillis;
    this.noticeNanos = commitNoticeDelay.toNanos();
  }

  boolean isConnected() {
    return connected.getAsBoolean();
  }

  long tickMillis() {
    return tickMillis;
  }

  /// Any thread.
  void add(PipelinedLogAppender appender) {
    appenders.add(appender);
    execute(this::startTicking);
  }

  /// Any thread; returns at once.
  void remove(PipelinedLogAppender appender) {
    appenders.remove(appender);
  }

  /// Any thread; does nothing once the transport has been closed.
  void execute(Runnable task) {
    try {
      loop.execute(task);
    } catch (RejectedExecutionException e) {
      log.atDebug().setCause(e).log("the transport is closed");
    }
  }

  void close() {
    appenders.clear();
  }

  /// On the loop: every appender may go on at once.
  void connected() {
    appenders.forEach(PipelinedLogAppender::onConnected);
  }

  /// On the loop: tells the follower the commit index soon, unless an append does so before.
  ///
  /// @return false if that has already been arranged
  @SuppressWarnings("FutureReturnValueIgnored") // the loop's end cancels it
  boolean noticeLater(PipelinedLogAppender appender) {
    if (!behind.add(appender)) {
      return false;
    }
    if (behind.size() == 1) {
      loop.schedule(this::notice, noticeNanos, TimeUnit.NANOSECONDS);
    }
    return true;
  }

  private void notice() {
    List<PipelinedLogAppender> due = new ArrayList<>(behind);
    behind = new LinkedHashSet<>();
    due.forEach(PipelinedLogAppender::onCommitNotice);
  }

  private void startTicking() {
    if (tick == null && !appenders.isEmpty()) {
      tick = loop.scheduleWithFixedDelay(this::tick, tickMillis, tickMillis, TimeUnit.MILLISECONDS);
    }
  }

  private void tick() {
    if (appenders.isEmpty() && tick != null) {
      tick.cancel(false);
      tick = null;
      return;
    }
    appenders.forEach(PipelinedLogAppender::onTick);
  }
}
