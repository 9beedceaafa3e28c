package io.halcyon.sql.value;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A value of type `jsonb`. Its order is PostgreSQL's: by kind, containers by size first.
public sealed interface Json extends Comparable<Json> {
  /// PostgreSQL's order of keys: by their bytes' number, then bytewise.
  Comparator<String> KEY_ORDER =
      Comparator.comparingInt((String key) -> utf8Length(key)).thenComparing(Order::strings);

  /// `null`.
  record Null() implements Json {}

  /// `true` or `false`.
  record Bool(boolean value) implements Json {}

  /// A number, always finite.
  record Numeral(Numeric value) implements Json {}

  /// A string.
  record Text(String value) implements Json {}

  /// An array.
  record Array(List<Json> elements) implements Json {
    public Array {
      elements = List.copyOf(elements);
    }
  }

  /// An object; the last of equal keys counts.
  record Members(SortedMap<String, Json> members) implements Json {
    public Members {
      SortedMap<String, Json> copy = new TreeMap<>(KEY_ORDER);
      copy.putAll(members);
      members = java.util.Collections.unmodifiableSortedMap(copy);
    }
  }

  private static int utf8Length(String text) {
    int length = text.length();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      // a pair of surrogates takes four bytes
      length += c < 0x80 ? 0 : c < 0x800 || Character.isSurrogate(c) ? 1 : 2;
    }
    return length;
  }

  private int rank() {
    return switch (this) {
      case Null _ -> 0;
      case Text _ -> 1;
      case Numeral _ -> 2;
      case Bool _ -> 3;
      case Array _ -> 4;
      case Members _ -> 5;
    };
  }

  @Override
  default int compareTo(Json other) {
    if (this instanceof Array(var left) && other instanceof Array(var right)) {
      return arrays(left, right);
    }
    if (this instanceof Members(var left) && other instanceof Members(var right)) {
      return objects(left, right);
    }
    // an empty array at the top sorts below scalars: PostgreSQL keeps that for what is stored
    if (this instanceof Array(var elements) && elements.isEmpty() && !(other instanceof Members)) {
      return -1;
    }
    if (other instanceof Array(var elements) && elements.isEmpty() && !(this instanceof Members)) {
      return 1;
    }
    return nested(other);
  }

  /// Compares as elements of something, where empty arrays are nothing special.
  private int nested(Json other) {
    if (this instanceof Text(var left) && other instanceof Text(var right)) {
      return Order.strings(left, right);
    }
    if (this instanceof Numeral(var left) && other instanceof Numeral(var right)) {
      return left.compareTo(right);
    }
    if (this instanceof Bool(var left) && other instanceof Bool(var right)) {
      return Boolean.compare(left, right);
    }
    if (this instanceof Array(var left) && other instanceof Array(var right)) {
      return arrays(left, right);
    }
    if (this instanceof Members(var left) && other instanceof Members(var right)) {
      return objects(left, right);
    }
    return Integer.compare(rank(), other.rank());
  }

  private static int arrays(List<Json> left, List<Json> right) {
    if (left.size() != right.size()) {
      return Integer.compare(left.size(), right.size());
    }
    for (int i = 0; i < left.size(); i++) {
      int compared = left.get(i).nested(right.get(i));
      if (compared != 0) {
        return compared;
      }
    }
    return 0;
  }

  private static int objects(SortedMap<String, Json> left, SortedMap<String, Json> right) {
    if (left.size() != right.size()) {
      return Integer.compare(left.size(), right.size());
    }
    List<Map.Entry<String, Json>> others = new ArrayList<>(right.entrySet());
    int i = 0;
    for (Map.Entry<String, Json> entry : left.entrySet()) {
      Map.Entry<String, Json> other = others.get(i++);
      int byKey = Order.strings(entry.getKey(), other.getKey());
      int compared = byKey != 0 ? byKey : entry.getValue().nested(other.getValue());
      if (compared != 0) {
        return compared;
      }
    }
    return 0;
  }

  /// Returns an element of an array by its index, from the end if negative; null if there is none.
  static @Nullable Json at(List<Json> elements, int index) {
    int position = index < 0 ? elements.size() + index : index;
    return position >= 0 && position < elements.size() ? elements.get(position) : null;
  }
}
