package io.halcyon.sql.bind;

import io.halcyon.sql.ast.SpecialForm;

/// The functions behind the forms that the grammar knows.
final class SpecialForms {
  private SpecialForms() {}

  /// Returns the name of the function that a form calls, which also names its column.
  static String name(SpecialForm form) {
    return switch (form) {
      case COALESCE -> "coalesce";
      case GREATEST -> "greatest";
      case LEAST -> "least";
      case NULLIF -> "nullif";
      case GROUPING -> "grouping";
      case COLLATION_FOR -> "pg_collation_for";
      case EXTRACT -> "extract";
      case NORMALIZE, NORMALIZE_NFC, NORMALIZE_NFD, NORMALIZE_NFKC, NORMALIZE_NFKD -> "normalize";
      case OVERLAY, OVERLAY_FOR -> "overlay";
      case POSITION -> "position";
      case SUBSTRING_FROM, SUBSTRING_FOR, SUBSTRING_FROM_FOR, SUBSTRING_SIMILAR -> "substring";
      case TRIM_BOTH, TRIM_BOTH_FROM -> "btrim";
      case TRIM_LEADING, TRIM_LEADING_FROM -> "ltrim";
      case TRIM_TRAILING, TRIM_TRAILING_FROM -> "rtrim";
    };
  }
}
