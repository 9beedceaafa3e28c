package io.halcyon.sql.text;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The words in dates and times, as PostgreSQL's `datetktbl` has them.
final class DateTimeWords {
  /// What a word stands for.
  enum Kind {
    MONTH,
    WEEKDAY,
    MERIDIEM,
    ERA,
    ISO_TIME,
    JULIAN,
    IGNORED,
    NOW,
    TODAY,
    TOMORROW,
    YESTERDAY,
    EPOCH,
    INFINITY,
    MINUS_INFINITY,
    ALL_BALLS,
    DAYLIGHT_SAVING
  }

  /// A word's meaning.
  ///
  /// @param value the month's or day's number, 1 for PM and BC
  record Word(Kind kind, int value) {}

  private static final Map<String, Word> WORDS = new HashMap<>();

  static {
    add(Kind.MONTH, 1, "jan", "january");
    add(Kind.MONTH, 2, "feb", "february");
    add(Kind.MONTH, 3, "mar", "march");
    add(Kind.MONTH, 4, "apr", "april");
    add(Kind.MONTH, 5, "may");
    add(Kind.MONTH, 6, "jun", "june");
    add(Kind.MONTH, 7, "jul", "july");
    add(Kind.MONTH, 8, "aug", "august");
    add(Kind.MONTH, 9, "sep", "sept", "september");
    add(Kind.MONTH, 10, "oct", "october");
    add(Kind.MONTH, 11, "nov", "november");
    add(Kind.MONTH, 12, "dec", "december");
    add(Kind.WEEKDAY, 0, "sun", "sunday");
    add(Kind.WEEKDAY, 1, "mon", "monday");
    add(Kind.WEEKDAY, 2, "tue", "tues", "tuesday");
    add(Kind.WEEKDAY, 3, "wed", "weds", "wednesday");
    add(Kind.WEEKDAY, 4, "thu", "thur", "thurs", "thursday");
    add(Kind.WEEKDAY, 5, "fri", "friday");
    add(Kind.WEEKDAY, 6, "sat", "saturday");
    add(Kind.MERIDIEM, 0, "am");
    add(Kind.MERIDIEM, 1, "pm");
    add(Kind.ERA, 0, "ad");
    add(Kind.ERA, 1, "bc");
    add(Kind.ISO_TIME, 0, "t");
    add(Kind.JULIAN, 0, "j", "jd", "julian");
    add(Kind.IGNORED, 0, "at", "on");
    add(Kind.NOW, 0, "now");
    add(Kind.TODAY, 0, "today");
    add(Kind.TOMORROW, 0, "tomorrow");
    add(Kind.YESTERDAY, 0, "yesterday");
    add(Kind.EPOCH, 0, "epoch");
    add(Kind.INFINITY, 0, "infinity", "+infinity");
    add(Kind.MINUS_INFINITY, 0, "-infinity");
    add(Kind.ALL_BALLS, 0, "allballs");
    add(Kind.DAYLIGHT_SAVING, 0, "dst");
  }

  private DateTimeWords() {}

  private static void add(Kind kind, int value, String... words) {
    for (String word : words) {
      WORDS.put(word, new Word(kind, value));
    }
  }

  /// Returns what a word in lower case means, or null.
  static @Nullable Word find(String word) {
    return WORDS.get(word);
  }

  /// Returns whether a word is among them, or a unit that may stand before digits.
  static boolean isKnown(String word) {
    return switch (word) {
      case "d", "h", "m", "s", "y", "mm" -> true;
      default -> WORDS.containsKey(word);
    };
  }
}
