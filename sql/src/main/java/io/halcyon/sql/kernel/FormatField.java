package io.halcyon.sql.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// A part of a format of times: a keyword with its prefix and suffix, or text that stands for
/// itself.
///
/// @param keyword as written, where its case counts, else in upper case; empty for text
/// @param text what is written
/// @param fill whether `FM` precedes it
/// @param ordinal whether `TH` or `th` follows it
record FormatField(
    String keyword, String text, boolean fill, boolean ordinal, boolean ordinalUpper) {
  /// Longest first among those that begin alike.
  private static final List<String> KEYWORDS =
      List.of(
          "A.D.", "A.M.", "AD", "AM", "B.C.", "BC", "CC", "DAY", "DDD", "DD", "DY", "D", "FF1",
          "FF2", "FF3", "FF4", "FF5", "FF6", "HH24", "HH12", "HH", "IDDD", "ID", "IW", "IYYY",
          "IYY", "IY", "I", "J", "MI", "MM", "MONTH", "MON", "MS", "OF", "P.M.", "PM", "Q", "RM",
          "SSSSS", "SSSS", "SS", "TZH", "TZM", "TZ", "US", "WW", "W", "Y,YYY", "YYYY", "YYY", "YY",
          "Y");

  /// Whose case says how the value is written.
  private static final List<String> CASED =
      List.of(
          "DAY", "DY", "MONTH", "MON", "RM", "AM", "PM", "A.M.", "P.M.", "AD", "BC", "A.D.", "B.C.",
          "TZ", "OF", "TZH", "TZM");

  static List<FormatField> parse(String format) {
    List<FormatField> fields = new ArrayList<>();
    int at = 0;
    while (at < format.length()) {
      if (format.charAt(at) == '"') {
        at = quoted(format, at + 1, fields);
        continue;
      }
      boolean escapedQuote =
          format.charAt(at) == '\\' && at + 1 < format.length() && format.charAt(at + 1) == '"';
      if (escapedQuote) {
        fields.add(literal("\""));
        at += 2;
        continue;
      }
      at = keyword(format, at, fields);
    }
    return fields;
  }

  private static FormatField literal(String text) {
    return new FormatField("", text, false, false, false);
  }

  private static int quoted(String format, int start, List<FormatField> fields) {
    StringBuilder text = new StringBuilder();
    int at = start;
    while (at < format.length() && format.charAt(at) != '"') {
      if (format.charAt(at) == '\\' && at + 1 < format.length()) {
        at++;
      }
      text.append(format.charAt(at++));
    }
    fields.add(literal(text.toString()));
    return at + 1;
  }

  private static int keyword(String format, int start, List<FormatField> fields) {
    int at = start;
    boolean fill = false;
    while (startsWith(format, at, "FM") || startsWith(format, at, "TM")) {
      fill = true;
      at += 2;
    }
    if (startsWith(format, at, "FX")) {
      return at + 2;
    }
    for (String candidate : KEYWORDS) {
      if (!startsWith(format, at, candidate)) {
        continue;
      }
      String written = format.substring(at, at + candidate.length());
      at += candidate.length();
      boolean ordinal = startsWith(format, at, "TH");
      boolean upper = ordinal && format.charAt(at) == 'T';
      fields.add(new FormatField(cased(candidate, written), written, fill, ordinal, upper));
      return ordinal ? at + 2 : at;
    }
    if (at == start) {
      fields.add(literal(format.substring(at, at + 1)));
      return at + 1;
    }
    return at;
  }

  private static String cased(String keyword, String written) {
    if (!CASED.contains(keyword)) {
      return keyword;
    }
    boolean upper = Character.isUpperCase(written.charAt(0));
    boolean second = written.length() > 1 && Character.isUpperCase(written.charAt(1));
    boolean named = keyword.startsWith("DAY") || keyword.equals("DY") || keyword.startsWith("MON");
    if (!upper) {
      return keyword.toLowerCase(Locale.ROOT);
    }
    return named && !second
        ? keyword.charAt(0) + keyword.substring(1).toLowerCase(Locale.ROOT)
        : keyword;
  }

  private static boolean startsWith(String format, int at, String word) {
    return format.regionMatches(true, at, word, 0, word.length());
  }
}
