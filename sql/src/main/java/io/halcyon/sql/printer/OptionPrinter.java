package io.halcyon.sql.printer;

import io.halcyon.sql.ast.Option;
import io.halcyon.sql.ast.SessionStatement;
import io.halcyon.sql.lexer.Keyword;
import io.halcyon.sql.lexer.KeywordKind;
import io.halcyon.sql.lexer.Keywords;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;

/// Prints named settings, whatever list they stand in.
final class OptionPrinter {
  /// Reserved words that are values nevertheless.
  private static final Set<String> BOOLEANS = Set.of("true", "false", "on");

  private final SqlText out;
  private final ExpressionPrinter expressions;
  private final Consumer<SessionStatement> settings;

  OptionPrinter(SqlText out, ExpressionPrinter expressions, Consumer<SessionStatement> settings) {
    this.out = out;
    this.expressions = expressions;
    this.settings = settings;
  }

  /// Prints `opening name = value, …)`; nothing if there are no options.
  void assigned(String opening, List<Option> options) {
    out.listIn(opening, options, this::assigned);
  }

  private void assigned(Option option) {
    if (option.namespace() != null) {
      out.name(option.namespace()).raw(".");
    }
    out.name(option.name());
    if (option.value() != null) {
      out.raw(" = ");
      value(option.value());
    }
  }

  /// Prints `opening name value, …)`.
  void spaced(String opening, List<Option> options) {
    out.listIn(opening, options, this::spaced);
  }

  private void spaced(Option option) {
    word(option.name());
    if (option.value() != null) {
      out.raw(" ");
      value(option.value());
    }
  }

  /// Prints options whose names are keywords, one space before each.
  void keywords(List<Option> options) {
    for (Option option : options) {
      out.raw(" ").raw(option.name().toUpperCase(Locale.ROOT));
      if (option.value() != null) {
        out.raw(" ");
        value(option.value());
      }
    }
  }

  void values(List<Option.Value> values) {
    out.list(values, this::value);
  }

  void value(Option.Value value) {
    switch (value) {
      case Option.Word(String word) -> word(word);
      case Option.Reserved(String word) -> out.raw(word.toUpperCase(Locale.ROOT));
      case Option.Text(String text) -> out.string(text);
      case Option.Numeral(String number) -> out.raw(number);
      case Option.TypeValue type -> expressions.type(type.type());
      case Option.ObjectName name -> out.name(name.name());
      case Option.OperatorValue operator -> out.operator(operator.operator());
      case Option.Star _ -> out.raw("*");
      case Option.Items items -> {
        out.raw("(");
        values(items.items());
        out.raw(")");
      }
      case Option.IntervalValue interval -> expressions.print(interval.literal());
      case Option.Setting setting -> settings.accept(setting.setting());
      case Option.Roles roles -> out.roles(roles.roles());
      case Option.Types types ->
          out.list(
              types.types(),
              type -> {
                out.raw("FOR TYPE ");
                expressions.type(type);
              });
      case Option.Options options -> assigned("(", options.options());
    }
  }

  /// Prints a word that is a name or a keyword, whichever: in quotes only if it is reserved.
  void word(String word) {
    Keyword keyword = Keywords.of(word);
    boolean bare =
        keyword != null && (keyword.kind() != KeywordKind.RESERVED || BOOLEANS.contains(word));
    if (bare) {
      out.raw(word);
    } else {
      out.name(word);
    }
  }
}
