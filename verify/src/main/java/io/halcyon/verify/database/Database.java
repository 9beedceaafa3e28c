package io.halcyon.verify.database;

/// A database under test. Thread-safe.
public interface Database extends AutoCloseable {
  /// Returns what one client after the other speaks through; clients of different numbers prefer
  /// different routers. One thread at a time uses a session.
  Session session(int number);

  /// Returns whether transactions over several keys are served.
  ///
  /// @throws io.halcyon.core.failure.HalcyonException if that cannot be found out
  boolean servesTransactions();

  @Override
  void close();
}
