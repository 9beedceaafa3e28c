package io.halcyon.sql.storage;

import io.halcyon.sql.engine.TransactionMode;
import java.util.function.Consumer;
import java.util.function.Function;

/// Where transactions over keys come from. Thread-safe.
public interface Storage {
  /// Begins a transaction; nothing is sent yet.
  ///
  /// @throws io.halcyon.core.failure.HalcyonException if that is refused
  StorageTransaction begin(TransactionMode mode);

  /// Does something in a transaction of its own, commits it, and returns what came of it.
  default <R> R transact(Function<StorageTransaction, R> work) {
    StorageTransaction transaction = begin(TransactionMode.DEFAULT);
    try {
      R result = work.apply(transaction);
      transaction.commit();
      return result;
    } finally {
      transaction.rollback();
    }
  }

  /// Changes something in a transaction of its own.
  default void change(Consumer<StorageTransaction> work) {
    var _ =
        transact(transaction -> {
          work.accept(transaction);
          return true;
        });
  }

  /// Looks at something in a snapshot of its own, and returns what came of it.
  default <R> R look(Function<StorageTransaction, R> work) {
    StorageTransaction transaction = begin(TransactionMode.LOOK);
    try {
      return work.apply(transaction);
    } finally {
      transaction.rollback();
    }
  }
}
