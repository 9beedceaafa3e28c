package io.halcyon.sql.session;

/// What a session needs of time. Thread-safe.
public interface Timeouts {
  /// Calls something unless it is closed in time.
  ///
  /// @param millis 0 for never
  Watch watch(long millis, Runnable late);

  /// Waits before a statement is run again: longer each time, and never the same.
  ///
  /// @param attempt counted from 0
  void pause(int attempt);

  /// What is to end in time.
  interface Watch extends AutoCloseable {
    @Override
    void close();
  }
}
