package io.halcyon.core.key;

/// How one key column is sorted.
public enum KeyOrder {
  /// PostgreSQL's default for `ASC`.
  ASC_NULLS_LAST(false, false),
  ASC_NULLS_FIRST(false, true),
  /// PostgreSQL's default for `DESC`.
  DESC_NULLS_FIRST(true, true),
  DESC_NULLS_LAST(true, false);

  private final boolean descending;
  private final boolean nullsFirst;

  KeyOrder(boolean descending, boolean nullsFirst) {
    this.descending = descending;
    this.nullsFirst = nullsFirst;
  }

  public boolean descending() {
    return descending;
  }

  public boolean nullsFirst() {
    return nullsFirst;
  }
}
