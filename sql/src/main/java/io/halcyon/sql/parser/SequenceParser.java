package io.halcyon.sql.parser;

import io.halcyon.sql.ast.Option;
import io.halcyon.sql.ast.Persistence;
import io.halcyon.sql.ast.Position;
import io.halcyon.sql.ast.QualifiedName;
import io.halcyon.sql.ast.TableStatement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Sequences and their options. An option's name is its keyword; `no cycle` is one, too.
final class SequenceParser {
  private final Grammar grammar;
  private final Cursor cursor;
  private final Names names;

  SequenceParser(Grammar grammar) {
    this.grammar = grammar;
    this.cursor = grammar.cursor;
    this.names = grammar.names;
  }

  TableStatement create(Position at, Persistence persistence) {
    cursor.expect("sequence");
    boolean ifNotExists = names.ifNotExists();
    QualifiedName name = names.relation();
    return new TableStatement.CreateSequence(at, persistence, ifNotExists, name, options());
  }

  /// Reads options, as many as there are.
  List<Option> options() {
    List<Option> options = new ArrayList<>();
    @Nullable Option option = option();
    while (option != null) {
      options.add(option);
      option = option();
    }
    return List.copyOf(options);
  }

  @Nullable Option option() {
    Position at = cursor.position();
    String word = cursor.text();
    boolean known =
        cursor.atAny("as", "cache", "cycle")
            || cursor.atAny("increment", "maxvalue", "minvalue")
            || cursor.atAny("no", "owned", "sequence")
            || cursor.atAny("start", "restart")
            || cursor.atAny("logged", "unlogged");
    if (!known) {
      return null;
    }
    cursor.advance();
    Option.@Nullable Value value =
        switch (word) {
          case "as" -> new Option.TypeValue(grammar.types.simple());
          case "cycle", "logged", "unlogged" -> null;
          case "no" -> {
            word = no();
            yield null;
          }
          case "owned" -> {
            cursor.expect("by");
            word = "owned by";
            yield new Option.ObjectName(names.anyName());
          }
          case "sequence" -> {
            cursor.expect("name");
            word = "sequence name";
            yield new Option.ObjectName(names.anyName());
          }
          case "increment" -> {
            cursor.accept("by");
            yield new Option.Numeral(names.number());
          }
          case "start" -> {
            cursor.accept("with");
            yield new Option.Numeral(names.number());
          }
          case "restart" -> restart();
          default -> new Option.Numeral(names.number());
        };
    return new Option(at, null, word, value);
  }

  private String no() {
    if (cursor.atAny("maxvalue", "minvalue", "cycle")) {
      return "no " + cursor.take();
    }
    throw cursor.unexpected();
  }

  private Option.@Nullable Value restart() {
    boolean with = cursor.accept("with");
    return with || names.atNumber() ? new Option.Numeral(names.number()) : null;
  }
}
