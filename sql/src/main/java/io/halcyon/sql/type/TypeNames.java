package io.halcyon.sql.type;

/// How types are named in SQL and in messages: PostgreSQL's `format_type`.
public final class TypeNames {
  private TypeNames() {}

  /// Returns a type's name with its modifier.
  ///
  /// @param modifier -1 if there is none
  public static String display(SqlType type, int modifier) {
    if (type.isArray()) {
      return display(Types.elementOf(type), modifier) + "[]";
    }
    if (modifier < 0) {
      return switch (type.oid()) {
        case Types.BPCHAR_OID -> "bpchar";
        case Types.BIT_OID -> "\"bit\"";
        default -> type.displayName();
      };
    }
    return switch (type.oid()) {
      case Types.BPCHAR_OID -> "character(" + (modifier - 4) + ")";
      case Types.VARCHAR_OID -> "character varying(" + (modifier - 4) + ")";
      case Types.NUMERIC_OID ->
          "numeric("
              + NumericModifier.precision(modifier)
              + ","
              + NumericModifier.scale(modifier)
              + ")";
      case Types.BIT_OID -> "bit(" + modifier + ")";
      case Types.VARBIT_OID -> "bit varying(" + modifier + ")";
      case Types.TIME_OID -> "time(" + modifier + ") without time zone";
      case Types.TIMETZ_OID -> "time(" + modifier + ") with time zone";
      case Types.TIMESTAMP_OID -> "timestamp(" + modifier + ") without time zone";
      case Types.TIMESTAMPTZ_OID -> "timestamp(" + modifier + ") with time zone";
      case Types.INTERVAL_OID -> interval(modifier);
      default -> type.displayName();
    };
  }

  private static String interval(int modifier) {
    int precision = IntervalFields.precision(modifier);
    String digits = precision == IntervalFields.FULL_PRECISION ? "" : "(" + precision + ")";
    return "interval" + IntervalFields.display(modifier) + digits;
  }
}
