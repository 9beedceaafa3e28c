package io.halcyon.sql.parser;

import io.halcyon.sql.ast.ObjectKind;
import io.halcyon.sql.ast.Position;
import io.halcyon.sql.ast.RefusedStatement;
import io.halcyon.sql.ast.Statement;
import io.halcyon.sql.lexer.TokenKind;
import io.halcyon.sql.lexer.TokenList;

/// Statements on objects that Halcyon does not have: their syntax is checked, and they are kept as
/// text. Here those of `ALTER` and what stands alone; see `DefinitionParser` for those of `CREATE`.
final class RefusedParser {
  private final Grammar grammar;
  private final Cursor cursor;
  private final Names names;
  private final OptionParser options;
  private final ObjectRefParser references;

  RefusedParser(Grammar grammar) {
    this.grammar = grammar;
    this.cursor = grammar.cursor;
    this.names = grammar.names;
    this.options = new OptionParser(grammar);
    this.references = new ObjectRefParser(grammar);
  }

  /// Makes the statement whose tokens go from `start` to the current one.
  RefusedStatement refused(Position at, int start, String command) {
    TokenList tokens = cursor.tokens();
    StringBuilder text = new StringBuilder();
    for (int i = start; i < cursor.index(); i++) {
      if (i > start && tokens.start(i) > tokens.end(i - 1)) {
        text.append(' ');
      }
      text.append(tokens.source(), tokens.start(i), tokens.end(i));
    }
    return new RefusedStatement(at, command, text.toString());
  }

  Statement alterSystem(Position at, int start) {
    cursor.expect("system");
    if (cursor.accept("reset")) {
      new SettingParser(grammar).resetRest();
    } else {
      cursor.expect("set");
      new SettingParser(grammar).genericRest();
    }
    return refused(at, start, "ALTER SYSTEM");
  }

  /// Reads `ALTER TABLE ALL IN TABLESPACE …`.
  Statement moveAll(Position at, ObjectKind kind, int start) {
    cursor.expect("all", "in");
    cursor.expect("tablespace");
    var _ = names.columnId();
    if (cursor.accept("owned")) {
      cursor.expect("by");
      names.list(names::role);
    }
    cursor.expect("set", "tablespace");
    var _ = names.columnId();
    cursor.accept("nowait");
    return refused(at, start, "ALTER " + kind.words() + " ALL IN TABLESPACE");
  }

  /// Reads `ALTER` of an object whose name has been read.
  Statement alter(Position at, ObjectKind kind, int start) {
    switch (kind) {
      case COLLATION -> cursor.expect("refresh", "version");
      case EVENT_TRIGGER -> eventTrigger();
      case EXTENSION -> extension();
      case FOREIGN_DATA_WRAPPER -> new ForeignParser(grammar).alterWrapper();
      case SERVER -> new ForeignParser(grammar).alterServer();
      case OPERATOR -> {
        cursor.expect("set");
        options.definition();
      }
      case OPERATOR_FAMILY -> new DefinitionParser(grammar).alterOperatorFamily();
      case PUBLICATION -> new PublicationParser(grammar).alterPublication();
      case SUBSCRIPTION -> new PublicationParser(grammar).alterSubscription();
      case STATISTICS -> {
        cursor.expect("set", "statistics");
        names.signedInteger();
      }
      case TABLESPACE -> {
        if (!cursor.accept("reset")) {
          cursor.expect("set");
        }
        options.storageOptions();
      }
      case TEXT_SEARCH_DICTIONARY -> options.definition();
      case TEXT_SEARCH_CONFIGURATION -> textSearchMapping();
      default -> throw cursor.unexpected();
    }
    return refused(at, start, "ALTER " + kind.words());
  }

  private void eventTrigger() {
    if (cursor.accept("disable")) {
      return;
    }
    cursor.expect("enable");
    if (!cursor.accept("replica")) {
      cursor.accept("always");
    }
  }

  private void extension() {
    if (cursor.accept("update")) {
      if (cursor.accept("to") && cursor.kind() != TokenKind.STRING) {
        var _ = names.nonReservedWord();
      } else if (cursor.kind() == TokenKind.STRING) {
        var _ = names.string();
      }
      return;
    }
    if (!cursor.atAny("add", "drop")) {
      throw cursor.unexpected();
    }
    cursor.advance();
    ObjectKind member = references.kind();
    if (member == null) {
      throw cursor.unexpected();
    }
    references.reference(member);
  }

  private void textSearchMapping() {
    if (cursor.accept("drop")) {
      cursor.expect("mapping");
      names.ifExists();
      cursor.expect("for");
      names.list(names::columnId);
      return;
    }
    if (!cursor.accept("add")) {
      cursor.expect("alter");
    }
    cursor.expect("mapping");
    if (cursor.accept("for")) {
      names.list(names::columnId);
    }
    if (cursor.accept("replace")) {
      names.anyName();
    }
    cursor.expect("with");
    names.list(names::anyName);
  }

  Statement load(Position at) {
    int start = cursor.index();
    cursor.expect("load");
    var _ = names.string();
    return refused(at, start, "LOAD");
  }
}
