package io.halcyon.core.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/// Finds the known name that a misspelt one most resembles.
final class NearestName {
  private static final int NAME_LENGTH_MAX = 128;

  private NearestName() {}

  /// Returns the candidate with the fewest single-character edits; the first in order among equals.
  static Optional<String> of(String name, Collection<String> candidates) {
    String wanted = name.substring(0, Math.min(name.length(), NAME_LENGTH_MAX));
    return candidates.stream()
        .min(
            Comparator.<String>comparingInt(candidate -> distance(wanted, candidate))
                .thenComparing(Comparator.naturalOrder()));
  }

  /// Edit distance of Levenshtein (1966), by the row-wise algorithm of Wagner and Fischer (1974).
  static int distance(String left, String right) {
    int[] row = new int[right.length() + 1];
    for (int j = 0; j <= right.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= left.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= right.length(); j++) {
        int substituted = diagonal + (left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substituted, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[right.length()];
  }
}
