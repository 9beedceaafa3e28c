package io.halcyon.sql.parser;

import io.halcyon.sql.ast.DataStatement;
import io.halcyon.sql.ast.Expression;
import io.halcyon.sql.ast.Option;
import io.halcyon.sql.ast.Position;
import io.halcyon.sql.ast.QualifiedName;
import io.halcyon.sql.ast.Statement;
import io.halcyon.sql.lexer.SyntaxError;
import io.halcyon.sql.lexer.TokenKind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `COPY`. The options of the old syntaxes become those of the new one.
final class CopyParser {
  private final Grammar grammar;
  private final Cursor cursor;
  private final Names names;
  private final List<Option> options = new ArrayList<>();

  CopyParser(Grammar grammar) {
    this.grammar = grammar;
    this.cursor = grammar.cursor;
    this.names = grammar.names;
  }

  DataStatement copy() {
    Position at = cursor.position();
    cursor.expect("copy");
    if (cursor.at("(")) {
      return copyQuery(at);
    }
    if (cursor.accept("binary")) {
      add("format", new Option.Word("binary"));
    }
    QualifiedName table = names.relation();
    List<String> columns = names.optionalColumnIds();
    boolean from = cursor.accept("from");
    if (!from) {
      cursor.expect("to");
    }
    boolean program = cursor.accept("program");
    @Nullable String file = file(program);
    delimiters();
    options();
    Position whereAt = cursor.position();
    @Nullable Expression where = grammar.clauses.optionalWhere();
    if (where != null && !from) {
      throw cursor.invalid("WHERE clause not allowed with COPY TO", whereAt);
    }
    return new DataStatement.Copy(
        at, table, columns, null, from, program, file, List.copyOf(options), where);
  }

  private DataStatement copyQuery(Position at) {
    cursor.expect("(");
    Statement statement = grammar.statements.preparable();
    cursor.expect(")");
    cursor.expect("to");
    boolean program = cursor.accept("program");
    @Nullable String file = file(program);
    options();
    return new DataStatement.Copy(
        at, null, List.of(), statement, false, program, file, List.copyOf(options), null);
  }

  private void add(String name, Option.Value value) {
    options.add(new Option(cursor.position(), null, name, value));
  }

  private @Nullable String file(boolean program) {
    if (cursor.accept("stdin") || cursor.accept("stdout")) {
      if (program) {
        throw new SyntaxError(SyntaxError.SYNTAX, "STDIN/STDOUT not allowed with PROGRAM", 0, null);
      }
      return null;
    }
    return names.string();
  }

  private void delimiters() {
    if (cursor.accept("using")) {
      cursor.expect("delimiters");
      add("delimiter", new Option.Text(names.string()));
    } else if (cursor.accept("delimiters")) {
      add("delimiter", new Option.Text(names.string()));
    }
  }

  private void options() {
    cursor.accept("with");
    if (cursor.at("(")) {
      options.addAll(new OptionParser(grammar).copy());
      return;
    }
    while (cursor.kind() == TokenKind.KEYWORD && oldOption(cursor.text())) {
      // oldOption has stepped on
    }
  }

  private boolean oldOption(String word) {
    switch (word) {
      case "binary", "csv" -> {
        cursor.advance();
        add("format", new Option.Word(word));
      }
      case "freeze", "header" -> {
        cursor.advance();
        add(word, new Option.Word("true"));
      }
      case "delimiter", "null", "quote", "escape" -> {
        cursor.advance();
        cursor.accept("as");
        add(word, new Option.Text(names.string()));
      }
      case "encoding" -> {
        cursor.advance();
        add(word, new Option.Text(names.string()));
      }
      case "force" -> force();
      default -> {
        return false;
      }
    }
    return true;
  }

  private void force() {
    cursor.expect("force");
    if (cursor.accept("quote")) {
      add("force_quote", cursor.accept("*") ? new Option.Star() : columns());
    } else if (cursor.accept("not")) {
      cursor.expect("null");
      add("force_not_null", columns());
    } else {
      cursor.expect("null");
      add("force_null", columns());
    }
  }

  private Option.Value columns() {
    return new Option.Items(names.list(() -> (Option.Value) new Option.Word(names.columnId())));
  }
}
