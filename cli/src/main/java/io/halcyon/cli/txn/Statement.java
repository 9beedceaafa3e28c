package io.halcyon.cli.txn;

import io.halcyon.client.KeyLock;
import io.halcyon.client.TransactionOptions.Isolation;
import java.util.List;

/// One line of a transaction, keys and values as typed.
sealed interface Statement {
  record Begin(Isolation isolation, boolean readOnly) implements Statement {}

  record Get(List<String> keys) implements Statement {
    public Get {
      keys = List.copyOf(keys);
    }
  }

  record Put(String key, String value) implements Statement {}

  record Delete(String key) implements Statement {}

  /// @param limit most pairs
  record ScanPrefix(String prefix, long limit) implements Statement {}

  /// @param end exclusive
  /// @param limit most pairs
  record ScanRange(String start, String end, long limit) implements Statement {}

  record Lock(List<String> keys, KeyLock how) implements Statement {
    public Lock {
      keys = List.copyOf(keys);
    }
  }

  record Savepoint(String name) implements Statement {}

  record RollbackTo(String name) implements Statement {}

  record Release(String name) implements Statement {}

  record Commit() implements Statement {}

  record Rollback() implements Statement {}

  /// Returns its first words.
  default String verb() {
    return switch (this) {
      case Begin _ -> "begin";
      case Get _ -> "get";
      case Put _ -> "put";
      case Delete _ -> "delete";
      case ScanPrefix _, ScanRange _ -> "scan";
      case Lock _ -> "lock";
      case Savepoint _ -> "savepoint";
      case RollbackTo _ -> "rollback to";
      case Release _ -> "release";
      case Commit _ -> "commit";
      case Rollback _ -> "rollback";
    };
  }
}
