package io.halcyon.sql.text;

import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;
import io.halcyon.sql.value.SqlArray;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What stands between the outer braces of an array's text: `ArrayCount` of PostgreSQL's
/// `arrayfuncs.c`, by whose states errors are told apart.
final class ArrayLiteral {
  /// What was read last.
  private enum State {
    NO_LEVEL,
    LEVEL_STARTED,
    ELEMENT_STARTED,
    QUOTED_ELEMENT_STARTED,
    QUOTED_ELEMENT_COMPLETED,
    ELEMENT_DELIMITED,
    LEVEL_COMPLETED,
    LEVEL_DELIMITED
  }

  private final String text;
  private final char delimiter;
  private final List<@Nullable String> elements = new ArrayList<>();
  private final int[] counts = new int[SqlArray.DIMENSIONS_MAX];
  private final int[] itemsHere = new int[SqlArray.DIMENSIONS_MAX];
  private final int[] itemsBefore = new int[SqlArray.DIMENSIONS_MAX];
  private final StringBuilder element = new StringBuilder();
  private State state = State.NO_LEVEL;
  private int level;
  private int depth = 1;
  private int kept;
  private boolean quoted;
  private boolean inQuotes;
  private boolean empty = true;

  /// @param start index of the opening brace
  ArrayLiteral(String text, int start, char delimiter) {
    this.text = text;
    this.delimiter = delimiter;
    Arrays.fill(itemsHere, 1);
    int at = start;
    do {
      at = step(at);
    } while (level > 0);
    if (Spaces.skip(text, at) != text.length()) {
      throw ArrayText.malformed(text, "Junk after closing right brace.");
    }
  }

  /// Returns the length of each dimension; none if the array is empty.
  int[] lengths() {
    return empty ? new int[0] : Arrays.copyOf(counts, depth);
  }

  /// Returns the elements' texts; null for NULL.
  List<@Nullable String> elements() {
    return elements;
  }

  private boolean in(State... states) {
    return Arrays.asList(states).contains(state);
  }

  private SqlError unexpected(char c) {
    return ArrayText.malformed(text, "Unexpected \"" + c + "\" character.");
  }

  private int step(int at) {
    if (at >= text.length()) {
      throw ArrayText.malformed(text, "Unexpected end of input.");
    }
    char c = text.charAt(at);
    if (c == '\\') {
      return escape(at);
    }
    if (c == '"') {
      quote();
      return at + 1;
    }
    if (inQuotes) {
      element.append(c);
      kept = element.length();
      return at + 1;
    }
    if (c == '{') {
      open();
    } else if (c == '}') {
      close();
    } else if (c == delimiter) {
      delimit();
    } else if (!Spaces.isSpace(c)) {
      if (!in(State.LEVEL_STARTED, State.ELEMENT_STARTED, State.ELEMENT_DELIMITED)) {
        throw ArrayText.malformed(text, "Unexpected array element.");
      }
      begin();
      element.append(c);
      kept = element.length();
    } else if (state == State.ELEMENT_STARTED) {
      // kept only if something follows it
      element.append(c);
    }
    return at + 1;
  }

  private void begin() {
    state = State.ELEMENT_STARTED;
    empty = false;
  }

  private int escape(int at) {
    if (!in(
        State.LEVEL_STARTED,
        State.ELEMENT_STARTED,
        State.QUOTED_ELEMENT_STARTED,
        State.ELEMENT_DELIMITED)) {
      throw unexpected('\\');
    }
    if (state != State.QUOTED_ELEMENT_STARTED) {
      begin();
      quoted = true;
    }
    if (at + 1 >= text.length()) {
      throw ArrayText.malformed(text, "Unexpected end of input.");
    }
    element.append(text.charAt(at + 1));
    kept = element.length();
    return at + 2;
  }

  private void quote() {
    if (!in(State.LEVEL_STARTED, State.QUOTED_ELEMENT_STARTED, State.ELEMENT_DELIMITED)) {
      throw ArrayText.malformed(text, "Unexpected array element.");
    }
    inQuotes = !inQuotes;
    quoted = true;
    empty = false;
    state = inQuotes ? State.QUOTED_ELEMENT_STARTED : State.QUOTED_ELEMENT_COMPLETED;
  }

  private void open() {
    if (!in(State.NO_LEVEL, State.LEVEL_STARTED, State.LEVEL_DELIMITED)) {
      throw unexpected('{');
    }
    state = State.LEVEL_STARTED;
    if (level >= SqlArray.DIMENSIONS_MAX) {
      throw new SqlError(
          SqlState.PROGRAM_LIMIT_EXCEEDED,
          "number of array dimensions (%d) exceeds the maximum allowed (%d)"
              .formatted(level + 1, SqlArray.DIMENSIONS_MAX));
    }
    counts[level] = 0;
    level++;
    depth = Math.max(depth, level);
  }

  private void close() {
    boolean emptyArray = level == 1 && state == State.LEVEL_STARTED;
    if (!emptyArray
        && !in(State.ELEMENT_STARTED, State.QUOTED_ELEMENT_COMPLETED, State.LEVEL_COMPLETED)) {
      throw unexpected('}');
    }
    finishElement();
    state = State.LEVEL_COMPLETED;
    level--;
    if (itemsBefore[level] != 0 && itemsHere[level] != itemsBefore[level]) {
      throw ArrayText.malformed(
          text, "Multidimensional arrays must have sub-arrays with matching dimensions.");
    }
    itemsBefore[level] = itemsHere[level];
    counts[level] = itemsHere[level];
    itemsHere[level] = 1;
  }

  private void delimit() {
    if (!in(State.ELEMENT_STARTED, State.QUOTED_ELEMENT_COMPLETED, State.LEVEL_COMPLETED)) {
      throw unexpected(delimiter);
    }
    finishElement();
    state = state == State.LEVEL_COMPLETED ? State.LEVEL_DELIMITED : State.ELEMENT_DELIMITED;
    itemsHere[level - 1]++;
  }

  private void finishElement() {
    if (!in(State.ELEMENT_STARTED, State.QUOTED_ELEMENT_COMPLETED)) {
      return;
    }
    String value = element.substring(0, kept);
    elements.add(!quoted && value.equalsIgnoreCase("NULL") ? null : value);
    element.setLength(0);
    kept = 0;
    quoted = false;
  }
}
