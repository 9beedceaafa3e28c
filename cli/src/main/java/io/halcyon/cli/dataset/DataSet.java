package io.halcyon.cli.dataset;

import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Real data that every JDK carries.
public enum DataSet {
  /// Countries, currencies, languages and time zones: some 1,500 records.
  WORLD("countries, currencies, languages and time zones"),
  /// Every assigned character of Unicode with its name: some 150,000 records.
  UNICODE("every assigned character of Unicode, with its name");

  private final String description;

  DataSet(String description) {
    this.description = description;
  }

  public String description() {
    return description;
  }

  /// Returns the records, made on the way, in the order of their keys as far as that is natural.
  public Stream<DataRecord> records() {
    return switch (this) {
      case WORLD -> World.records();
      case UNICODE -> Characters.records();
    };
  }

  /// Returns all names, separated by commas.
  public static String names() {
    return Arrays.stream(values())
        .map(set -> set.name().toLowerCase(java.util.Locale.ROOT))
        .collect(Collectors.joining(", "));
  }
}
