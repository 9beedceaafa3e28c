package io.halcyon.sql.parser;

import io.halcyon.sql.ast.Option;
import io.halcyon.sql.ast.Position;
import io.halcyon.sql.lexer.KeywordKind;
import io.halcyon.sql.lexer.TokenKind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The lists of named settings; PostgreSQL has five kinds of them.
final class OptionParser {
  private final Grammar grammar;
  private final Cursor cursor;
  private final Names names;

  OptionParser(Grammar grammar) {
    this.grammar = grammar;
    this.cursor = grammar.cursor;
    this.names = grammar.names;
  }

  /// Reads `(name = value, …)` of definitions of types, aggregates and the like.
  List<Option> definition() {
    return names.parenthesized(this::definitionItem);
  }

  private Option definitionItem() {
    Position at = cursor.position();
    String name = names.columnLabel();
    return new Option(at, null, name, cursor.accept("=") ? definitionValue() : null);
  }

  /// Reads `(namespace.name = value, …)`, the storage parameters of a relation.
  List<Option> storageOptions() {
    return names.parenthesized(this::storageItem);
  }

  /// Reads `WITH (…)` if it stands here.
  List<Option> optionalWith() {
    if (!cursor.at("with", "(")) {
      return List.of();
    }
    cursor.advance();
    return storageOptions();
  }

  private Option storageItem() {
    Position at = cursor.position();
    String name = names.columnLabel();
    @Nullable String namespace = null;
    if (cursor.accept(".")) {
      namespace = name;
      name = names.columnLabel();
    }
    return new Option(at, namespace, name, cursor.accept("=") ? definitionValue() : null);
  }

  private Option.Value definitionValue() {
    if (names.atNumber()) {
      return new Option.Numeral(names.number());
    }
    if (cursor.kind() == TokenKind.STRING) {
      return new Option.Text(cursor.take());
    }
    if (cursor.at("none")) {
      return new Option.Word(cursor.take());
    }
    if (grammar.expressions.atOperatorSymbol() || cursor.at("operator", "(")) {
      return new Option.OperatorValue(grammar.expressions.operator());
    }
    if (cursor.atKeyword(KeywordKind.RESERVED)) {
      return new Option.Reserved(cursor.take());
    }
    return new Option.TypeValue(new FunctionSignatureParser(grammar).functionType());
  }

  /// Reads `(name value, …)` of `EXPLAIN`, `VACUUM` and the like.
  List<Option> utility() {
    return names.parenthesized(this::utilityItem);
  }

  private Option utilityItem() {
    Position at = cursor.position();
    String name;
    if (cursor.atAny("analyze", "analyse")) {
      cursor.advance();
      name = "analyze";
    } else {
      name = names.nonReservedWord();
    }
    return new Option(at, null, name, optionalWordOrNumber());
  }

  private Option.@Nullable Value optionalWordOrNumber() {
    if (names.atNumber() || cursor.atAny("+", "-")) {
      return new Option.Numeral(names.number());
    }
    return atWordOrString() ? wordOrString() : null;
  }

  private boolean atWordOrString() {
    return cursor.kind() == TokenKind.STRING
        || cursor.atAny("true", "false", "on")
        || names.atNonReservedWord();
  }

  /// Reads a boolean, a word or a string (`opt_boolean_or_string`).
  Option.Value wordOrString() {
    if (!atWordOrString()) {
      throw cursor.unexpected();
    }
    return cursor.kind() == TokenKind.STRING
        ? new Option.Text(cursor.take())
        : new Option.Word(cursor.take());
  }

  /// Reads a value of `SET`: a word, a string or a number.
  Option.Value settingValue() {
    return names.atNumber() ? new Option.Numeral(names.number()) : wordOrString();
  }

  /// Reads `(name value, …)` of `COPY`.
  List<Option> copy() {
    return names.parenthesized(this::copyItem);
  }

  private Option copyItem() {
    Position at = cursor.position();
    String name = names.columnLabel();
    Option.@Nullable Value value;
    if (cursor.accept("*")) {
      value = new Option.Star();
    } else if (cursor.at("(")) {
      value = new Option.Items(names.parenthesized(this::wordOrString));
    } else {
      value = optionalWordOrNumber();
    }
    return new Option(at, null, name, value);
  }

  /// Reads `OPTIONS (name 'value', …)` of foreign objects.
  ///
  /// @param change whether each may begin with `ADD`, `SET` or `DROP`
  void foreignOptions(boolean change) {
    cursor.expect("options");
    names.parenthesized(() -> foreignOption(change));
  }

  private String foreignOption(boolean change) {
    boolean verb =
        change
            && cursor.atAny("add", "set", "drop")
            && (cursor.kindAhead(1) == TokenKind.IDENTIFIER
                || cursor.kindAhead(1) == TokenKind.KEYWORD);
    if (verb && cursor.accept("drop")) {
      return names.columnLabel();
    }
    if (verb) {
      cursor.advance();
    }
    String name = names.columnLabel();
    var _ = names.string();
    return name;
  }
}
