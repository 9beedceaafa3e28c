package io.halcyon.cli.sql;

import io.halcyon.cli.output.Terminal;
import io.halcyon.core.hlc.SystemClock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// Tells a person that a statement still runs: for how long, and how many rows have come. Drawn on
/// standard error by a thread of its own, and removed before anything is printed; nothing when
/// nobody watches.
final class Running implements AutoCloseable {
  private static final long FIRST_MILLIS = 1_000;
  private static final long REDRAW_MILLIS = 200;

  private final Terminal terminal;
  private final long start = SystemClock.INSTANCE.monotonicNanos();
  private final AtomicLong rows = new AtomicLong();
  private final CountDownLatch over = new CountDownLatch(1);
  private final Object drawing = new Object();
  private int drawn;
  private boolean hidden;

  Running(Terminal terminal) {
    this.terminal = terminal;
    if (terminal.interactive()) {
      Thread.ofVirtual().name("halcyon-sql-running").start(this::draw);
    }
  }

  void rows(long count) {
    rows.set(count);
  }

  Duration elapsed() {
    return Duration.ofNanos(SystemClock.INSTANCE.monotonicNanos() - start);
  }

  private void draw() {
    try {
      boolean ended = over.await(FIRST_MILLIS, TimeUnit.MILLISECONDS);
      while (!ended) {
        synchronized (drawing) {
          if (!hidden) {
            String line =
                "  running for %d s%s (Ctrl-C cancels)"
                    .formatted(
                        elapsed().toSeconds(),
                        rows.get() == 0 ? "" : ", %,d rows".formatted(rows.get()));
            terminal.err().print("\r" + line + " ".repeat(Math.max(0, drawn - line.length())));
            terminal.err().flush();
            drawn = line.length();
          }
        }
        ended = over.await(REDRAW_MILLIS, TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Something is printed from here on: the line goes, and stays away.
  void hide() {
    synchronized (drawing) {
      hidden = true;
      if (drawn > 0) {
        terminal.err().print("\r" + " ".repeat(drawn) + "\r");
        terminal.err().flush();
        drawn = 0;
      }
    }
  }

  @Override
  public void close() {
    over.countDown();
    hide();
  }
}
