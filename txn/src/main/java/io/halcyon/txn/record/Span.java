package io.halcyon.txn.record;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The keys from `start` up to but without `end`; `end` null means to the last key.
///
/// A span of a single key is told apart ({@link #isPoint}), because points are read without an
/// iterator.
public record Span(Key start, @Nullable Key end) {
  /// Returns the span of one key.
  public static Span point(Key key) {
    return new Span(key, key.next());
  }

  /// Returns whether this span holds exactly one key.
  public boolean isPoint() {
    Key last = end;
    if (last == null || last.bytes().length != start.bytes().length + 1) {
      return false;
    }
    byte[] bytes = last.bytes();
    int length = start.bytes().length;
    return bytes[length] == 0 && Arrays.equals(bytes, 0, length, start.bytes(), 0, length);
  }

  public boolean contains(Key key) {
    Key last = end;
    return start.compareTo(key) <= 0 && (last == null || key.compareTo(last) < 0);
  }

  /// Returns whether any key is in both.
  public boolean overlaps(Span other) {
    Key last = end;
    Key otherLast = other.end;
    return (otherLast == null || start.compareTo(otherLast) < 0)
        && (last == null || other.start.compareTo(last) < 0);
  }

  /// Returns the least span that holds both.
  public Span hull(Span other) {
    Key last = end;
    Key otherLast = other.end;
    Key least = start.compareTo(other.start) <= 0 ? start : other.start;
    if (last == null || otherLast == null) {
      return new Span(least, null);
    }
    return new Span(least, last.compareTo(otherLast) >= 0 ? last : otherLast);
  }

  @Override
  public String toString() {
    return isPoint() ? start.toString() : "[" + start + ", " + (end == null ? "∞" : end) + ")";
  }
}
