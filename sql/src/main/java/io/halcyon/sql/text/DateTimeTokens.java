package io.halcyon.sql.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Parts the text of a date, time or interval into fields: `ParseDateTime` of PostgreSQL's
/// `datetime.c`.
final class DateTimeTokens {
  private static final int FIELDS_MAX = 25;

  private final String text;
  private final List<Field> fields = new ArrayList<>();
  private int at;

  private DateTimeTokens(String text) {
    this.text = text;
  }

  /// What a field looks like.
  enum Kind {
    NUMBER,
    DATE,
    TIME,
    ZONE,
    WORD,
    SPECIAL
  }

  /// A field; words are in lower case.
  record Field(Kind kind, String text) {}

  /// Returns the fields, or null if a character fits none.
  static @Nullable List<Field> of(String text) {
    DateTimeTokens tokens = new DateTimeTokens(text);
    return tokens.scan() ? tokens.fields : null;
  }

  private boolean scan() {
    while (at < text.length()) {
      char c = text.charAt(at);
      if (Spaces.isSpace(c)) {
        at++;
        continue;
      }
      if (fields.size() >= FIELDS_MAX) {
        return false;
      }
      if (Spaces.isDigit(c)) {
        number();
      } else if (c == '.') {
        int start = at++;
        digits();
        add(Kind.NUMBER, start);
      } else if (isLetter(c)) {
        word();
      } else if (c == '+' || c == '-') {
        if (!signed()) {
          return false;
        }
      } else if (c > ' ' && c < 0x7f) {
        at++;
      } else {
        return false;
      }
    }
    return true;
  }

  private static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  private void add(Kind kind, int start) {
    fields.add(new Field(kind, text.substring(start, at).toLowerCase(Locale.ROOT)));
  }

  private void digits() {
    while (at < text.length() && Spaces.isDigit(text.charAt(at))) {
      at++;
    }
  }

  private char next() {
    return at < text.length() ? text.charAt(at) : 0;
  }

  private void number() {
    int start = at;
    digits();
    char c = next();
    if (c == ':') {
      while (Spaces.isDigit(next()) || next() == ':' || next() == '.') {
        at++;
      }
      add(Kind.TIME, start);
    } else if (c == '-' || c == '/' || c == '.') {
      at++;
      date(start, c);
    } else {
      add(Kind.NUMBER, start);
    }
  }

  /// Goes on behind a number and what parts it from the next.
  private void date(int start, char delimiter) {
    if (Spaces.isDigit(next())) {
      Kind kind = delimiter == '.' ? Kind.NUMBER : Kind.DATE;
      digits();
      if (next() == delimiter) {
        kind = Kind.DATE;
        while (Spaces.isDigit(next()) || next() == delimiter) {
          at++;
        }
      }
      add(kind, start);
      return;
    }
    while (isLetter(next()) || Spaces.isDigit(next()) || next() == delimiter) {
      at++;
    }
    add(Kind.DATE, start);
  }

  private void word() {
    int start = at;
    while (isLetter(next())) {
      at++;
    }
    char c = next();
    boolean date = c == '-' || c == '/' || c == '.';
    if (c == '+' || Spaces.isDigit(c)) {
      date = !DateTimeWords.isKnown(text.substring(start, at).toLowerCase(Locale.ROOT));
    }
    if (!date) {
      add(Kind.WORD, start);
      return;
    }
    while (isLetter(next())
        || Spaces.isDigit(next())
        || (next() != 0 && "+-/_.:".indexOf(next()) >= 0)) {
      at++;
    }
    add(Kind.DATE, start);
  }

  private boolean signed() {
    char sign = text.charAt(at++);
    at = Spaces.skip(text, at);
    int start = at;
    Kind kind;
    if (Spaces.isDigit(next())) {
      kind = Kind.ZONE;
      while (Spaces.isDigit(next()) || next() == ':' || next() == '.' || next() == '-') {
        at++;
      }
    } else if (isLetter(next())) {
      kind = Kind.SPECIAL;
      while (isLetter(next())) {
        at++;
      }
    } else {
      return false;
    }
    fields.add(new Field(kind, sign + text.substring(start, at).toLowerCase(Locale.ROOT)));
    return true;
  }
}
