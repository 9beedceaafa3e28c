package io.halcyon.cli.sql;

/// Finds where statements end in a text of SQL: at a semicolon that is in no quotes, comment or
/// parentheses. Understands PostgreSQL's quotes: `'…'`, `E'…\'…'`, `"…"`, `$tag$…$tag$`, and nested
/// comments. Immutable.
final class StatementText {
  private final String text;
  private int at;
  private int depth;

  private StatementText(String text) {
    this.text = text;
  }

  /// Returns where the first statement ends, behind its semicolon; -1 if it does not.
  static int end(String text) {
    return new StatementText(text).find();
  }

  /// Returns whether there is nothing but white space and comments.
  static boolean isBlank(String text) {
    StatementText rest = new StatementText(text);
    rest.skipBlank();
    return rest.at >= text.length();
  }

  private void skipBlank() {
    while (at < text.length()
        && (Character.isWhitespace(text.charAt(at)) || begins("--") || begins("/*"))) {
      step();
    }
  }

  private int find() {
    while (at < text.length()) {
      if (text.charAt(at) == ';' && depth == 0) {
        return at + 1;
      }
      step();
    }
    return -1;
  }

  /// Passes over a character, or over what is quoted or a comment as a whole.
  private void step() {
    char c = text.charAt(at);
    if (begins("--")) {
      int line = text.indexOf('\n', at);
      at = line < 0 ? text.length() : line + 1;
    } else if (begins("/*")) {
      comment();
    } else if (c == '\'') {
      quoted('\'', escapes());
    } else if (c == '"') {
      quoted('"', false);
    } else if (c == '$' && !followsName() && dollarTag() != null) {
      dollarQuoted(String.valueOf(dollarTag()));
    } else {
      depth += c == '(' ? 1 : (c == ')' && depth > 0 ? -1 : 0);
      at++;
    }
  }

  private boolean begins(String what) {
    return text.startsWith(what, at);
  }

  private boolean followsName() {
    return at > 0 && Character.isJavaIdentifierPart(text.charAt(at - 1));
  }

  /// Returns whether the quote that begins here is one of `E'…'`.
  private boolean escapes() {
    boolean marked = at > 0 && Character.toUpperCase(text.charAt(at - 1)) == 'E';
    return marked && (at == 1 || !Character.isJavaIdentifierPart(text.charAt(at - 2)));
  }

  private void comment() {
    int nested = 0;
    do {
      if (begins("/*")) {
        nested++;
        at += 2;
      } else if (begins("*/")) {
        nested--;
        at += 2;
      } else {
        at++;
      }
    } while (nested > 0 && at < text.length());
    at = nested > 0 ? text.length() : at;
  }

  private void quoted(char quote, boolean escapes) {
    at++;
    while (at < text.length() && text.charAt(at) != quote) {
      at += escapes && text.charAt(at) == '\\' ? 2 : 1;
    }
    at = Math.min(text.length(), at + 1);
    if (at == text.length() && text.charAt(at - 1) != quote) {
      depth++; // never closed: no semicolon counts
    }
  }

  /// Returns `$tag$`; null if none begins here.
  private @org.jspecify.annotations.Nullable String dollarTag() {
    int end = at + 1;
    while (end < text.length()
        && (Character.isLetterOrDigit(text.charAt(end)) || text.charAt(end) == '_')) {
      end++;
    }
    boolean number = end > at + 1 && Character.isDigit(text.charAt(at + 1));
    boolean whole = end < text.length() && text.charAt(end) == '$' && !number;
    return whole ? text.substring(at, end + 1) : null;
  }

  private void dollarQuoted(String tag) {
    int close = text.indexOf(tag, at + tag.length());
    at = close < 0 ? text.length() : close + tag.length();
  }
}
