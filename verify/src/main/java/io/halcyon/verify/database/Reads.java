package io.halcyon.verify.database;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What can be read, singly or in a transaction. A null value stands for an absent key.
///
/// Every method may throw {@link io.halcyon.core.failure.HalcyonException}, and {@link
/// DamagedValueException} where values are checked.
public interface Reads {
  @Nullable String get(String key);

  /// Reads several keys in one snapshot; the values are in their order.
  List<@Nullable String> getAll(List<String> keys);

  /// Reads all pairs whose key begins with `prefix`, in one snapshot.
  Map<String, String> scan(String prefix);
}
