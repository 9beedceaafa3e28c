package io.halcyon.sql.parser;

import io.halcyon.sql.ast.Expression;
import io.halcyon.sql.ast.Expression.IntegerLiteral;
import io.halcyon.sql.ast.Position;
import io.halcyon.sql.ast.QualifiedName;
import io.halcyon.sql.ast.TypeName;
import io.halcyon.sql.lexer.TokenKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Types (`Typename`). The words of standard SQL become names in `pg_catalog`, as PostgreSQL does.
final class TypeParser {
  private final Cursor cursor;
  private final Names names;
  private final Grammar grammar;

  TypeParser(Grammar grammar) {
    this.grammar = grammar;
    this.cursor = grammar.cursor;
    this.names = grammar.names;
  }

  /// Reads a type with `SETOF` and array bounds.
  TypeName type() {
    boolean setOf = cursor.accept("setof");
    return bounded(simple(), setOf);
  }

  /// Reads a type, or that of a column (`table.column%TYPE`), as functions may have it. Elsewhere
  /// the percent sign is an operator.
  TypeName functionType() {
    boolean setOf = cursor.accept("setof");
    TypeName type = simple();
    boolean mayReferToColumn =
        type.modifiers().isEmpty()
            && (type.name().parts().size() > 2
                || (type.name().parts().size() == 2
                    && !type.name().parts().getFirst().equals("pg_catalog")));
    if (mayReferToColumn && cursor.accept("%", "type")) {
      return new TypeName(type.at(), setOf, type.name(), true, List.of(), null, List.of());
    }
    return bounded(type, setOf);
  }

  private TypeName bounded(TypeName type, boolean setOf) {
    List<Integer> bounds = arrayBounds();
    return setOf || !bounds.isEmpty() ? with(type, setOf, bounds) : type;
  }

  private static TypeName with(TypeName type, boolean setOf, List<Integer> bounds) {
    return new TypeName(
        type.at(),
        setOf,
        type.name(),
        type.percentType(),
        type.modifiers(),
        type.intervalFields(),
        bounds);
  }

  private List<Integer> arrayBounds() {
    if (cursor.accept("array")) {
      if (cursor.accept("[")) {
        int bound = names.integer();
        cursor.expect("]");
        return List.of(bound);
      }
      return List.of(-1);
    }
    if (!cursor.at("[")) {
      return List.of();
    }
    List<Integer> bounds = new ArrayList<>();
    while (cursor.accept("[")) {
      bounds.add(cursor.at("]") ? -1 : names.integer());
      cursor.expect("]");
    }
    return List.copyOf(bounds);
  }

  /// Reads a type without array bounds.
  TypeName simple() {
    Position at = cursor.position();
    TypeName known = cursor.kind() == TokenKind.KEYWORD ? standard(at) : null;
    return known != null ? known : generic(at);
  }

  private TypeName generic(Position at) {
    if (!names.atTypeFunctionName()) {
      throw cursor.unexpected();
    }
    QualifiedName name = names.attributes(at, cursor.take());
    List<Expression> modifiers = modifiers();
    return new TypeName(at, false, name, false, modifiers, null, List.of());
  }

  private List<Expression> modifiers() {
    return names.optionalParenthesized(grammar.expressions::parse);
  }

  /// Returns whether a literal with one of standard SQL's types begins here, such as `bit '1'`.
  /// None of these words can name a function, so that a parenthesis behind it leaves no choice.
  boolean atConstantType() {
    boolean literal = cursor.kindAhead(1) == TokenKind.STRING;
    boolean parenthesis = cursor.ahead(1, "(");
    return switch (cursor.text()) {
      case "int", "integer", "smallint", "bigint", "real", "boolean" -> literal;
      case "float", "decimal", "dec", "numeric", "interval" -> literal || parenthesis;
      case "time", "timestamp" ->
          literal
              || parenthesis
              || ((cursor.ahead(1, "with") || cursor.ahead(1, "without"))
                  && cursor.ahead(2, "time"));
      case "double" -> cursor.ahead(1, "precision");
      case "bit", "character", "char", "nchar", "varchar" ->
          literal || parenthesis || cursor.ahead(1, "varying");
      case "national" -> cursor.ahead(1, "character") || cursor.ahead(1, "char");
      default -> false;
    };
  }

  /// Reads the type of a literal and the string.
  Expression.TypedLiteral constant() {
    Position at = cursor.position();
    if (cursor.at("interval")) {
      return interval(at);
    }
    TypeName type = standard(at);
    if (type == null) {
      throw cursor.unexpected();
    }
    if (!cursor.ahead(-1, ")") && hasDefaultLength(type)) {
      // A literal without length is as long as it is, unlike a column.
      type = named(at, type.name().last(), List.of());
    }
    return new Expression.TypedLiteral(at, type, cursor.position(), names.string());
  }

  private static boolean hasDefaultLength(TypeName type) {
    boolean unit =
        type.modifiers().size() == 1
            && type.modifiers().getFirst() instanceof IntegerLiteral one
            && one.value() == 1;
    String name = type.name().last();
    return unit && (name.equals("bpchar") || name.equals("bit"));
  }

  /// Reads `INTERVAL 'x' fields` or `INTERVAL(p) 'x'`.
  Expression.TypedLiteral interval(Position at) {
    cursor.expect("interval");
    List<Expression> precision = precision();
    Position valueAt = cursor.position();
    String value = names.string();
    if (!precision.isEmpty()) {
      return new Expression.TypedLiteral(at, intervalType(at, null, precision), valueAt, value);
    }
    return new Expression.TypedLiteral(at, intervalWithFields(at), valueAt, value);
  }

  private TypeName intervalWithFields(Position at) {
    String fields = intervalFields();
    boolean seconds = fields != null && fields.endsWith("SECOND");
    return intervalType(at, fields, seconds ? precision() : List.of());
  }

  private TypeName intervalType(Position at, @Nullable String fields, List<Expression> precision) {
    return new TypeName(at, false, systemName(at, "interval"), false, precision, fields, List.of());
  }

  private @Nullable String intervalFields() {
    return switch (cursor.kind() == TokenKind.KEYWORD ? cursor.text() : "") {
      case "year" -> field("YEAR", "month");
      case "month" -> field("MONTH");
      case "day" -> field("DAY", "hour", "minute", "second");
      case "hour" -> field("HOUR", "minute", "second");
      case "minute" -> field("MINUTE", "second");
      case "second" -> field("SECOND");
      default -> null;
    };
  }

  private String field(String name, String... finer) {
    cursor.advance();
    if (!cursor.accept("to")) {
      return name;
    }
    for (String other : finer) {
      if (cursor.accept(other)) {
        return name + " TO " + other.toUpperCase(Locale.ROOT);
      }
    }
    throw cursor.unexpected();
  }

  private static QualifiedName systemName(Position at, String name) {
    return new QualifiedName(at, List.of("pg_catalog", name));
  }

  private static TypeName named(Position at, String name, List<Expression> modifiers) {
    return new TypeName(at, false, systemName(at, name), false, modifiers, null, List.of());
  }

  private @Nullable TypeName standard(Position at) {
    return switch (cursor.text()) {
      case "int", "integer" -> word(at, "int4");
      case "smallint" -> word(at, "int2");
      case "bigint" -> word(at, "int8");
      case "real" -> word(at, "float4");
      case "boolean" -> word(at, "bool");
      case "float" -> floating(at);
      case "double" -> doublePrecision(at);
      case "decimal", "dec", "numeric" -> {
        cursor.advance();
        yield named(at, "numeric", modifiers());
      }
      case "bit" -> bit(at);
      case "character", "char", "nchar", "varchar", "national" -> character(at);
      case "time" -> time(at, "time");
      case "timestamp" -> time(at, "timestamp");
      case "interval" -> {
        cursor.advance();
        List<Expression> precision = precision();
        yield precision.isEmpty() ? intervalWithFields(at) : intervalType(at, null, precision);
      }
      default -> null;
    };
  }

  private TypeName word(Position at, String name) {
    cursor.advance();
    return named(at, name, List.of());
  }

  private @Nullable TypeName doublePrecision(Position at) {
    if (!cursor.ahead(1, "precision")) {
      return null;
    }
    cursor.advance();
    return word(at, "float8");
  }

  private TypeName floating(Position at) {
    cursor.advance();
    if (!cursor.accept("(")) {
      return named(at, "float8", List.of());
    }
    Position bitsAt = cursor.position();
    int bits = names.integer();
    cursor.expect(")");
    if (bits < 1) {
      throw cursor.error("22023", "precision for type float must be at least 1 bit", bitsAt);
    }
    if (bits > 53) {
      throw cursor.error("22023", "precision for type float must be less than 54 bits", bitsAt);
    }
    return named(at, bits <= 24 ? "float4" : "float8", List.of());
  }

  private TypeName bit(Position at) {
    cursor.advance();
    boolean varying = cursor.accept("varying");
    List<Expression> length = modifiers();
    if (length.isEmpty() && !varying) {
      length = List.of(new IntegerLiteral(at, 1));
    }
    return named(at, varying ? "varbit" : "bit", length);
  }

  private TypeName character(Position at) {
    boolean varying = cursor.at("varchar");
    if (cursor.accept("national") && !cursor.atAny("character", "char")) {
      throw cursor.unexpected();
    }
    cursor.advance();
    varying = varying || cursor.accept("varying");
    List<Expression> length = precision();
    if (length.isEmpty() && !varying) {
      length = List.of(new IntegerLiteral(at, 1));
    }
    return named(at, varying ? "varchar" : "bpchar", length);
  }

  private TypeName time(Position at, String name) {
    cursor.advance();
    List<Expression> precision = precision();
    boolean zone = false;
    if (cursor.at("with", "time")) {
      cursor.advance();
      cursor.expect("time", "zone");
      zone = true;
    } else if (cursor.at("without", "time")) {
      cursor.advance();
      cursor.expect("time", "zone");
    }
    return named(at, zone ? name + "tz" : name, precision);
  }

  private List<Expression> precision() {
    if (!cursor.accept("(")) {
      return List.of();
    }
    Position at = cursor.position();
    List<Expression> digits = List.of(new IntegerLiteral(at, names.integer()));
    cursor.expect(")");
    return digits;
  }
}
