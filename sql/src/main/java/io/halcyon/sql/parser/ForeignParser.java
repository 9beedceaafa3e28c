package io.halcyon.sql.parser;

import io.halcyon.sql.ast.Position;
import io.halcyon.sql.ast.Statement;

/// Foreign data: wrappers, servers, user mappings, foreign tables. Checked and refused.
final class ForeignParser {
  private final Grammar grammar;
  private final Cursor cursor;
  private final Names names;
  private final OptionParser options;

  ForeignParser(Grammar grammar) {
    this.grammar = grammar;
    this.cursor = grammar.cursor;
    this.names = grammar.names;
    this.options = new OptionParser(grammar);
  }

  private Statement refused(Position at, int start, String command) {
    return new RefusedParser(grammar).refused(at, start, command);
  }

  private void optionalOptions() {
    if (cursor.at("options")) {
      options.foreignOptions(false);
    }
  }

  String createForeign() {
    cursor.expect("foreign");
    if (cursor.at("table")) {
      foreignTable();
      return "FOREIGN TABLE";
    }
    cursor.expect("data", "wrapper");
    var _ = names.columnId();
    while (wrapperFunction()) {
      // as many as there are
    }
    optionalOptions();
    return "FOREIGN DATA WRAPPER";
  }

  private boolean wrapperFunction() {
    if (cursor.accept("handler") || cursor.accept("validator")) {
      names.anyName();
      return true;
    }
    return cursor.accept("no", "handler") || cursor.accept("no", "validator");
  }

  void alterWrapper() {
    boolean functions = false;
    while (wrapperFunction()) {
      functions = true;
    }
    if (cursor.at("options")) {
      options.foreignOptions(true);
    } else if (!functions) {
      throw cursor.unexpected();
    }
  }

  private void foreignTable() {
    cursor.expect("table");
    names.ifNotExists();
    names.relation();
    if (cursor.accept("partition", "of")) {
      names.relation();
      if (cursor.at("(")) {
        names.parenthesized(this::typedElement);
      }
      new CreateTableParser(grammar).bound();
    } else {
      cursor.expect("(");
      if (!cursor.at(")")) {
        names.list(this::element);
      }
      cursor.expect(")");
      if (cursor.accept("inherits")) {
        names.parenthesized(names::relation);
      }
    }
    cursor.expect("server");
    var _ = names.columnId();
    optionalOptions();
  }

  private boolean typedElement() {
    ConstraintParser constraints = new ConstraintParser(grammar);
    if (constraints.atTableConstraint()) {
      constraints.ofTable();
      return true;
    }
    var _ = names.columnId();
    cursor.accept("with", "options");
    constraints.ofColumn();
    return true;
  }

  private boolean element() {
    ConstraintParser constraints = new ConstraintParser(grammar);
    if (constraints.atTableConstraint()) {
      constraints.ofTable();
      return true;
    }
    var _ = names.columnId();
    grammar.types.type();
    optionalOptions();
    constraints.ofColumn();
    return true;
  }

  String createServer() {
    cursor.expect("server");
    names.ifNotExists();
    var _ = names.columnId();
    if (cursor.accept("type")) {
      var _ = names.string();
    }
    optionalVersion();
    cursor.expect("foreign", "data");
    cursor.expect("wrapper");
    var _ = names.columnId();
    optionalOptions();
    return "SERVER";
  }

  private boolean optionalVersion() {
    if (!cursor.accept("version")) {
      return false;
    }
    if (!cursor.accept("null")) {
      var _ = names.string();
    }
    return true;
  }

  void alterServer() {
    boolean version = optionalVersion();
    if (cursor.at("options")) {
      options.foreignOptions(true);
    } else if (!version) {
      throw cursor.unexpected();
    }
  }

  private void mapping() {
    cursor.expect("for");
    if (!cursor.accept("user")) {
      names.role();
    }
    cursor.expect("server");
    var _ = names.columnId();
  }

  Statement createUserMapping(Position at, int start) {
    cursor.expect("user", "mapping");
    names.ifNotExists();
    mapping();
    optionalOptions();
    return refused(at, start, "CREATE USER MAPPING");
  }

  Statement alterUserMapping(Position at, int start) {
    cursor.expect("user", "mapping");
    mapping();
    options.foreignOptions(true);
    return refused(at, start, "ALTER USER MAPPING");
  }

  Statement dropUserMapping(Position at, int start) {
    cursor.expect("user", "mapping");
    names.ifExists();
    mapping();
    return refused(at, start, "DROP USER MAPPING");
  }

  Statement importSchema(Position at) {
    int start = cursor.index();
    cursor.expect("import", "foreign");
    cursor.expect("schema");
    var _ = names.columnId();
    boolean limited = cursor.accept("limit");
    if (limited) {
      cursor.expect("to");
    } else {
      limited = cursor.accept("except");
    }
    if (limited) {
      names.parenthesized(grammar.tables::relation);
    }
    cursor.expect("from", "server");
    var _ = names.columnId();
    cursor.expect("into");
    var _ = names.columnId();
    optionalOptions();
    return refused(at, start, "IMPORT FOREIGN SCHEMA");
  }
}
