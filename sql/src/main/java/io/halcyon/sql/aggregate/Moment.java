package io.halcyon.sql.aggregate;

/// What is asked of the spread of numbers.
enum Moment {
  AVERAGE,
  VARIANCE_POPULATION,
  VARIANCE_SAMPLE,
  DEVIATION_POPULATION,
  DEVIATION_SAMPLE;

  /// Returns whether one row is not enough.
  boolean isSample() {
    return this == VARIANCE_SAMPLE || this == DEVIATION_SAMPLE;
  }

  boolean isDeviation() {
    return this == DEVIATION_POPULATION || this == DEVIATION_SAMPLE;
  }
}
