package io.halcyon.sql.ast;

/// The functions that the grammar knows by name, with what separates their arguments.
public enum SpecialForm {
  COALESCE("COALESCE("),
  GREATEST("GREATEST("),
  LEAST("LEAST("),
  NULLIF("NULLIF("),
  GROUPING("GROUPING("),
  COLLATION_FOR("COLLATION FOR ("),
  EXTRACT("EXTRACT(", " FROM "),
  NORMALIZE("NORMALIZE("),
  NORMALIZE_NFC("NORMALIZE(", ", NFC"),
  NORMALIZE_NFD("NORMALIZE(", ", NFD"),
  NORMALIZE_NFKC("NORMALIZE(", ", NFKC"),
  NORMALIZE_NFKD("NORMALIZE(", ", NFKD"),
  OVERLAY("OVERLAY(", " PLACING ", " FROM "),
  OVERLAY_FOR("OVERLAY(", " PLACING ", " FROM ", " FOR "),
  POSITION("POSITION(", " IN "),
  SUBSTRING_FROM("SUBSTRING(", " FROM "),
  SUBSTRING_FOR("SUBSTRING(", " FOR "),
  SUBSTRING_FROM_FOR("SUBSTRING(", " FROM ", " FOR "),
  SUBSTRING_SIMILAR("SUBSTRING(", " SIMILAR ", " ESCAPE "),
  TRIM_BOTH("TRIM(BOTH "),
  TRIM_LEADING("TRIM(LEADING "),
  TRIM_TRAILING("TRIM(TRAILING "),
  /// The characters to trim come first, then the string (`TRIM(BOTH c FROM s)`).
  TRIM_BOTH_FROM("TRIM(BOTH ", " FROM "),
  TRIM_LEADING_FROM("TRIM(LEADING ", " FROM "),
  TRIM_TRAILING_FROM("TRIM(TRAILING ", " FROM ");

  private final String opening;
  private final String first;
  private final String second;
  private final String third;

  SpecialForm(String opening) {
    this(opening, "");
  }

  SpecialForm(String opening, String first) {
    this(opening, first, "");
  }

  SpecialForm(String opening, String first, String second) {
    this(opening, first, second, "");
  }

  SpecialForm(String opening, String first, String second, String third) {
    this.opening = opening;
    this.first = first;
    this.second = second;
    this.third = third;
  }

  private String word(int index) {
    return switch (index) {
      case 1 -> first;
      case 2 -> second;
      case 3 -> third;
      default -> "";
    };
  }

  /// Returns what is written before the first argument.
  public String opening() {
    return opening;
  }

  /// Returns what is written before argument `index`, counted from 0: a comma unless the form has a
  /// word for it.
  public String separator(int index) {
    String word = word(index);
    return word.isEmpty() ? ", " : word;
  }

  /// Returns what is written behind the last of `count` arguments; empty for most.
  public String closing(int count) {
    return word(count);
  }
}
