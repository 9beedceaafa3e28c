package io.halcyon.testkit.simulation;

/// What happened, line by line; empty unless it is asked for, since text is slow to make.
final class Trace {
  private static final int CHARS_MAX = 8_000_000;

  private final boolean on;
  private final StringBuilder text = new StringBuilder();

  Trace(boolean on) {
    this.on = on;
  }

  boolean on() {
    return on;
  }

  void add(long nanos, Object who, String event) {
    if (on && text.length() < CHARS_MAX) {
      text.append(nanos / 1_000).append("us ").append(who).append(' ').append(event).append('\n');
    }
  }

  String text() {
    return text.toString();
  }
}
