package io.halcyon.sql.parser;

import io.halcyon.sql.ast.Expression;
import io.halcyon.sql.ast.FunctionParameter;
import io.halcyon.sql.ast.FunctionParameter.Mode;
import io.halcyon.sql.ast.Position;
import io.halcyon.sql.ast.QualifiedName;
import io.halcyon.sql.ast.TypeName;
import io.halcyon.sql.lexer.KeywordKind;
import io.halcyon.sql.lexer.TokenKind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Parameters of functions and aggregates, where they are defined and where they identify one.
final class FunctionSignatureParser {
  private final Grammar grammar;
  private final Cursor cursor;
  private final Names names;

  FunctionSignatureParser(Grammar grammar) {
    this.grammar = grammar;
    this.cursor = grammar.cursor;
    this.names = grammar.names;
  }

  /// Reads a type, or the type of a column (`table.column%TYPE`).
  TypeName functionType() {
    return grammar.types.functionType();
  }

  /// Reads `(…)` with defaults allowed, of a definition.
  List<FunctionParameter> definition() {
    cursor.expect("(");
    List<FunctionParameter> parameters =
        cursor.at(")") ? List.of() : names.list(() -> parameter(true, false));
    cursor.expect(")");
    return parameters;
  }

  /// Reads `(…)` of a reference if it stands here; null if not.
  @Nullable List<FunctionParameter> optionalReference() {
    if (!cursor.at("(")) {
      return null;
    }
    cursor.advance();
    List<FunctionParameter> parameters =
        cursor.at(")") ? List.of() : names.list(() -> parameter(false, false));
    cursor.expect(")");
    return parameters;
  }

  /// Reads the parameters of an aggregate; `(*)` is no parameters.
  List<FunctionParameter> aggregate() {
    cursor.expect("(");
    if (cursor.accept("*")) {
      cursor.expect(")");
      return List.of();
    }
    List<FunctionParameter> parameters = new ArrayList<>();
    if (!cursor.at("order")) {
      parameters.addAll(names.list(() -> parameter(false, false)));
    }
    if (cursor.accept("order")) {
      cursor.expect("by");
      parameters.addAll(names.list(() -> parameter(false, true)));
    }
    cursor.expect(")");
    return List.copyOf(parameters);
  }

  private FunctionParameter parameter(boolean mayDefault, boolean orderedSet) {
    Position at = cursor.position();
    Mode mode = mode();
    @Nullable String name = atParameterName() ? names.typeFunctionName() : null;
    if (mode == Mode.DEFAULT && name != null) {
      mode = mode();
    }
    TypeName type = functionType();
    @Nullable Expression defaultValue = null;
    if (mayDefault && (cursor.accept("default") || cursor.accept("="))) {
      defaultValue = grammar.expressions.parse();
    }
    return new FunctionParameter(at, mode, name, type, defaultValue, orderedSet);
  }

  private Mode mode() {
    if (cursor.accept("in")) {
      return cursor.accept("out") ? Mode.INOUT : Mode.IN;
    }
    if (cursor.accept("out")) {
      return Mode.OUT;
    }
    if (cursor.accept("inout")) {
      return Mode.INOUT;
    }
    return cursor.accept("variadic") ? Mode.VARIADIC : Mode.DEFAULT;
  }

  /// A name is followed by something that begins a type or a mode.
  private boolean atParameterName() {
    if (!names.atTypeFunctionName() || cursor.at("double", "precision")) {
      return false;
    }
    if (cursor.kindAhead(1) == TokenKind.IDENTIFIER) {
      return true;
    }
    var next = cursor.tokens().keyword(cursor.index() + 1);
    return next != null
        && (next.kind() != KeywordKind.RESERVED
            || next.word().equals("in")
            || next.word().equals("variadic"));
  }

  /// Reads the name of a function and its parameters, where they may be left out.
  QualifiedName routineName() {
    Position at = cursor.position();
    boolean alone = names.atTypeFunctionName();
    boolean qualified = names.atColumnId();
    if (!alone && !qualified) {
      throw cursor.unexpected();
    }
    String first = cursor.take();
    if (!qualified && cursor.at(".")) {
      throw cursor.unexpected();
    }
    QualifiedName name = names.attributes(at, first);
    if (!alone && name.parts().size() == 1 && cursor.at("(")) {
      throw cursor.unexpected();
    }
    return name;
  }
}
