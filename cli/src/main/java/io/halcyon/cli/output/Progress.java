package io.halcyon.cli.output;

import io.halcyon.core.hlc.SystemClock;
import java.time.Duration;

/// A progress bar on standard error, redrawn at most ten times a second; nothing when nobody
/// watches.
///
/// Not thread-safe.
public final class Progress implements AutoCloseable {
  private static final long REDRAW_NANOS = Duration.ofMillis(100).toNanos();
  private static final int WIDTH = 30;

  private final Terminal terminal;
  private final String what;
  private final long start = SystemClock.INSTANCE.monotonicNanos();
  private long drawn = start - REDRAW_NANOS;
  private int lineLength;

  /// @param what is counted, for instance `records`
  public Progress(Terminal terminal, String what) {
    this.terminal = terminal;
    this.what = what;
  }

  /// Tells where things are.
  ///
  /// @param fraction done, from 0 to 1; negative if it is not known
  public void at(long count, double fraction) {
    long now = SystemClock.INSTANCE.monotonicNanos();
    if (terminal.interactive() && now - drawn >= REDRAW_NANOS) {
      drawn = now;
      draw(line(count, fraction, now));
    }
  }

  private String line(long count, double fraction, long now) {
    double seconds = Math.max(1e-3, (now - start) / 1e9);
    String rate = "%,d %s, %,d/s".formatted(count, what, (long) (count / seconds));
    if (fraction < 0) {
      return "  " + rate;
    }
    int filled = (int) (Math.min(1, fraction) * WIDTH);
    return "  ["
        + "#".repeat(filled)
        + "-".repeat(WIDTH - filled)
        + "] %3d %%  ".formatted((int) (Math.min(1, fraction) * 100))
        + rate;
  }

  private void draw(String line) {
    terminal.err().print("\r" + line + " ".repeat(Math.max(0, lineLength - line.length())));
    terminal.err().flush();
    lineLength = line.length();
  }

  public Duration elapsed() {
    return Duration.ofNanos(SystemClock.INSTANCE.monotonicNanos() - start);
  }

  @Override
  public void close() {
    clear();
  }

  /// Removes the bar.
  public void clear() {
    if (lineLength > 0) {
      terminal.err().print("\r" + " ".repeat(lineLength) + "\r");
      terminal.err().flush();
      lineLength = 0;
    }
  }
}
