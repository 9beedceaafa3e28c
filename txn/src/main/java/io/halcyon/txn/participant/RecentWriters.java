package io.halcyon.txn.participant;

import io.halcyon.txn.record.Key;
import io.halcyon.txn.record.TxnRef;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Who wrote a key last, as far as this term remembers: for explaining conflicts, and nothing else.
final class RecentWriters {
  private static final int KEYS_MAX = 10_000;

  private record Written(long at, TxnRef by) {}

  private final Map<Key, Written> writers = new LinkedHashMap<>();

  void wrote(Key key, long at, TxnRef by) {
    writers.remove(key);
    writers.put(key, new Written(at, by));
    if (writers.size() > KEYS_MAX) {
      writers.remove(writers.keySet().iterator().next());
    }
  }

  /// Returns who wrote the version at `at`; null if nobody remembers.
  @Nullable TxnRef writer(Key key, long at) {
    Written last = writers.get(key);
    return last != null && last.at == at ? last.by : null;
  }
}
