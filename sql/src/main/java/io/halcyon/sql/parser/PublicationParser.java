package io.halcyon.sql.parser;

/// Logical replication: publications and subscriptions. Checked and refused.
final class PublicationParser {
  private final Grammar grammar;
  private final Cursor cursor;
  private final Names names;
  private final OptionParser options;

  PublicationParser(Grammar grammar) {
    this.grammar = grammar;
    this.cursor = grammar.cursor;
    this.names = grammar.names;
    this.options = new OptionParser(grammar);
  }

  String createPublication() {
    cursor.expect("publication");
    var _ = names.columnId();
    if (cursor.accept("for", "all")) {
      cursor.expect("tables");
    } else if (cursor.accept("for")) {
      objects();
    }
    optionalDefinition();
    return "PUBLICATION";
  }

  private void optionalDefinition() {
    if (cursor.accept("with")) {
      options.definition();
    }
  }

  /// Reads tables and schemas. A name alone goes on with what the last keyword began.
  private void objects() {
    boolean first = true;
    boolean schemas = false;
    do {
      if (cursor.accept("table")) {
        schemas = false;
        table();
      } else if (cursor.accept("tables", "in")) {
        cursor.expect("schema");
        schemas = true;
        schema();
      } else if (first) {
        throw cursor.invalid("invalid publication object list", cursor.position());
      } else if (schemas) {
        schema();
      } else {
        table();
      }
      first = false;
    } while (cursor.accept(","));
  }

  private void schema() {
    if (!cursor.accept("current_schema")) {
      var _ = names.columnId();
    }
  }

  private void table() {
    grammar.tables.relation();
    names.optionalColumnIds();
    if (cursor.accept("where")) {
      cursor.expect("(");
      grammar.expressions.parse();
      cursor.expect(")");
    }
  }

  void alterPublication() {
    if (cursor.at("set", "(")) {
      cursor.advance();
      options.definition();
      return;
    }
    if (!cursor.atAny("add", "set", "drop")) {
      throw cursor.unexpected();
    }
    cursor.advance();
    objects();
  }

  String createSubscription() {
    cursor.expect("subscription");
    var _ = names.columnId();
    cursor.expect("connection");
    var _ = names.string();
    cursor.expect("publication");
    names.list(names::columnLabel);
    optionalDefinition();
    return "SUBSCRIPTION";
  }

  void alterSubscription() {
    if (cursor.accept("enable") || cursor.accept("disable")) {
      return;
    }
    if (cursor.accept("connection")) {
      var _ = names.string();
      return;
    }
    if (cursor.accept("refresh")) {
      cursor.expect("publication");
      optionalDefinition();
      return;
    }
    if (cursor.accept("skip")) {
      options.definition();
      return;
    }
    if (cursor.at("set", "(")) {
      cursor.advance();
      options.definition();
      return;
    }
    if (!cursor.atAny("add", "set", "drop")) {
      throw cursor.unexpected();
    }
    cursor.advance();
    cursor.expect("publication");
    names.list(names::columnLabel);
    optionalDefinition();
  }
}
