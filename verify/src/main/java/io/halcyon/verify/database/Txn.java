package io.halcyon.verify.database;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What can be said in a transaction.
public interface Txn extends Reads {
  /// Locks keys for update, waiting, and reads their newest versions.
  List<@Nullable String> lock(List<String> keys);

  void put(String key, String value);
}
