package io.halcyon.sql.text;

import io.halcyon.sql.session.SessionContext;
import io.halcyon.sql.value.Row;
import org.jspecify.annotations.Nullable;

/// Text of rows: `(1,"a b",)`.
final class RowText {
  private RowText() {}

  static String write(Row row, SessionContext session) {
    StringBuilder text = new StringBuilder("(");
    for (int i = 0; i < row.values().length; i++) {
      if (i > 0) {
        text.append(',');
      }
      @Nullable Object value = row.values()[i];
      if (value != null) {
        append(text, TextFormats.write(row.types().get(i), value, session));
      }
    }
    return text.append(')').toString();
  }

  private static void append(StringBuilder text, String field) {
    boolean quoted = field.isEmpty();
    for (int i = 0; i < field.length() && !quoted; i++) {
      char c = field.charAt(i);
      quoted = c == '"' || c == '\\' || c == '(' || c == ')' || c == ',' || Spaces.isSpace(c);
    }
    if (!quoted) {
      text.append(field);
      return;
    }
    text.append('"');
    for (int i = 0; i < field.length(); i++) {
      char c = field.charAt(i);
      if (c == '"' || c == '\\') {
        text.append(c);
      }
      text.append(c);
    }
    text.append('"');
  }
}
