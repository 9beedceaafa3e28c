package io.halcyon.verify.workload;

/// How a verification ends; the worse ones last.
public enum Decision {
  /// Nothing was seen that contradicts the promises.
  VALID("valid"),
  /// Nothing was found, but not everything could be decided.
  UNKNOWN("unknown"),
  /// A promise was broken.
  ANOMALIES("anomalies");

  private final String word;

  Decision(String word) {
    this.word = word;
  }

  public String word() {
    return word;
  }

  /// Returns the worse of two.
  public Decision and(Decision other) {
    return compareTo(other) >= 0 ? this : other;
  }
}
