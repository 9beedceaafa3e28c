package io.halcyon.sql.parser;

import io.halcyon.sql.ast.FunctionParameter;
import io.halcyon.sql.ast.ObjectKind;
import io.halcyon.sql.ast.ObjectRef;
import io.halcyon.sql.ast.Option;
import io.halcyon.sql.ast.Position;
import io.halcyon.sql.ast.QualifiedName;
import io.halcyon.sql.ast.RoutineStatement;
import io.halcyon.sql.ast.RoutineStatement.Body;
import io.halcyon.sql.ast.Statement;
import io.halcyon.sql.ast.TableRef.ColumnType;
import io.halcyon.sql.ast.TypeName;
import io.halcyon.sql.lexer.TokenKind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Functions, procedures, `DO` and `CALL`.
final class RoutineParser {
  private final Grammar grammar;
  private final Cursor cursor;
  private final Names names;
  private final FunctionSignatureParser signatures;

  RoutineParser(Grammar grammar) {
    this.grammar = grammar;
    this.cursor = grammar.cursor;
    this.names = grammar.names;
    this.signatures = new FunctionSignatureParser(grammar);
  }

  Statement create(Position at, boolean orReplace) {
    boolean procedure = cursor.take().equals("procedure");
    QualifiedName name = names.function();
    List<FunctionParameter> parameters = signatures.definition();
    @Nullable TypeName returns = null;
    List<ColumnType> table = List.of();
    boolean returnsType = !procedure && cursor.at("returns") && !cursor.ahead(1, "null");
    if (returnsType) {
      cursor.advance();
      if (cursor.accept("table")) {
        table = names.parenthesized(this::tableColumn);
      } else {
        returns = signatures.functionType();
      }
    }
    List<Option> attributes = attributes(true);
    @Nullable Body body = body();
    return new RoutineStatement.CreateFunction(
        at, orReplace, procedure, name, parameters, returns, table, attributes, body);
  }

  private ColumnType tableColumn() {
    Position at = cursor.position();
    return new ColumnType(at, names.typeFunctionName(), signatures.functionType(), null);
  }

  private @Nullable Body body() {
    if (cursor.accept("return")) {
      return new RoutineStatement.ReturnBody(grammar.expressions.parse());
    }
    if (!cursor.accept("begin")) {
      return null;
    }
    cursor.expect("atomic");
    List<Statement> statements = new ArrayList<>();
    while (!cursor.accept("end")) {
      if (cursor.accept(";")) {
        continue;
      }
      statements.add(bodyStatement());
      cursor.expect(";");
    }
    return new RoutineStatement.AtomicBody(List.copyOf(statements));
  }

  private Statement bodyStatement() {
    Position at = cursor.position();
    return cursor.accept("return")
        ? new RoutineStatement.Return(at, grammar.expressions.parse())
        : grammar.statements.statement();
  }

  private List<Option> attributes(boolean creating) {
    List<Option> attributes = new ArrayList<>();
    @Nullable Option attribute = attribute(creating);
    while (attribute != null) {
      attributes.add(attribute);
      attribute = attribute(creating);
    }
    return List.copyOf(attributes);
  }

  private @Nullable Option attribute(boolean creating) {
    Position at = cursor.position();
    @Nullable Option ofCreation = creating ? creationAttribute(at) : null;
    if (ofCreation != null) {
      return ofCreation;
    }
    @Nullable String flag = flag();
    if (flag != null) {
      return new Option(at, null, flag, null);
    }
    return switch (cursor.kind() == TokenKind.KEYWORD ? cursor.text() : "") {
      case "cost", "rows" -> {
        String name = cursor.take();
        yield new Option(at, null, name, new Option.Numeral(names.number()));
      }
      case "support" -> {
        cursor.advance();
        yield new Option(at, null, "support", new Option.ObjectName(names.anyName()));
      }
      case "parallel" -> {
        cursor.advance();
        yield new Option(at, null, "parallel", new Option.Word(names.columnId()));
      }
      case "set", "reset" -> {
        boolean set = cursor.at("set");
        SettingParser settings = new SettingParser(grammar);
        var setting = set ? settings.setForFunction() : settings.reset();
        yield new Option(at, null, "set", new Option.Setting(setting));
      }
      default -> null;
    };
  }

  private @Nullable Option creationAttribute(Position at) {
    if (cursor.accept("as")) {
      String first = names.string();
      Option.Value code =
          cursor.accept(",")
              ? new Option.Items(List.of(new Option.Text(first), new Option.Text(names.string())))
              : new Option.Text(first);
      return new Option(at, null, "as", code);
    }
    if (cursor.accept("language")) {
      return new Option(at, null, "language", wordOrString());
    }
    if (cursor.accept("transform")) {
      List<TypeName> types = names.list(this::transformType);
      return new Option(at, null, "transform", new Option.Types(types));
    }
    return cursor.accept("window") ? new Option(at, null, "window", null) : null;
  }

  private TypeName transformType() {
    cursor.expect("for", "type");
    return grammar.types.type();
  }

  private Option.Value wordOrString() {
    return cursor.kind() == TokenKind.STRING
        ? new Option.Text(names.string())
        : new Option.Word(names.nonReservedWord());
  }

  /// Reads an attribute that has no value.
  private @Nullable String flag() {
    if (cursor.atAny("strict", "immutable", "stable") || cursor.atAny("volatile", "leakproof")) {
      return cursor.take();
    }
    if (cursor.accept("called")) {
      cursor.expect("on", "null");
      cursor.expect("input");
      return "called on null input";
    }
    if (cursor.accept("returns")) {
      cursor.expect("null", "on");
      cursor.expect("null", "input");
      return "strict";
    }
    if (cursor.accept("not")) {
      cursor.expect("leakproof");
      return "not leakproof";
    }
    boolean external = cursor.accept("external");
    if (external || cursor.at("security")) {
      cursor.expect("security");
      if (cursor.accept("definer")) {
        return "security definer";
      }
      cursor.expect("invoker");
      return "security invoker";
    }
    return null;
  }

  Statement alter(Position at, ObjectKind kind, int start) {
    ObjectRef routine = new ObjectRefParser(grammar).reference(kind);
    @Nullable Statement common = new AlterParser(grammar).common(at, routine, start);
    if (common != null) {
      return common;
    }
    List<Option> attributes = attributes(false);
    if (attributes.isEmpty()) {
      throw cursor.unexpected();
    }
    cursor.accept("restrict");
    return new RoutineStatement.AlterFunction(at, routine, attributes);
  }

  Statement call() {
    Position at = cursor.position();
    cursor.expect("call");
    QualifiedName procedure = names.function();
    if (!cursor.at("(")) {
      throw cursor.unexpected();
    }
    return new RoutineStatement.CallProcedure(at, grammar.calls.plainCall(procedure));
  }

  Statement doBlock() {
    Position at = cursor.position();
    cursor.expect("do");
    @Nullable String code = null;
    @Nullable String language = null;
    do {
      if (cursor.accept("language")) {
        language = cursor.kind() == TokenKind.STRING ? names.string() : names.nonReservedWord();
      } else {
        code = names.string();
      }
    } while (cursor.at("language") || cursor.kind() == TokenKind.STRING);
    return new RoutineStatement.Do(at, code, language);
  }
}
