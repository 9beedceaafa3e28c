package io.halcyon.sql.corpus;

/// What a parser says of a text.
///
/// @param sqlState empty if it accepts it
/// @param position of the error, in characters from 1; 0 if there is none
record Verdict(String sqlState, int position) {
  static final Verdict ACCEPTED = new Verdict("", 0);

  boolean accepted() {
    return sqlState.isEmpty();
  }

  /// Returns whether the text is grammatical, be it supported or not.
  boolean grammatical() {
    return !sqlState.equals("42601");
  }

  static Verdict of(String written) {
    if (written.equals("ok")) {
      return ACCEPTED;
    }
    int at = written.indexOf('@');
    return new Verdict(written.substring(0, at), Integer.parseInt(written.substring(at + 1)));
  }

  @Override
  public String toString() {
    return accepted() ? "ok" : sqlState + "@" + position;
  }
}
