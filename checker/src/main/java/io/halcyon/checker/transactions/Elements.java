package io.halcyon.checker.transactions;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The content of a list, as one read returned it. Immutable; unboxed, because a long history holds
/// very many of these.
public final class Elements {
  /// How many elements {@link #toString} shows before it leaves out the middle.
  private static final int SHOWN_MAX = 12;

  private static final Elements EMPTY = new Elements(new long[0]);

  private final long[] values;

  private Elements(long[] values) {
    this.values = values;
  }

  public static Elements of(long... values) {
    return values.length == 0 ? EMPTY : new Elements(values.clone());
  }

  public int size() {
    return values.length;
  }

  /// Returns the element at an index from 0.
  public long get(int index) {
    return values[index];
  }

  public boolean contains(long element) {
    return indexOf(element) >= 0;
  }

  /// Returns where the element is first; -1 if nowhere.
  public int indexOf(long element) {
    for (int i = 0; i < values.length; i++) {
      if (values[i] == element) {
        return i;
      }
    }
    return -1;
  }

  /// Returns whether `longer` begins with these elements.
  public boolean isPrefixOf(Elements longer) {
    int size = values.length;
    return size <= longer.values.length
        && Arrays.mismatch(values, 0, size, longer.values, 0, size) < 0;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Elements that && Arrays.equals(values, that.values);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(values);
  }

  /// Returns the elements in brackets; of a long list the beginning and the end.
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("[");
    boolean cut = values.length > SHOWN_MAX;
    for (int i = 0; i < values.length; i++) {
      if (cut && i == SHOWN_MAX / 2) {
        i = values.length - SHOWN_MAX / 2;
        text.append(" ...");
      }
      text.append(i == 0 ? "" : " ").append(values[i]);
    }
    return text.append(']').toString();
  }
}
