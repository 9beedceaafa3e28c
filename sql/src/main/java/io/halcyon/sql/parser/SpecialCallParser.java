package io.halcyon.sql.parser;

import io.halcyon.sql.ast.Expression;
import io.halcyon.sql.ast.Expression.Arguments;
import io.halcyon.sql.ast.Expression.Call;
import io.halcyon.sql.ast.Expression.CallQuantifier;
import io.halcyon.sql.ast.Expression.ContextKind;
import io.halcyon.sql.ast.Position;
import io.halcyon.sql.ast.QualifiedName;
import io.halcyon.sql.ast.SpecialForm;
import io.halcyon.sql.ast.TypeName;
import io.halcyon.sql.lexer.TokenKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The functions that the grammar knows by name, whose arguments words may separate.
final class SpecialCallParser {
  private final Grammar grammar;
  private final Cursor cursor;
  private final Names names;

  SpecialCallParser(Grammar grammar) {
    this.grammar = grammar;
    this.cursor = grammar.cursor;
    this.names = grammar.names;
  }

  /// Returns whether one of them begins here.
  boolean at() {
    return switch (cursor.text()) {
      case "current_date",
          "current_time",
          "current_timestamp",
          "localtime",
          "localtimestamp",
          "current_role",
          "current_user",
          "session_user",
          "user",
          "current_catalog",
          "cast" ->
          true;
      case "current_schema" -> !cursor.ahead(1, "(");
      case "collation" -> cursor.ahead(1, "for");
      case "coalesce",
          "greatest",
          "least",
          "nullif",
          "grouping",
          "extract",
          "normalize",
          "overlay",
          "position",
          "substring",
          "treat",
          "trim",
          "xmlconcat",
          "xmlelement",
          "xmlexists",
          "xmlforest",
          "xmlparse",
          "xmlpi",
          "xmlroot",
          "xmlserialize" ->
          cursor.ahead(1, "(");
      default -> false;
    };
  }

  @Nullable Expression special(Position at) {
    if (!at()) {
      return null;
    }
    String word = cursor.take();
    switch (word) {
      case "current_time", "current_timestamp", "localtime", "localtimestamp" -> {
        return timeValue(at, word);
      }
      case "current_date",
          "current_role",
          "current_user",
          "session_user",
          "user",
          "current_catalog",
          "current_schema" -> {
        return new Expression.ContextValue(at, kind(word), null);
      }
      case "collation" -> cursor.expect("for");
      default -> {
        if (word.startsWith("xml")) {
          throw cursor.unsupported(word.toUpperCase(Locale.ROOT), at);
        }
      }
    }
    cursor.expect("(");
    Expression call = form(at, word);
    cursor.expect(")");
    return call;
  }

  private static ContextKind kind(String word) {
    return ContextKind.valueOf(word.toUpperCase(Locale.ROOT));
  }

  private Expression timeValue(Position at, String word) {
    @Nullable Integer precision = null;
    if (cursor.accept("(")) {
      precision = names.integer();
      cursor.expect(")");
    }
    return new Expression.ContextValue(at, kind(word), precision);
  }

  private Expression form(Position at, String word) {
    return switch (word) {
      case "cast" -> {
        Expression operand = grammar.expressions.parse();
        cursor.expect("as");
        yield new Expression.Cast(at, operand, grammar.types.type());
      }
      case "treat" -> treat(at);
      case "coalesce" -> listed(at, SpecialForm.COALESCE);
      case "greatest" -> listed(at, SpecialForm.GREATEST);
      case "least" -> listed(at, SpecialForm.LEAST);
      case "grouping" -> listed(at, SpecialForm.GROUPING);
      case "collation" -> special(at, SpecialForm.COLLATION_FOR, grammar.expressions.parse());
      case "nullif" -> {
        Expression first = grammar.expressions.parse();
        cursor.expect(",");
        yield special(at, SpecialForm.NULLIF, first, grammar.expressions.parse());
      }
      case "extract" -> extract(at);
      case "normalize" -> normalize(at);
      case "overlay" -> overlay(at);
      case "position" -> {
        Expression part = grammar.expressions.parseRestricted();
        cursor.expect("in");
        yield special(at, SpecialForm.POSITION, part, grammar.expressions.parseRestricted());
      }
      case "substring" -> substring(at);
      default -> trim(at);
    };
  }

  private static Expression special(Position at, SpecialForm form, Expression... arguments) {
    return new Expression.SpecialCall(at, form, List.of(arguments));
  }

  private Expression listed(Position at, SpecialForm form) {
    return new Expression.SpecialCall(at, form, names.list(grammar.expressions::parse));
  }

  private Expression treat(Position at) {
    Expression operand = grammar.expressions.parse();
    cursor.expect("as");
    TypeName type = grammar.types.type();
    QualifiedName function = new QualifiedName(at, List.of("pg_catalog", type.name().last()));
    return plain(at, function, List.of(operand));
  }

  private static Expression plain(Position at, QualifiedName function, List<Expression> arguments) {
    Arguments list = new Arguments(CallQuantifier.NONE, arguments, false, List.of(), false);
    return new Call(at, function, list, null, null);
  }

  /// Reads the field as a word or string; both mean the same.
  private Expression extract(Position at) {
    Position fieldAt = cursor.position();
    boolean word =
        cursor.kind() == TokenKind.IDENTIFIER
            || cursor.atAny("year", "month", "day")
            || cursor.atAny("hour", "minute", "second");
    String field = word ? cursor.take() : names.string();
    cursor.expect("from");
    return special(
        at,
        SpecialForm.EXTRACT,
        new Expression.StringLiteral(fieldAt, field),
        grammar.expressions.parse());
  }

  private Expression normalize(Position at) {
    Expression text = grammar.expressions.parse();
    if (!cursor.accept(",")) {
      return special(at, SpecialForm.NORMALIZE, text);
    }
    SpecialForm form =
        switch (cursor.text()) {
          case "nfc" -> SpecialForm.NORMALIZE_NFC;
          case "nfd" -> SpecialForm.NORMALIZE_NFD;
          case "nfkc" -> SpecialForm.NORMALIZE_NFKC;
          case "nfkd" -> SpecialForm.NORMALIZE_NFKD;
          default -> throw cursor.unexpected();
        };
    cursor.advance();
    return special(at, form, text);
  }

  private List<Expression> argumentsFrom(Expression first) {
    List<Expression> arguments = new ArrayList<>();
    arguments.add(first);
    while (cursor.accept(",")) {
      arguments.add(grammar.calls.argument());
    }
    return List.copyOf(arguments);
  }

  private Expression overlay(Position at) {
    QualifiedName function = new QualifiedName(at, List.of("overlay"));
    if (cursor.at(")")) {
      return plain(at, function, List.of());
    }
    Expression text = grammar.calls.argument();
    if (!cursor.accept("placing")) {
      return plain(at, function, argumentsFrom(text));
    }
    Expression other = grammar.expressions.parse();
    cursor.expect("from");
    Expression from = grammar.expressions.parse();
    if (!cursor.accept("for")) {
      return special(at, SpecialForm.OVERLAY, text, other, from);
    }
    return special(at, SpecialForm.OVERLAY_FOR, text, other, from, grammar.expressions.parse());
  }

  private Expression substring(Position at) {
    QualifiedName function = new QualifiedName(at, List.of("substring"));
    if (cursor.at(")")) {
      return plain(at, function, List.of());
    }
    Expression text = grammar.calls.argument();
    if (cursor.accept("from")) {
      Expression from = grammar.expressions.parse();
      return cursor.accept("for")
          ? special(at, SpecialForm.SUBSTRING_FROM_FOR, text, from, grammar.expressions.parse())
          : special(at, SpecialForm.SUBSTRING_FROM, text, from);
    }
    if (cursor.accept("for")) {
      Expression size = grammar.expressions.parse();
      return cursor.accept("from")
          ? special(at, SpecialForm.SUBSTRING_FROM_FOR, text, grammar.expressions.parse(), size)
          : special(at, SpecialForm.SUBSTRING_FOR, text, size);
    }
    if (cursor.accept("similar")) {
      Expression pattern = grammar.expressions.parse();
      cursor.expect("escape");
      return special(at, SpecialForm.SUBSTRING_SIMILAR, text, pattern, grammar.expressions.parse());
    }
    return plain(at, function, argumentsFrom(text));
  }

  private Expression trim(Position at) {
    SpecialForm plain = SpecialForm.TRIM_BOTH;
    SpecialForm withCharacters = SpecialForm.TRIM_BOTH_FROM;
    if (cursor.accept("leading")) {
      plain = SpecialForm.TRIM_LEADING;
      withCharacters = SpecialForm.TRIM_LEADING_FROM;
    } else if (cursor.accept("trailing")) {
      plain = SpecialForm.TRIM_TRAILING;
      withCharacters = SpecialForm.TRIM_TRAILING_FROM;
    } else {
      cursor.accept("both");
    }
    if (cursor.accept("from")) {
      return new Expression.SpecialCall(at, plain, names.list(grammar.expressions::parse));
    }
    Expression first = grammar.expressions.parse();
    if (cursor.accept("from")) {
      List<Expression> arguments = new ArrayList<>();
      arguments.add(first);
      arguments.addAll(names.list(grammar.expressions::parse));
      return new Expression.SpecialCall(at, withCharacters, List.copyOf(arguments));
    }
    List<Expression> arguments = new ArrayList<>();
    arguments.add(first);
    while (cursor.accept(",")) {
      arguments.add(grammar.expressions.parse());
    }
    return new Expression.SpecialCall(at, plain, List.copyOf(arguments));
  }
}
