package io.halcyon.sql.ast;

import java.util.List;

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
  private final List<String> separators;

  SpecialForm(String opening, String... separators) {
    this.opening = opening;
    this.separators = List.of(separators);
  }

  /// Returns what is written before the first argument.
  public String opening() {
    return opening;
  }

  /// Returns what is written before argument `index`, or after the last one: a comma unless the
  /// form has a word for it.
  public String separator(int index) {
    return index <= separators.size() ? separators.get(index - 1) : ", ";
  }

  /// Returns the word after `count` arguments; empty for most.
  public String closing(int count) {
    return separators.size() == count && count > 0 ? separators.get(count - 1) : "";
  }
}
