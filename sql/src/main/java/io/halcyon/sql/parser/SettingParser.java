package io.halcyon.sql.parser;

import io.halcyon.sql.ast.Expression;
import io.halcyon.sql.ast.Option;
import io.halcyon.sql.ast.Position;
import io.halcyon.sql.ast.QualifiedName;
import io.halcyon.sql.ast.SessionStatement;
import io.halcyon.sql.ast.SessionStatement.Scope;
import io.halcyon.sql.ast.SessionStatement.Set;
import io.halcyon.sql.ast.Statement;
import io.halcyon.sql.ast.TransactionStatement;
import io.halcyon.sql.lexer.TokenKind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `SET`, `RESET` and `SHOW`. The special forms of standard SQL become the settings that they are.
final class SettingParser {
  private final Grammar grammar;
  private final Cursor cursor;
  private final Names names;
  private final OptionParser options;

  SettingParser(Grammar grammar) {
    this.grammar = grammar;
    this.cursor = grammar.cursor;
    this.names = grammar.names;
    this.options = new OptionParser(grammar);
  }

  Statement set() {
    Position at = cursor.position();
    cursor.expect("set");
    if (cursor.accept("constraints")) {
      return constraints(at);
    }
    Scope scope = Scope.DEFAULT;
    boolean word = !cursor.ahead(1, "=") && !cursor.ahead(1, "to") && !cursor.ahead(1, ".");
    boolean statementForm =
        cursor.at("session", "characteristics") || cursor.at("session", "authorization");
    if (word && !statementForm && !cursor.ahead(1, "from")) {
      scope = scope();
    }
    return rest(at, scope);
  }

  private Scope scope() {
    if (cursor.accept("local")) {
      return Scope.LOCAL;
    }
    return cursor.accept("session") ? Scope.SESSION : Scope.DEFAULT;
  }

  private Statement rest(Position at, Scope scope) {
    if (cursor.at("session", "characteristics")) {
      cursor.advance();
      cursor.advance();
      cursor.expect("as", "transaction");
      return new TransactionStatement.SetModes(
          at, scope, true, new TransactionParser(grammar).modes());
    }
    boolean transaction =
        cursor.at("transaction")
            && !cursor.ahead(1, "=")
            && !cursor.ahead(1, "to")
            && !cursor.ahead(1, ".");
    if (transaction) {
      cursor.advance();
      return new TransactionParser(grammar).setTransaction(at, scope);
    }
    return setting(at, scope);
  }

  private Statement constraints(Position at) {
    var constraints = cursor.accept("all") ? List.<QualifiedName>of() : names.list(names::relation);
    boolean deferred = cursor.accept("deferred");
    if (!deferred) {
      cursor.expect("immediate");
    }
    return new SessionStatement.SetConstraints(at, constraints, deferred);
  }

  /// Reads `SET` or `RESET` behind `ALTER ROLE` and `ALTER DATABASE`.
  SessionStatement setOrReset() {
    return cursor.at("set") ? setForFunction() : reset();
  }

  /// Reads `SET` as an attribute of a function.
  SessionStatement setForFunction() {
    Position at = cursor.position();
    cursor.expect("set");
    return setting(at, Scope.DEFAULT);
  }

  /// Reads `name TO value` only, as `ALTER SYSTEM` has it.
  void genericRest() {
    var _ = generic(cursor.position(), Scope.DEFAULT);
  }

  private SessionStatement setting(Position at, Scope scope) {
    boolean plain =
        cursor.ahead(1, "=")
            || cursor.ahead(1, "to")
            || cursor.ahead(1, ".")
            || cursor.ahead(1, "from");
    if (plain && names.atColumnId()) {
      return generic(at, scope);
    }
    String word = cursor.kind() == TokenKind.KEYWORD ? cursor.text() : "";
    return switch (word) {
      case "time" -> {
        cursor.expect("time", "zone");
        yield new Set(at, scope, "timezone", zone());
      }
      case "schema" -> {
        cursor.advance();
        yield one(at, scope, "search_path", new Option.Text(names.string()));
      }
      case "names" -> {
        cursor.advance();
        yield new Set(at, scope, "client_encoding", encoding());
      }
      case "role" -> {
        cursor.advance();
        yield one(at, scope, "role", wordOrString());
      }
      case "session" -> {
        cursor.expect("session", "authorization");
        yield cursor.accept("default")
            ? new Set(at, scope, "session_authorization", List.of())
            : one(at, scope, "session_authorization", wordOrString());
      }
      case "xml" -> {
        cursor.expect("xml", "option");
        yield one(at, scope, "xmloption", documentOrContent());
      }
      case "catalog" -> {
        cursor.advance();
        var _ = names.string();
        throw cursor.error("0A000", "current database cannot be changed", at);
      }
      default -> generic(at, scope);
    };
  }

  private static SessionStatement one(Position at, Scope scope, String name, Option.Value value) {
    return new Set(at, scope, name, List.of(value));
  }

  private Option.Value documentOrContent() {
    if (!cursor.atAny("document", "content")) {
      throw cursor.unexpected();
    }
    return new Option.Word(cursor.take());
  }

  private Option.Value wordOrString() {
    return cursor.kind() == TokenKind.STRING
        ? new Option.Text(names.string())
        : new Option.Word(names.nonReservedWord());
  }

  private List<Option.Value> encoding() {
    if (cursor.kind() == TokenKind.STRING) {
      return List.of(new Option.Text(cursor.take()));
    }
    cursor.accept("default");
    return List.of();
  }

  private List<Option.Value> zone() {
    if (cursor.accept("default") || cursor.accept("local")) {
      return List.of();
    }
    if (cursor.kind() == TokenKind.STRING) {
      return List.of(new Option.Text(cursor.take()));
    }
    if (cursor.kind() == TokenKind.IDENTIFIER) {
      return List.of(new Option.Word(cursor.take()));
    }
    if (cursor.at("interval")) {
      Position at = cursor.position();
      Expression.TypedLiteral interval = grammar.types.interval(at);
      @Nullable String fields = interval.type().intervalFields();
      boolean hours = fields == null || fields.equals("HOUR") || fields.equals("HOUR TO MINUTE");
      if (!hours) {
        throw cursor.invalid("time zone interval must be HOUR or HOUR TO MINUTE", at);
      }
      return List.of(new Option.IntervalValue(interval));
    }
    return List.of(new Option.Numeral(names.number()));
  }

  private String name() {
    StringBuilder name = new StringBuilder(names.columnId());
    while (cursor.accept(".")) {
      name.append('.').append(names.columnId());
    }
    return name.toString();
  }

  private SessionStatement generic(Position at, Scope scope) {
    String name = name();
    if (cursor.accept("from")) {
      cursor.expect("current");
      return new SessionStatement.SetFromCurrent(at, scope, name);
    }
    if (!cursor.accept("to")) {
      cursor.expect("=");
    }
    return cursor.accept("default")
        ? new Set(at, scope, name, List.of())
        : new Set(at, scope, name, names.list(options::settingValue));
  }

  SessionStatement reset() {
    Position at = cursor.position();
    cursor.expect("reset");
    return new SessionStatement.Reset(at, settingName());
  }

  /// Reads what may follow `ALTER SYSTEM RESET`.
  void resetRest() {
    if (!cursor.accept("all")) {
      var _ = name();
    }
  }

  SessionStatement show() {
    Position at = cursor.position();
    cursor.expect("show");
    return new SessionStatement.Show(at, settingName());
  }

  /// Reads the name of a setting or one of the names that standard SQL has; null for all.
  private @Nullable String settingName() {
    if (cursor.accept("all")) {
      return null;
    }
    if (cursor.accept("time", "zone")) {
      return "timezone";
    }
    if (cursor.accept("transaction", "isolation")) {
      cursor.expect("level");
      return "transaction_isolation";
    }
    if (cursor.accept("session", "authorization")) {
      return "session_authorization";
    }
    return name();
  }
}
