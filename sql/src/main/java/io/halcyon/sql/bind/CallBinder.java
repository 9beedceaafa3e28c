package io.halcyon.sql.bind;

import io.halcyon.sql.ast.Expression;
import io.halcyon.sql.ast.Expression.CallQuantifier;
import io.halcyon.sql.ast.Position;
import io.halcyon.sql.ast.QualifiedName;
import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;
import io.halcyon.sql.function.CandidateChoice;
import io.halcyon.sql.function.CandidateChoice.Candidate;
import io.halcyon.sql.function.Cast;
import io.halcyon.sql.function.Casts;
import io.halcyon.sql.function.Function;
import io.halcyon.sql.function.Polymorphism;
import io.halcyon.sql.function.Signatures;
import io.halcyon.sql.parser.Parser;
import io.halcyon.sql.parser.ParserConfig;
import io.halcyon.sql.type.SqlType;
import io.halcyon.sql.type.Types;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Finds functions and makes calls of them: `ParseFuncOrColumn` and `func_get_detail` of
/// PostgreSQL's `parse_func.c`.
final class CallBinder {
  private static final int ARGUMENTS_MAX = 100;

  private final ExpressionBinder expressions;
  private final Catalog catalog;
  private final Coercion coercion;

  CallBinder(ExpressionBinder expressions, Catalog catalog, Coercion coercion) {
    this.expressions = expressions;
    this.catalog = catalog;
    this.coercion = coercion;
  }

  /// A function that may be meant.
  ///
  /// @param order for each of its arguments the index among those of the call; -1 for a default
  /// @param expanded whether the variadic array is taken apart
  record Choice(Function function, List<SqlType> arguments, int[] order, boolean expanded) {}

  /// What is given to a call.
  ///
  /// @param names of the last ones, where they are named; null for the others
  record Given(List<BoundExpression> values, List<@Nullable String> names, boolean variadicArray) {
    static Given of(List<BoundExpression> values) {
      return new Given(values, java.util.Collections.nCopies(values.size(), null), false);
    }

    List<SqlType> types() {
      return values.stream().map(BoundExpression::type).toList();
    }
  }

  /// Binds a call as written.
  BoundExpression bind(Expression.Call call) {
    Expression.Arguments arguments = call.arguments();
    List<BoundExpression> values = new ArrayList<>();
    List<@Nullable String> names = new ArrayList<>();
    expressions.enterCall();
    for (Expression argument : arguments.values()) {
      if (argument
          instanceof Expression.NamedArgument(Position at, String name, Expression value)) {
        if (names.contains(name)) {
          throw new SqlError(
              SqlState.SYNTAX_ERROR, "argument name \"" + name + "\" used more than once", at);
        }
        names.add(name);
        values.add(expressions.bind(value));
      } else {
        if (!names.isEmpty() && names.getLast() != null) {
          throw new SqlError(
              SqlState.SYNTAX_ERROR,
              "positional argument cannot follow named argument",
              argument.at());
        }
        names.add(null);
        values.add(expressions.bind(argument));
      }
    }
    expressions.leaveCall();
    int direct = values.size();
    if (arguments.withinGroup()) {
      for (var item : arguments.orderBy()) {
        values.add(expressions.bind(item.expression()));
        names.add(null);
      }
    }
    Given given = new Given(values, names, arguments.variadic());
    if (values.size() > ARGUMENTS_MAX) {
      throw new SqlError(
          SqlState.TOO_MANY_ARGUMENTS,
          "cannot pass more than " + ARGUMENTS_MAX + " arguments to a function",
          call.at());
    }
    @Nullable BoundExpression cast = asCast(call, given);
    if (cast != null) {
      return cast;
    }
    Choice choice = choose(call.function(), given, call.at(), call);
    if (call.over() != null) {
      return expressions.windows(call.at()).bind(expressions, call, call.over(), choice, given);
    }
    if (choice.function().isAggregate()) {
      return expressions.aggregates().bind(call, choice, given, direct);
    }
    refuseDecorations(call, choice.function());
    return make(choice, given, call.at());
  }

  /// Binds a call of a built-in function by its name.
  BoundExpression builtIn(String name, List<BoundExpression> values, Position at) {
    Given given = Given.of(values);
    QualifiedName function = new QualifiedName(at, List.of("pg_catalog", name));
    return make(choose(function, given, at, null), given, at);
  }

  private static void refuseDecorations(Expression.Call call, Function function) {
    Expression.Arguments arguments = call.arguments();
    String name = String.join(".", call.function().parts());
    if (function.kind() == Function.Kind.WINDOW) {
      throw new SqlError(
          SqlState.WRONG_OBJECT_TYPE,
          "window function " + name + " requires an OVER clause",
          call.at());
    }
    if (arguments.quantifier() == CallQuantifier.STAR) {
      throw notAggregate(name + "(*)", name, call.at());
    }
    if (arguments.quantifier() == CallQuantifier.DISTINCT) {
      throw notAggregate("DISTINCT", name, call.at());
    }
    if (arguments.withinGroup()) {
      throw notAggregate("WITHIN GROUP", name, call.at());
    }
    if (!arguments.orderBy().isEmpty()) {
      throw notAggregate("ORDER BY", name, call.at());
    }
    if (call.filter() != null) {
      throw notAggregate("FILTER", name, call.at());
    }
  }

  private static SqlError notAggregate(String what, String name, Position at) {
    return new SqlError(
        SqlState.WRONG_OBJECT_TYPE,
        "%s specified, but %s is not an aggregate function".formatted(what, name),
        at);
  }

  /// A call with one argument whose name is a type's may be a cast: `float8(x)`.
  private @Nullable BoundExpression asCast(Expression.Call call, Given given) {
    Expression.Arguments arguments = call.arguments();
    boolean plain =
        arguments.quantifier() == CallQuantifier.NONE
            && given.values().size() == 1
            && given.names().getFirst() == null
            && !arguments.variadic()
            && arguments.orderBy().isEmpty()
            && call.filter() == null
            && call.over() == null;
    if (!plain) {
      return null;
    }
    @Nullable SqlType target = catalog.type(call.function().parts());
    if (target == null || target.isArray() || exact(call.function(), given) != null) {
      return null;
    }
    BoundExpression operand = given.values().getFirst();
    boolean isCast = operand.type().equals(Types.UNKNOWN);
    if (!isCast) {
      Casts.@Nullable Pathway pathway =
          Casts.pathway(operand.type(), target, Cast.Context.EXPLICIT);
      isCast =
          pathway instanceof Casts.Pathway.Relabel
              || (pathway instanceof Casts.Pathway.InputOutput
                  && !(operand.type().equals(Types.RECORD) && target.category() == 'S'));
    }
    return isCast ? coercion.toTarget(operand, target, -1, Cast.Context.EXPLICIT, call.at()) : null;
  }

  private @Nullable Function exact(QualifiedName name, Given given) {
    for (Function function : catalog.functions(name.parts())) {
      if (function.arguments().equals(given.types())) {
        return function;
      }
    }
    return null;
  }

  private Choice choose(
      QualifiedName name, Given given, Position at, Expression.@Nullable Call call) {
    List<SqlType> actual = given.types();
    List<Candidate<Choice>> candidates = candidates(catalog.functions(name.parts()), given);
    for (Candidate<Choice> candidate : candidates) {
      if (candidate.arguments().equals(actual)) {
        return candidate.target();
      }
    }
    List<Candidate<Choice>> matching = CandidateChoice.matching(actual, candidates);
    if (matching.size() == 1) {
      return matching.getFirst().target();
    }
    @Nullable Candidate<Choice> best =
        matching.isEmpty() ? null : CandidateChoice.best(actual, matching);
    if (best == null) {
      throw notFound(name, given, !matching.isEmpty(), at, call);
    }
    return best.target();
  }

  private SqlError notFound(
      QualifiedName name,
      Given given,
      boolean ambiguous,
      Position at,
      Expression.@Nullable Call call) {
    if (name.parts().size() > 1 && !catalog.hasSchema(name.parts().getFirst())) {
      return new SqlError(
          SqlState.INVALID_SCHEMA_NAME,
          "schema \"" + name.parts().getFirst() + "\" does not exist",
          at);
    }
    String signature = String.join(".", name.parts()) + described(given);
    if (ambiguous) {
      return new SqlError(
              SqlState.AMBIGUOUS_FUNCTION, "function " + signature + " is not unique", at)
          .withHint(
              "Could not choose a best candidate function. "
                  + "You might need to add explicit type casts.");
    }
    SqlError error =
        new SqlError(SqlState.UNDEFINED_FUNCTION, "function " + signature + " does not exist", at);
    boolean ordered =
        call != null && !call.arguments().orderBy().isEmpty() && !call.arguments().withinGroup();
    return error.withHint(
        ordered
            ? "No aggregate function matches the given name and argument types. "
                + "Perhaps you misplaced ORDER BY; ORDER BY must appear after all regular "
                + "arguments of the aggregate."
            : "No function matches the given name and argument types. "
                + "You might need to add explicit type casts.");
  }

  private static String described(Given given) {
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < given.values().size(); i++) {
      @Nullable String name = given.names().get(i);
      String type = given.values().get(i).type().displayName();
      parts.add(name == null ? type : name + " => " + type);
    }
    return "(" + String.join(", ", parts) + ")";
  }

  private static List<Candidate<Choice>> candidates(List<Function> functions, Given given) {
    Map<List<SqlType>, Choice> bySignature = new LinkedHashMap<>();
    for (Function function : functions) {
      @Nullable Choice choice = applied(function, given);
      if (choice != null) {
        bySignature.merge(
            effective(choice, given),
            choice,
            (known, next) -> known.expanded() && !next.expanded() ? next : known);
      }
    }
    List<Candidate<Choice>> candidates = new ArrayList<>();
    bySignature.forEach((arguments, choice) -> candidates.add(new Candidate<>(choice, arguments)));
    return candidates;
  }

  /// Returns the types that the call's arguments meet, in the order of the call.
  private static List<SqlType> effective(Choice choice, Given given) {
    SqlType[] types = new SqlType[given.values().size()];
    for (int i = 0; i < choice.order().length; i++) {
      if (choice.order()[i] >= 0) {
        types[choice.order()[i]] = choice.arguments().get(i);
      }
    }
    return List.of(types);
  }

  /// Returns how a function would take the arguments, or null if their number or names are wrong.
  private static @Nullable Choice applied(Function function, Given given) {
    int count = given.values().size();
    int declared = function.arguments().size();
    boolean named = count > 0 && given.names().getLast() != null;
    if (function.variadicElement() != null && !given.variadicArray() && !named) {
      if (count < declared) {
        return null;
      }
      List<SqlType> arguments = new ArrayList<>(function.arguments().subList(0, declared - 1));
      while (arguments.size() < count) {
        arguments.add(function.variadicElement());
      }
      return new Choice(function, List.copyOf(arguments), identity(count), true);
    }
    if (given.variadicArray() && function.variadicElement() == null) {
      return null;
    }
    if (count > declared || count < declared - function.defaults().size()) {
      return null;
    }
    int[] order = identity(declared);
    for (int i = count; i < declared; i++) {
      order[i] = -1;
    }
    return !named || arrange(function, given, order)
        ? new Choice(function, function.arguments(), order, false)
        : null;
  }

  private static boolean arrange(Function function, Given given, int[] order) {
    int positional = 0;
    while (given.names().get(positional) == null) {
      positional++;
    }
    java.util.Arrays.fill(order, positional, order.length, -1);
    for (int i = positional; i < given.names().size(); i++) {
      int index = function.argumentNames().indexOf(given.names().get(i));
      if (index < positional) {
        return false;
      }
      order[index] = i;
    }
    int required = order.length - function.defaults().size();
    for (int i = positional; i < required; i++) {
      if (order[i] < 0) {
        return false;
      }
    }
    return true;
  }

  private static int[] identity(int count) {
    int[] order = new int[count];
    for (int i = 0; i < count; i++) {
      order[i] = i;
    }
    return order;
  }

  /// Returns the values for a function's arguments, converted, and its result type.
  ///
  /// @param result the type of the result
  record Arguments(List<BoundExpression> values, SqlType result) {}

  Arguments arguments(Choice choice, Given given, Position at) {
    List<BoundExpression> values = new ArrayList<>();
    List<SqlType> actual = new ArrayList<>();
    for (int i = 0; i < choice.order().length; i++) {
      int index = choice.order()[i];
      BoundExpression value =
          index >= 0 ? given.values().get(index) : defaultOf(choice.function(), i);
      values.add(value);
      actual.add(value.type());
    }
    Record outcome = Polymorphism.solve(actual, choice.arguments(), choice.function().result());
    if (outcome instanceof Polymorphism.Failure failure) {
      throw polymorphicError(failure, at);
    }
    Polymorphism.Solution solution = (Polymorphism.Solution) outcome;
    List<BoundExpression> converted = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      converted.add(coercion.implicit(values.get(i), solution.arguments().get(i)));
    }
    if (choice.expanded() && !Types.ANY.equals(choice.function().variadicElement())) {
      converted = gathered(choice.function(), converted, at);
    }
    return new Arguments(List.copyOf(converted), solution.result());
  }

  private BoundExpression defaultOf(Function function, int index) {
    int first = function.arguments().size() - function.defaults().size();
    String sql = function.defaults().get(index - first);
    return expressions.bind(new Parser(ParserConfig.DEFAULT).expression(sql));
  }

  /// Makes an array of the variadic arguments.
  private static List<BoundExpression> gathered(
      Function function, List<BoundExpression> values, Position at) {
    int fixed = function.arguments().size() - 1;
    List<BoundExpression> result = new ArrayList<>(values.subList(0, fixed));
    List<BoundExpression> elements = List.copyOf(values.subList(fixed, values.size()));
    SqlType element = elements.getFirst().type();
    @Nullable SqlType array = Types.arrayOf(element);
    if (array == null) {
      throw new SqlError(
          SqlState.UNDEFINED_OBJECT, "could not find array type for data type " + element, at);
    }
    result.add(new BoundExpression.ArrayConstructor(at, array, -1, elements, false));
    return result;
  }

  private BoundExpression make(Choice choice, Given given, Position at) {
    Arguments arguments = arguments(choice, given, at);
    Function function = choice.function();
    if (function.returnsSet()) {
      expressions.requireSetAllowed(at);
    }
    if (given.variadicArray() && Types.ANY.equals(function.variadicElement())) {
      BoundExpression last = arguments.values().getLast();
      if (!last.type().isArray()) {
        throw new SqlError(
            SqlState.DATATYPE_MISMATCH, "VARIADIC argument must be an array", last.at());
      }
    }
    return new BoundExpression.Call(
        at, function, arguments.result(), -1, arguments.values(), given.variadicArray());
  }

  static SqlError polymorphicError(Polymorphism.Failure failure, Position at) {
    SqlError error = new SqlError(SqlState.DATATYPE_MISMATCH, failure.message());
    return failure.detail() == null ? error : error.withDetail(failure.detail());
  }

  static String signature(String name, List<SqlType> types) {
    return name + Signatures.list(types);
  }
}
