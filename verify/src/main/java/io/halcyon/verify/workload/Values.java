package io.halcyon.verify.workload;

import io.halcyon.checker.transactions.Elements;
import io.halcyon.verify.database.DamagedValueException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How the values of workloads are written. Pure.
final class Values {
  private Values() {}

  /// @throws DamagedValueException if it is no integer; the others alike
  static @Nullable Long register(String key, @Nullable String text) {
    return text == null ? null : number(key, text);
  }

  static Elements list(String key, @Nullable String text) {
    if (text == null) {
      return Elements.of();
    }
    String[] words = text.split(" ", -1);
    long[] elements = new long[words.length];
    for (int i = 0; i < words.length; i++) {
      elements[i] = number(key, words[i]);
    }
    return Elements.of(elements);
  }

  /// Returns the elements of a set, each of which is a pair of its own.
  static Elements set(Map<String, String> pairs) {
    long[] elements = new long[pairs.size()];
    int count = 0;
    for (Map.Entry<String, String> pair : pairs.entrySet()) {
      elements[count++] = number(pair.getKey(), pair.getValue());
    }
    return Elements.of(elements);
  }

  private static long number(String key, String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException damaged) {
      throw new DamagedValueException(key, text);
    }
  }
}
