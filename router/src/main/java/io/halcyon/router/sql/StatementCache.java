package io.halcyon.router.sql;

import io.halcyon.sql.session.KeptStatement;
import io.halcyon.sql.type.SqlType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The statements of a session that may come again: those last used. Owned by its thread.
final class StatementCache {
  private static final int STATEMENTS_MAX = 100;

  /// Longer texts are not kept, so that the memory of a session stays small.
  private static final int TEXT_MAX = 16 << 10;

  private record Key(String sql, List<SqlType> declared) {}

  private final Map<Key, KeptStatement> kept = new LinkedHashMap<>(16, 0.75f, true);

  KeptStatement get(String sql, List<SqlType> declared) {
    if (sql.length() > TEXT_MAX) {
      return KeptStatement.of(sql, declared);
    }
    Key key = new Key(sql, declared);
    KeptStatement known = kept.get(key);
    if (known == null) {
      known = KeptStatement.of(sql, declared);
      kept.put(key, known);
      if (kept.size() > STATEMENTS_MAX) {
        kept.remove(kept.keySet().iterator().next());
      }
    }
    return known;
  }
}
