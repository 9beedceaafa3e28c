package io.halcyon.sql.bind;

import io.halcyon.sql.ast.OperatorName;
import io.halcyon.sql.ast.Position;
import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;
import io.halcyon.sql.function.CandidateChoice;
import io.halcyon.sql.function.CandidateChoice.Candidate;
import io.halcyon.sql.function.Function;
import io.halcyon.sql.function.Functions;
import io.halcyon.sql.function.Operator;
import io.halcyon.sql.function.Polymorphism;
import io.halcyon.sql.type.SqlType;
import io.halcyon.sql.type.Types;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Finds operators and makes calls of them: `oper`, `make_op` and `make_scalar_array_op` of
/// PostgreSQL's `parse_oper.c`.
final class OperatorBinder {
  private final Catalog catalog;
  private final Coercion coercion;

  OperatorBinder(Catalog catalog, Coercion coercion) {
    this.catalog = catalog;
    this.coercion = coercion;
  }

  /// An operator with the types that its operands are converted to.
  record Resolved(Operator operator, Function function, List<SqlType> arguments, SqlType result) {}

  /// Makes `left operator right`, or `operator right` if there is no left.
  BoundExpression call(
      OperatorName name, @Nullable BoundExpression left, BoundExpression right, Position at) {
    List<BoundExpression> operands = left == null ? List.of(right) : List.of(left, right);
    Resolved resolved = resolve(name, operands, at);
    List<BoundExpression> arguments = new ArrayList<>();
    for (int i = 0; i < operands.size(); i++) {
      arguments.add(coercion.implicit(operands.get(i), resolved.arguments().get(i)));
    }
    return new BoundExpression.Call(
        at, resolved.function(), resolved.result(), -1, List.copyOf(arguments), false);
  }

  Resolved resolve(OperatorName name, List<BoundExpression> operands, Position at) {
    return resolveTypes(name, operands.stream().map(BoundExpression::type).toList(), at);
  }

  Resolved resolveTypes(OperatorName name, List<SqlType> types, Position at) {
    Operator operator = find(name, types, at);
    List<SqlType> declared =
        operator.left() == null
            ? List.of(operator.right())
            : List.of(operator.left(), operator.right());
    @Nullable Function function = Functions.find(operator.function());
    if (function == null) {
      throw SqlError.unsupported("operator " + described(name.symbol(), types), at);
    }
    return switch (Polymorphism.solve(types, declared, operator.result())) {
      case Polymorphism.Solution(List<SqlType> arguments, SqlType result) ->
          new Resolved(operator, function, arguments, result);
      case Polymorphism.Failure failure -> throw CallBinder.polymorphicError(failure, at);
      case Record other -> throw new IllegalStateException("unexpected " + other);
    };
  }

  private Operator find(OperatorName name, List<SqlType> types, Position at) {
    boolean prefix = types.size() == 1;
    if (!name.schema().isEmpty() && !catalog.hasSchema(name.schema().getFirst())) {
      throw new SqlError(
          SqlState.INVALID_SCHEMA_NAME,
          "schema \"" + name.schema().getFirst() + "\" does not exist",
          at);
    }
    List<Operator> candidates = catalog.operators(name.schema(), name.symbol(), prefix);
    @Nullable Operator exact = prefix ? exact(candidates, types) : binaryExact(candidates, types);
    if (exact != null) {
      return exact;
    }
    List<Candidate<Operator>> all = new ArrayList<>();
    for (Operator operator : candidates) {
      List<SqlType> arguments =
          operator.left() == null
              ? List.of(operator.right())
              : List.of(operator.left(), operator.right());
      all.add(new Candidate<>(operator, arguments));
    }
    List<Candidate<Operator>> matching = CandidateChoice.matching(types, all);
    if (matching.size() == 1) {
      return matching.getFirst().target();
    }
    @Nullable Candidate<Operator> best =
        matching.isEmpty() ? null : CandidateChoice.best(types, matching);
    if (best == null) {
      throw notFound(name.symbol(), types, matching.size() > 1, at);
    }
    return best.target();
  }

  private static @Nullable Operator exact(List<Operator> candidates, List<SqlType> types) {
    for (Operator operator : candidates) {
      boolean leftFits =
          operator.left() == null
              || (types.size() == 2 && operator.left().equals(types.getFirst()));
      if (leftFits && operator.right().equals(types.getLast())) {
        return operator;
      }
    }
    return null;
  }

  /// An unknown operand is first taken to be of the other's type.
  private static @Nullable Operator binaryExact(List<Operator> candidates, List<SqlType> types) {
    SqlType left = types.getFirst();
    SqlType right = types.getLast();
    if (left.equals(Types.UNKNOWN) && !right.equals(Types.UNKNOWN)) {
      left = right;
    } else if (right.equals(Types.UNKNOWN) && !left.equals(Types.UNKNOWN)) {
      right = left;
    }
    return exact(candidates, List.of(left, right));
  }

  private static String described(String symbol, List<SqlType> types) {
    return types.size() == 1
        ? symbol + " " + types.getFirst()
        : types.getFirst() + " " + symbol + " " + types.getLast();
  }

  private static SqlError notFound(
      String symbol, List<SqlType> types, boolean ambiguous, Position at) {
    if (ambiguous) {
      return new SqlError(
              SqlState.AMBIGUOUS_FUNCTION,
              "operator is not unique: " + described(symbol, types),
              at)
          .withHint(
              "Could not choose a best candidate operator. "
                  + "You might need to add explicit type casts.");
    }
    return new SqlError(
            SqlState.UNDEFINED_FUNCTION, "operator does not exist: " + described(symbol, types), at)
        .withHint(
            types.size() == 1
                ? "No operator matches the given name and argument type. "
                    + "You might need to add an explicit type cast."
                : "No operator matches the given name and argument types. "
                    + "You might need to add explicit type casts.");
  }

  /// Makes `left operator ANY|ALL (array)`.
  BoundExpression quantified(
      OperatorName name, BoundExpression left, BoundExpression array, boolean all, Position at) {
    SqlType elementType;
    if (array.type().equals(Types.UNKNOWN)) {
      elementType = Types.UNKNOWN;
    } else if (array.type().isArray()
        || array.type().equals(Types.INT2VECTOR)
        || array.type().equals(Types.OIDVECTOR)) {
      elementType = Types.elementOf(array.type());
    } else {
      throw new SqlError(
          SqlState.WRONG_OBJECT_TYPE, "op ANY/ALL (array) requires array on right side", at);
    }
    Resolved resolved = resolveTypes(name, List.of(left.type(), elementType), at);
    if (!resolved.result().equals(Types.BOOL)) {
      throw new SqlError(
          SqlState.WRONG_OBJECT_TYPE, "op ANY/ALL (array) requires operator to yield boolean", at);
    }
    if (resolved.function().returnsSet()) {
      throw new SqlError(
          SqlState.WRONG_OBJECT_TYPE,
          "op ANY/ALL (array) requires operator not to return a set",
          at);
    }
    @Nullable SqlType wanted = Types.arrayOf(resolved.arguments().getLast());
    if (wanted == null) {
      throw new SqlError(
          SqlState.UNDEFINED_OBJECT,
          "could not find array type for data type " + resolved.arguments().getLast(),
          at);
    }
    return new BoundExpression.QuantifiedArray(
        at,
        resolved.function(),
        all,
        coercion.implicit(left, resolved.arguments().getFirst()),
        coercion.implicit(array, wanted));
  }
}
