package io.halcyon.sql.storage;

import io.halcyon.sql.engine.TransactionMode;

/// Where transactions over keys come from. Thread-safe.
public interface Storage {
  /// Begins a transaction; nothing is sent yet.
  ///
  /// @throws io.halcyon.core.failure.HalcyonException if that is refused
  StorageTransaction begin(TransactionMode mode);
}
