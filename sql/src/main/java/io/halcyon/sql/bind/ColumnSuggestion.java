package io.halcyon.sql.bind;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Which column may have been meant by a name that is none: `searchRangeTableForCol` and
/// `errorMissingColumn` of PostgreSQL's `parse_relation.c`.
final class ColumnSuggestion {
  private static final int DISTANCE_MAX = 3;

  private ColumnSuggestion() {}

  /// @param parts the name as written
  /// @param columns names of items with names of columns
  static @Nullable String among(List<String> parts, List<List<String>> columns) {
    String name = parts.getLast();
    @Nullable String qualifier = parts.size() > 1 ? parts.get(parts.size() - 2) : null;
    int best = DISTANCE_MAX + 1;
    @Nullable String suggestion = null;
    boolean tied = false;
    for (List<String> column : columns) {
      int distance = distance(name, column.getLast());
      if (qualifier != null) {
        distance += distance(qualifier, column.getFirst());
      }
      boolean tooFar = distance > name.length() / 2;
      if (distance > DISTANCE_MAX || tooFar) {
        continue;
      }
      if (distance < best) {
        best = distance;
        suggestion = column.getFirst() + "." + column.getLast();
        tied = false;
      } else if (distance == best) {
        tied = true;
      }
    }
    return tied ? null : suggestion;
  }

  /// Returns Levenshtein's distance.
  private static int distance(String left, String right) {
    int[] costs = new int[right.length() + 1];
    for (int j = 0; j <= right.length(); j++) {
      costs[j] = j;
    }
    for (int i = 1; i <= left.length(); i++) {
      int diagonal = costs[0];
      costs[0] = i;
      for (int j = 1; j <= right.length(); j++) {
        int replaced = diagonal + (left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1);
        diagonal = costs[j];
        costs[j] = Math.min(replaced, Math.min(costs[j], costs[j - 1]) + 1);
      }
    }
    return costs[right.length()];
  }
}
