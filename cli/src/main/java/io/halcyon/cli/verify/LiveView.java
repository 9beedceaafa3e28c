package io.halcyon.cli.verify;

import io.halcyon.cli.output.Terminal;
import io.halcyon.verify.run.Watcher;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/// Shows a run on standard error: for a person a line that changes every second, else a plain line
/// every ten seconds; and a line for each thing that happens. Thread-safe; the lock is this object.
public final class LiveView implements Watcher {
  private static final long PLAIN_SECONDS = 10;

  private final Terminal terminal;
  private final Duration length;
  private int drawn;
  private long nextPlainSecond = PLAIN_SECONDS;

  public LiveView(Terminal terminal, Duration length) {
    this.terminal = terminal;
    this.length = length;
  }

  @Override
  public synchronized void said(Duration at, String what) {
    clear();
    terminal.err().println(String.format(Locale.ROOT, "  %6.1f s  %s", at.toMillis() / 1e3, what));
  }

  @Override
  public synchronized void progress(
      Duration at, long succeeded, long ambiguous, List<String> faults) {
    String line =
        String.format(
            Locale.ROOT,
            "  %6.1f s  of %d s, %,d operations succeeded, %,d are ambiguous%s",
            at.toMillis() / 1e3,
            length.toSeconds(),
            succeeded,
            ambiguous,
            faults.isEmpty() ? "" : "; now: " + String.join(", ", faults));
    if (terminal.interactive()) {
      terminal.err().print("\r" + line + " ".repeat(Math.max(0, drawn - line.length())));
      terminal.err().flush();
      drawn = line.length();
    } else if (at.toSeconds() >= nextPlainSecond) {
      nextPlainSecond = at.toSeconds() + PLAIN_SECONDS;
      terminal.err().println(line);
    }
  }

  private void clear() {
    if (drawn > 0) {
      terminal.err().print("\r" + " ".repeat(drawn) + "\r");
      terminal.err().flush();
      drawn = 0;
    }
  }
}
