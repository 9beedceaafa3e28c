package io.halcyon.sql.bind;

import io.halcyon.sql.ast.Expression;
import io.halcyon.sql.ast.Position;
import io.halcyon.sql.ast.TypeName;
import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;
import io.halcyon.sql.type.IntervalFields;
import io.halcyon.sql.type.NumericModifier;
import io.halcyon.sql.type.SqlType;
import io.halcyon.sql.type.Types;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Looks up the types that a statement names: `typenameTypeIdAndMod` of PostgreSQL's
/// `parse_type.c`, and the `typmodin` functions. Immutable.
public final class TypeBinder {
  private static final int SECONDS_DIGITS_MAX = 6;
  private static final int CHARACTERS_MAX = 10_485_760;
  private static final int BITS_MAX = 83_886_080;

  private final Catalog catalog;

  public TypeBinder(Catalog catalog) {
    this.catalog = catalog;
  }

  /// A type with its modifier, which is -1 if there is none.
  public record Typed(SqlType type, int modifier) {}

  /// Returns what a type name means.
  public Typed bind(TypeName name) {
    if (name.percentType()) {
      throw SqlError.unsupported("%TYPE", name.at());
    }
    @Nullable SqlType type = catalog.type(name.name().parts());
    if (type == null) {
      throw new SqlError(
          SqlState.UNDEFINED_OBJECT,
          "type \"%s%s\" does not exist"
              .formatted(
                  String.join(".", name.name().parts()), name.arrayBounds().isEmpty() ? "" : "[]"),
          name.at());
    }
    int modifier = modifier(type, name);
    if (!name.arrayBounds().isEmpty()) {
      @Nullable SqlType array = Types.arrayOf(type);
      if (array == null) {
        throw new SqlError(
            SqlState.UNDEFINED_OBJECT, "type \"%s[]\" does not exist".formatted(type), name.at());
      }
      return new Typed(array, modifier);
    }
    return new Typed(type, modifier);
  }

  private static int modifier(SqlType type, TypeName name) {
    List<Integer> given = new ArrayList<>();
    for (Expression modifier : name.modifiers()) {
      given.add(integer(modifier));
    }
    if (type.equals(Types.INTERVAL)) {
      return interval(name, given);
    }
    if (given.isEmpty()) {
      return -1;
    }
    return switch (type.oid()) {
      case Types.BPCHAR_OID -> length("char", given, CHARACTERS_MAX, name.at()) + 4;
      case Types.VARCHAR_OID -> length("varchar", given, CHARACTERS_MAX, name.at()) + 4;
      case Types.BIT_OID -> length("bit", given, BITS_MAX, name.at());
      case Types.VARBIT_OID -> length("varbit", given, BITS_MAX, name.at());
      case Types.NUMERIC_OID -> numeric(given, name.at());
      case Types.TIME_OID -> seconds("TIME", "", given, name.at());
      case Types.TIMETZ_OID -> seconds("TIME", " WITH TIME ZONE", given, name.at());
      case Types.TIMESTAMP_OID -> seconds("TIMESTAMP", "", given, name.at());
      case Types.TIMESTAMPTZ_OID -> seconds("TIMESTAMP", " WITH TIME ZONE", given, name.at());
      default ->
          throw new SqlError(
              SqlState.SYNTAX_ERROR,
              "type modifier is not allowed for type \"" + name.name().last() + "\"",
              name.at());
    };
  }

  private static int integer(Expression modifier) {
    return switch (modifier) {
      case Expression.IntegerLiteral(_, int value) -> value;
      case Expression.Unary(_, var operator, Expression.IntegerLiteral(_, int value))
          when operator.symbol().equals("-") ->
          -value;
      default ->
          throw new SqlError(
              SqlState.SYNTAX_ERROR,
              "type modifiers must be simple constants or identifiers",
              modifier.at());
    };
  }

  private static int length(String name, List<Integer> given, int max, Position at) {
    if (given.size() != 1) {
      throw invalid("invalid type modifier", at);
    }
    int length = given.getFirst();
    if (length < 1) {
      throw invalid("length for type " + name + " must be at least 1", at);
    }
    if (length > max) {
      throw invalid("length for type " + name + " cannot exceed " + max, at);
    }
    return length;
  }

  private static SqlError invalid(String message, Position at) {
    return new SqlError(SqlState.INVALID_PARAMETER_VALUE, message, at);
  }

  private static int numeric(List<Integer> given, Position at) {
    if (given.size() > 2) {
      throw invalid("invalid NUMERIC type modifier", at);
    }
    int precision = given.getFirst();
    int scale = given.size() == 2 ? given.get(1) : 0;
    if (precision < 1 || precision > NumericModifier.PRECISION_MAX) {
      throw invalid(
          "NUMERIC precision %d must be between 1 and %d"
              .formatted(precision, NumericModifier.PRECISION_MAX),
          at);
    }
    if (scale < -1000 || scale > 1000) {
      throw invalid("NUMERIC scale %d must be between -1000 and 1000".formatted(scale), at);
    }
    return NumericModifier.of(precision, scale);
  }

  private static int seconds(String name, String zone, List<Integer> given, Position at) {
    if (given.size() != 1) {
      throw invalid("invalid type modifier", at);
    }
    int digits = given.getFirst();
    if (digits < 0) {
      throw invalid("%s(%d)%s precision must not be negative".formatted(name, digits, zone), at);
    }
    // PostgreSQL warns and takes the most there are
    return Math.min(digits, SECONDS_DIGITS_MAX);
  }

  private static int interval(TypeName name, List<Integer> given) {
    if (given.isEmpty() && name.intervalFields() == null) {
      return -1;
    }
    int mask =
        name.intervalFields() == null
            ? IntervalFields.FULL_RANGE
            : IntervalFields.mask(name.intervalFields());
    int precision = given.isEmpty() ? IntervalFields.FULL_PRECISION : given.getFirst();
    if (precision < 0) {
      throw invalid("INTERVAL(%d) precision must not be negative".formatted(precision), name.at());
    }
    if (precision != IntervalFields.FULL_PRECISION) {
      precision = Math.min(precision, SECONDS_DIGITS_MAX);
    }
    return IntervalFields.modifier(mask, precision);
  }
}
