package io.halcyon.sql.parser;

import io.halcyon.sql.ast.Position;
import io.halcyon.sql.ast.Statement;
import io.halcyon.sql.lexer.TokenKind;
import java.util.Locale;

/// `CREATE` of the objects that extend PostgreSQL itself: aggregates, operators, casts, languages
/// and so on. Checked and refused.
final class DefinitionParser {
  private final Grammar grammar;
  private final Cursor cursor;
  private final Names names;
  private final OptionParser options;
  private final FunctionSignatureParser signatures;

  DefinitionParser(Grammar grammar) {
    this.grammar = grammar;
    this.cursor = grammar.cursor;
    this.names = grammar.names;
    this.options = new OptionParser(grammar);
    this.signatures = new FunctionSignatureParser(grammar);
  }

  /// Reads the object behind `CREATE [OR REPLACE]`.
  Statement create(Position at, int start, boolean orReplace) {
    String word = cursor.kind() == TokenKind.KEYWORD ? cursor.text() : "";
    String command =
        switch (word) {
          case "aggregate" -> aggregate();
          case "trusted", "procedural", "language" -> language();
          case "rule" -> rule();
          case "transform" -> transform();
          default -> orReplace ? refuse() : createOnly(word);
        };
    return new RefusedParser(grammar).refused(at, start, "CREATE " + command);
  }

  private String refuse() {
    throw cursor.unexpected();
  }

  private String createOnly(String word) {
    return switch (word) {
      case "access" -> accessMethod();
      case "cast" -> cast();
      case "collation" -> collation();
      case "default", "conversion" -> conversion();
      case "event" -> eventTrigger();
      case "operator" -> operator();
      case "publication" -> new PublicationParser(grammar).createPublication();
      case "subscription" -> new PublicationParser(grammar).createSubscription();
      case "statistics" -> statistics();
      case "tablespace" -> tablespace();
      case "text" -> textSearch();
      case "foreign" -> new ForeignParser(grammar).createForeign();
      case "server" -> new ForeignParser(grammar).createServer();
      case "assertion" -> throw cursor.unsupported("CREATE ASSERTION", cursor.position());
      default -> refuse();
    };
  }

  private String aggregate() {
    cursor.expect("aggregate");
    names.function();
    boolean old = cursor.at("(") && cursor.ahead(2, "=");
    if (!old) {
      signatures.aggregate();
    }
    options.definition();
    return "AGGREGATE";
  }

  private String language() {
    cursor.accept("trusted");
    cursor.accept("procedural");
    cursor.expect("language");
    var _ = names.columnId();
    if (cursor.accept("handler")) {
      names.anyName();
      if (cursor.accept("inline")) {
        names.anyName();
      }
      if (cursor.accept("validator")) {
        names.anyName();
      } else {
        cursor.accept("no", "validator");
      }
    }
    return "LANGUAGE";
  }

  private String rule() {
    cursor.expect("rule");
    var _ = names.columnId();
    cursor.expect("as", "on");
    if (!cursor.atAny("select", "update", "delete") && !cursor.at("insert")) {
      throw cursor.unexpected();
    }
    cursor.advance();
    cursor.expect("to");
    names.relation();
    grammar.clauses.optionalWhere();
    cursor.expect("do");
    if (!cursor.accept("instead")) {
      cursor.accept("also");
    }
    if (cursor.accept("nothing")) {
      return "RULE";
    }
    if (cursor.at("(")) {
      ruleActions();
    } else {
      ruleAction();
    }
    return "RULE";
  }

  private void ruleActions() {
    cursor.expect("(");
    while (true) {
      while (cursor.accept(";")) {
        // empty statements are allowed
      }
      if (cursor.accept(")")) {
        return;
      }
      ruleAction();
      if (!cursor.at(")") && !cursor.at(";")) {
        throw cursor.unexpected();
      }
    }
  }

  private void ruleAction() {
    if (cursor.at("notify")) {
      new SessionParser(grammar).notification();
    } else {
      grammar.statements.preparable();
    }
  }

  private String transform() {
    cursor.expect("transform", "for");
    grammar.types.type();
    cursor.expect("language");
    var _ = names.columnId();
    cursor.expect("(");
    boolean first = cursor.accept("from");
    if (!first) {
      cursor.expect("to");
    }
    transformFunction();
    if (cursor.accept(",")) {
      cursor.expect(first ? "to" : "from");
      transformFunction();
    }
    cursor.expect(")");
    return "TRANSFORM";
  }

  private void transformFunction() {
    cursor.expect("sql", "with");
    cursor.expect("function");
    function();
  }

  private void function() {
    signatures.routineName();
    signatures.optionalReference();
  }

  private String accessMethod() {
    cursor.expect("access", "method");
    var _ = names.columnId();
    cursor.expect("type");
    if (!cursor.accept("index")) {
      cursor.expect("table");
    }
    cursor.expect("handler");
    names.anyName();
    return "ACCESS METHOD";
  }

  private String cast() {
    cursor.expect("cast", "(");
    grammar.types.type();
    cursor.expect("as");
    grammar.types.type();
    cursor.expect(")");
    if (cursor.accept("without")) {
      cursor.expect("function");
    } else {
      cursor.expect("with");
      if (!cursor.accept("inout")) {
        cursor.expect("function");
        function();
      }
    }
    if (cursor.accept("as") && !cursor.accept("implicit")) {
      cursor.expect("assignment");
    }
    return "CAST";
  }

  private String collation() {
    cursor.expect("collation");
    names.ifNotExists();
    names.anyName();
    if (cursor.accept("from")) {
      names.anyName();
    } else {
      options.definition();
    }
    return "COLLATION";
  }

  private String conversion() {
    cursor.accept("default");
    cursor.expect("conversion");
    names.anyName();
    cursor.expect("for");
    var _ = names.string();
    cursor.expect("to");
    var _ = names.string();
    cursor.expect("from");
    names.anyName();
    return "CONVERSION";
  }

  private String eventTrigger() {
    cursor.expect("event", "trigger");
    var _ = names.columnId();
    cursor.expect("on");
    var _ = names.columnLabel();
    if (cursor.accept("when")) {
      do {
        var _ = names.columnId();
        cursor.expect("in");
        names.parenthesized(names::string);
      } while (cursor.accept("and"));
    }
    cursor.expect("execute");
    if (!cursor.accept("function")) {
      cursor.expect("procedure");
    }
    names.function();
    cursor.expect("(", ")");
    return "EVENT TRIGGER";
  }

  private String operator() {
    cursor.expect("operator");
    if (cursor.at("family")) {
      cursor.advance();
      names.anyName();
      cursor.expect("using");
      var _ = names.columnId();
      return "OPERATOR FAMILY";
    }
    if (cursor.accept("class")) {
      operatorClass();
      return "OPERATOR CLASS";
    }
    new ConstraintParser(grammar).anyOperator();
    options.definition();
    return "OPERATOR";
  }

  private void operatorClass() {
    names.anyName();
    cursor.accept("default");
    cursor.expect("for", "type");
    grammar.types.type();
    cursor.expect("using");
    var _ = names.columnId();
    if (cursor.accept("family")) {
      names.anyName();
    }
    cursor.expect("as");
    names.list(this::operatorClassItem);
  }

  private boolean operatorClassItem() {
    if (cursor.accept("storage")) {
      grammar.types.type();
      return true;
    }
    boolean operator = cursor.accept("operator");
    if (!operator) {
      cursor.expect("function");
    }
    names.integer();
    if (operator) {
      operatorItem();
    } else {
      if (cursor.at("(")) {
        names.parenthesized(grammar.types::type);
      }
      function();
    }
    return true;
  }

  private void operatorItem() {
    new ConstraintParser(grammar).anyOperator();
    if (cursor.accept("(")) {
      if (!cursor.accept("none")) {
        grammar.types.type();
      }
      cursor.expect(",");
      if (!cursor.accept("none")) {
        grammar.types.type();
      }
      cursor.expect(")");
    }
    if (cursor.accept("for", "search")) {
      return;
    }
    if (cursor.accept("for")) {
      cursor.expect("order", "by");
      names.anyName();
    }
    cursor.accept("recheck");
  }

  void alterOperatorFamily() {
    if (cursor.accept("add")) {
      names.list(this::operatorClassItem);
      return;
    }
    cursor.expect("drop");
    names.list(() -> {
      if (!cursor.accept("operator")) {
        cursor.expect("function");
      }
      names.integer();
      return names.parenthesized(grammar.types::type);
    });
  }

  private String statistics() {
    cursor.expect("statistics");
    names.ifNotExists();
    names.anyName();
    if (cursor.at("(")) {
      names.parenthesized(names::columnId);
    }
    cursor.expect("on");
    names.list(grammar.clauses::indexExpression);
    cursor.expect("from");
    grammar.tables.list();
    return "STATISTICS";
  }

  private String tablespace() {
    cursor.expect("tablespace");
    var _ = names.columnId();
    if (cursor.accept("owner")) {
      names.role();
    }
    cursor.expect("location");
    var _ = names.string();
    if (cursor.accept("with")) {
      options.storageOptions();
    }
    return "TABLESPACE";
  }

  private String textSearch() {
    cursor.expect("text", "search");
    if (!cursor.atAny("parser", "dictionary", "template") && !cursor.at("configuration")) {
      throw cursor.unexpected();
    }
    String kind = cursor.take().toUpperCase(Locale.ROOT);
    names.anyName();
    options.definition();
    return "TEXT SEARCH " + kind;
  }
}
