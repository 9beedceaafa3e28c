package io.halcyon.sql.parser;

import io.halcyon.sql.ast.Expression;
import io.halcyon.sql.ast.Expression.Arguments;
import io.halcyon.sql.ast.Expression.Call;
import io.halcyon.sql.ast.Expression.CallQuantifier;
import io.halcyon.sql.ast.Position;
import io.halcyon.sql.ast.QualifiedName;
import io.halcyon.sql.ast.SortItem;
import io.halcyon.sql.ast.TypeName;
import io.halcyon.sql.ast.Window;
import io.halcyon.sql.lexer.TokenKind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Calls of functions and aggregates, and what the grammar knows that looks like one.
final class CallParser {
  private static final Arguments STAR =
      new Arguments(CallQuantifier.STAR, List.of(), false, List.of(), false);

  private final Grammar grammar;
  private final Cursor cursor;
  private final Names names;
  private final SpecialCallParser specials;

  CallParser(Grammar grammar) {
    this.grammar = grammar;
    this.cursor = grammar.cursor;
    this.names = grammar.names;
    this.specials = new SpecialCallParser(grammar);
  }

  /// Reads a call behind the function's name, or a literal of a type with modifiers, which begins
  /// alike.
  Expression call(QualifiedName function) {
    Arguments arguments = arguments();
    if (cursor.kind() == TokenKind.STRING && mayModify(arguments)) {
      return typedLiteral(function, arguments.values());
    }
    if (cursor.at("within", "group")) {
      arguments = withinGroup(arguments);
    }
    @Nullable Expression filter = null;
    if (cursor.accept("filter", "(")) {
      cursor.expect("where");
      filter = grammar.expressions.parse();
      cursor.expect(")");
    }
    @Nullable Window over = cursor.accept("over") ? grammar.clauses.over() : null;
    return new Call(function.at(), function, arguments, filter, over);
  }

  /// Reads a call without anything behind it (`func_expr_windowless`).
  Expression plainCall() {
    Position at = cursor.position();
    if (cursor.kind() == TokenKind.KEYWORD) {
      Expression special = special(at);
      if (special != null) {
        return special;
      }
    }
    QualifiedName function = names.function();
    if (!cursor.at("(")) {
      throw cursor.unexpected();
    }
    return plainCall(function);
  }

  /// Reads the arguments of a call that nothing follows (`func_application`).
  Expression plainCall(QualifiedName function) {
    return new Call(function.at(), function, arguments(), null, null);
  }

  /// Returns whether a call may begin here: for places where a plain column may, too.
  boolean atPlainCall() {
    if (cursor.kind() == TokenKind.KEYWORD && specials.at()) {
      return true;
    }
    if (!names.atTypeFunctionName() && !names.atColumnId()) {
      return false;
    }
    int offset = 1;
    while (cursor.ahead(offset, ".")) {
      offset += 2;
    }
    return cursor.ahead(offset, "(") && (offset > 1 || names.atTypeFunctionName());
  }

  /// Reads what only the grammar knows; null if nothing such begins here.
  @Nullable Expression special(Position at) {
    return specials.special(at);
  }

  Expression typedLiteral(QualifiedName name, List<Expression> modifiers) {
    TypeName type = new TypeName(name.at(), false, name, false, modifiers, null, List.of());
    return new Expression.TypedLiteral(name.at(), type, cursor.position(), names.string());
  }

  private boolean mayModify(Arguments arguments) {
    boolean list =
        arguments.quantifier() == CallQuantifier.NONE
            && !arguments.variadic()
            && !arguments.values().isEmpty();
    if (!list) {
      return false;
    }
    if (!arguments.orderBy().isEmpty()) {
      throw cursor.invalid(
          "type modifier cannot have ORDER BY", arguments.orderBy().getFirst().at());
    }
    for (Expression value : arguments.values()) {
      if (value instanceof Expression.NamedArgument) {
        throw cursor.invalid("type modifier cannot have parameter name", value.at());
      }
    }
    return true;
  }

  private Arguments arguments() {
    cursor.expect("(");
    if (cursor.accept("*")) {
      cursor.expect(")");
      return STAR;
    }
    CallQuantifier quantifier = CallQuantifier.NONE;
    if (cursor.accept("distinct")) {
      quantifier = CallQuantifier.DISTINCT;
    } else if (cursor.accept("all")) {
      quantifier = CallQuantifier.ALL;
    }
    List<Expression> values = new ArrayList<>(4);
    boolean variadic = false;
    if (quantifier != CallQuantifier.NONE || !cursor.at(")")) {
      do {
        variadic = quantifier == CallQuantifier.NONE && cursor.accept("variadic");
        values.add(argument());
      } while (!variadic && cursor.accept(","));
    }
    List<SortItem> orderBy =
        !values.isEmpty() && cursor.at("order") ? grammar.clauses.orderBy() : List.of();
    cursor.expect(")");
    return new Arguments(quantifier, List.copyOf(values), variadic, orderBy, false);
  }

  /// Reads an argument, with its name if it has one (`func_arg_expr`).
  Expression argument() {
    boolean named = names.atTypeFunctionName() && (cursor.ahead(1, "=>") || cursor.ahead(1, ":="));
    if (!named) {
      return grammar.expressions.parse();
    }
    Position at = cursor.position();
    String name = cursor.take();
    cursor.advance();
    return new Expression.NamedArgument(at, name, grammar.expressions.parse());
  }

  private Arguments withinGroup(Arguments arguments) {
    Position at = cursor.position();
    cursor.expect("within", "group");
    cursor.expect("(");
    List<SortItem> orderBy = grammar.clauses.orderBy();
    cursor.expect(")");
    if (!arguments.orderBy().isEmpty()) {
      throw cursor.invalid("cannot use multiple ORDER BY clauses with WITHIN GROUP", at);
    }
    if (arguments.quantifier() == CallQuantifier.DISTINCT) {
      throw cursor.invalid("cannot use DISTINCT with WITHIN GROUP", at);
    }
    if (arguments.variadic()) {
      throw cursor.invalid("cannot use VARIADIC with WITHIN GROUP", at);
    }
    return new Arguments(arguments.quantifier(), arguments.values(), false, orderBy, true);
  }
}
