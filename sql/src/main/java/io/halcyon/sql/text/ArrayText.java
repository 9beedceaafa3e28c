package io.halcyon.sql.text;

import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;
import io.halcyon.sql.session.SessionContext;
import io.halcyon.sql.type.SqlType;
import io.halcyon.sql.value.SqlArray;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Text of arrays: `{1,NULL,"a b"}`, nested for more dimensions, with bounds before it where a
/// lower one is not 1.
public final class ArrayText {
  private ArrayText() {}

  static SqlArray read(SqlType elementType, int modifier, String text, SessionContext session) {
    char delimiter = elementType.delimiter();
    int at = Spaces.skip(text, 0);
    List<int[]> bounds = new ArrayList<>();
    while (at < text.length() && text.charAt(at) == '[') {
      at = Spaces.skip(text, bound(text, at, bounds));
    }
    if (!bounds.isEmpty()) {
      if (at >= text.length() || text.charAt(at) != '=') {
        throw malformed(text, "Missing \"=\" after array dimensions.");
      }
      at = Spaces.skip(text, at + 1);
    }
    if (at >= text.length() || text.charAt(at) != '{') {
      throw malformed(
          text,
          bounds.isEmpty()
              ? "Array value must start with \"{\" or dimension information."
              : "Array contents must start with \"{\".");
    }
    ArrayLiteral literal = new ArrayLiteral(text, at, delimiter);
    int[] lengths = literal.lengths();
    if (!bounds.isEmpty()) {
      requireSame(text, bounds, lengths);
    }
    if (lengths.length == 0) {
      return SqlArray.empty(elementType);
    }
    List<@Nullable String> texts = literal.elements();
    @Nullable Object[] elements = new @Nullable Object[texts.size()];
    for (int i = 0; i < elements.length; i++) {
      @Nullable String element = texts.get(i);
      elements[i] =
          element == null ? null : TextFormats.read(elementType, modifier, element, session);
    }
    int[] lowerBounds = new int[lengths.length];
    for (int i = 0; i < lengths.length; i++) {
      lowerBounds[i] = bounds.isEmpty() ? 1 : bounds.get(i)[0];
    }
    return new SqlArray(elementType, lengths, lowerBounds, elements);
  }

  static SqlError malformed(String text, String detail) {
    return new SqlError(
            SqlState.INVALID_TEXT_REPRESENTATION, "malformed array literal: \"" + text + "\"")
        .withDetail(detail);
  }

  private static int bound(String text, int start, List<int[]> bounds) {
    if (bounds.size() >= SqlArray.DIMENSIONS_MAX) {
      throw new SqlError(
          SqlState.PROGRAM_LIMIT_EXCEEDED,
          "number of array dimensions (%d) exceeds the maximum allowed (%d)"
              .formatted(bounds.size() + 1, SqlArray.DIMENSIONS_MAX));
    }
    int close = text.indexOf(']', start);
    String inner = close < 0 ? "" : text.substring(start + 1, close);
    if (!inner.matches("[+-]?[0-9]{1,9}(:[+-]?[0-9]{1,9})?")) {
      throw malformed(
          text,
          close < 0 && inner.isEmpty() && text.substring(start + 1).matches("[+-]?[0-9]+.*")
              ? "Missing \"]\" after array dimensions."
              : "\"[\" must introduce explicitly-specified array dimensions.");
    }
    int colon = inner.indexOf(':');
    int lower = colon < 0 ? 1 : Integer.parseInt(inner.substring(0, colon));
    int upper = Integer.parseInt(inner.substring(colon + 1));
    if (upper < lower) {
      throw new SqlError(
          SqlState.ARRAY_SUBSCRIPT_ERROR, "upper bound cannot be less than lower bound");
    }
    bounds.add(new int[] {lower, upper});
    return close + 1;
  }

  private static void requireSame(String text, List<int[]> bounds, int[] lengths) {
    boolean same = bounds.size() == lengths.length;
    for (int i = 0; same && i < lengths.length; i++) {
      same = bounds.get(i)[1] - bounds.get(i)[0] + 1 == lengths[i];
    }
    if (!same) {
      throw malformed(text, "Specified array dimensions do not match array contents.");
    }
  }

  static String write(SqlArray array, SessionContext session) {
    if (array.size() == 0) {
      return "{}";
    }
    StringBuilder text = new StringBuilder();
    for (int bound : array.lowerBounds()) {
      if (bound != 1) {
        for (int i = 0; i < array.dimensions(); i++) {
          text.append('[').append(array.lowerBounds()[i]).append(':');
          text.append(array.upperBound(i)).append(']');
        }
        text.append('=');
        break;
      }
    }
    var _ = append(text, array, 0, 0, session);
    return text.toString();
  }

  private static int append(
      StringBuilder text, SqlArray array, int dimension, int first, SessionContext session) {
    int next = first;
    text.append('{');
    for (int i = 0; i < array.lengths()[dimension]; i++) {
      if (i > 0) {
        text.append(array.elementType().delimiter());
      }
      if (dimension + 1 < array.dimensions()) {
        next = append(text, array, dimension + 1, next, session);
        continue;
      }
      @Nullable Object element = array.elements()[next++];
      if (element == null) {
        text.append("NULL");
      } else {
        appendQuoted(
            text,
            TextFormats.write(array.elementType(), element, session),
            array.elementType().delimiter());
      }
    }
    text.append('}');
    return next;
  }

  private static void appendQuoted(StringBuilder text, String element, char delimiter) {
    boolean quoted = element.isEmpty() || element.equalsIgnoreCase("NULL");
    for (int i = 0; i < element.length() && !quoted; i++) {
      char c = element.charAt(i);
      quoted = c == '"' || c == '\\' || c == '{' || c == '}' || c == delimiter || Spaces.isSpace(c);
    }
    if (!quoted) {
      text.append(element);
      return;
    }
    text.append('"');
    for (int i = 0; i < element.length(); i++) {
      char c = element.charAt(i);
      if (c == '"' || c == '\\') {
        text.append('\\');
      }
      text.append(c);
    }
    text.append('"');
  }
}
