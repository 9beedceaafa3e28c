package io.halcyon.verify.database;

/// A transaction that its owner ends. Closing it without a commit rolls it back.
public interface OpenTxn extends Txn, AutoCloseable {
  /// @throws io.halcyon.core.failure.HalcyonException whose failure tells whether it may have taken
  ///   effect
  void commit();

  @Override
  void close();
}
