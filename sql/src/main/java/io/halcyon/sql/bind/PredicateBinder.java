package io.halcyon.sql.bind;

import io.halcyon.sql.ast.Expression;
import io.halcyon.sql.ast.OperatorName;
import io.halcyon.sql.ast.Position;
import io.halcyon.sql.ast.Query;
import io.halcyon.sql.bind.OperatorBinder.Resolved;
import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;
import io.halcyon.sql.function.CommonType;
import io.halcyon.sql.function.Function;
import io.halcyon.sql.type.SqlType;
import io.halcyon.sql.type.Types;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Binds comparisons and the other predicates. Owned by the binding of one statement.
final class PredicateBinder {
  private static final OperatorName EQUAL = OperatorName.of("=");
  private static final OperatorName UNEQUAL = OperatorName.of("<>");

  private final ExpressionBinder expressions;
  private final OperatorBinder operators;
  private final Coercion coercion;

  PredicateBinder(ExpressionBinder expressions, BindContext context) {
    this.expressions = expressions;
    this.operators = context.operators;
    this.coercion = context.coercion;
  }

  /// Binds an infix operator, which compares rows field by field.
  BoundExpression binary(Expression.Binary binary) {
    return compare(binary.operator(), binary.left(), binary.right(), binary.at());
  }

  private BoundExpression compare(
      OperatorName operator, Expression left, Expression right, Position at) {
    if (left instanceof Expression.Row leftRow && right instanceof Expression.Row rightRow) {
      return rows(
          operator,
          expressions.bindAll(leftRow.fields()),
          expressions.bindAll(rightRow.fields()),
          at);
    }
    return operators.call(operator, expressions.bind(left), expressions.bind(right), at);
  }

  BoundExpression bind(Expression.Predicate predicate) {
    return switch (predicate) {
      case Expression.Is is -> is(is);
      case Expression.DistinctFrom distinct -> distinct(distinct);
      case Expression.Between between -> between(between);
      case Expression.InList in -> in(in);
      case Expression.Like like -> like(like);
      case Expression.QuantifiedArray quantified ->
          operators.quantified(
              quantified.operator(),
              expressions.bind(quantified.left()),
              expressions.bind(quantified.array()),
              quantified.all(),
              quantified.at());
      case Expression.InQuery in -> {
        BoundExpression any = anyRow(in.operand(), EQUAL, false, in.query(), in.at());
        yield in.negated() ? new BoundExpression.Not(in.at(), any) : any;
      }
      case Expression.QuantifiedQuery quantified ->
          anyRow(
              quantified.left(),
              quantified.operator(),
              quantified.all(),
              quantified.query(),
              quantified.at());
      case Expression.Exists(Position at, var query) -> expressions.exists(query, at);
    };
  }

  /// Compares with the rows of a query, which are first made an array.
  private BoundExpression anyRow(
      Expression left, OperatorName operator, boolean all, Query query, Position at) {
    if (left instanceof Expression.Row) {
      throw SqlError.unsupported("comparing a row with the rows of a subquery", at);
    }
    return operators.quantified(
        operator, expressions.bind(left), expressions.arrayOfRows(query, at), all, at);
  }

  private BoundExpression is(Expression.Is is) {
    Position at = is.at();
    return switch (is.test()) {
      case NULL -> new BoundExpression.IsNull(at, expressions.bind(is.operand()), is.negated());
      case TRUE -> truth(is, true, "IS TRUE", "IS NOT TRUE");
      case FALSE -> truth(is, false, "IS FALSE", "IS NOT FALSE");
      case UNKNOWN -> truth(is, null, "IS UNKNOWN", "IS NOT UNKNOWN");
      case NORMALIZED -> normalized(is, "NFC");
      case NFC_NORMALIZED -> normalized(is, "NFC");
      case NFD_NORMALIZED -> normalized(is, "NFD");
      case NFKC_NORMALIZED -> normalized(is, "NFKC");
      case NFKD_NORMALIZED -> normalized(is, "NFKD");
    };
  }

  private BoundExpression truth(
      Expression.Is is, @Nullable Boolean expected, String construct, String negated) {
    BoundExpression operand =
        expressions.condition(is.operand(), is.negated() ? negated : construct);
    return new BoundExpression.IsTruth(is.at(), operand, expected, is.negated());
  }

  private BoundExpression normalized(Expression.Is is, String form) {
    BoundExpression call =
        expressions
            .calls()
            .builtIn(
                "is_normalized",
                List.of(
                    expressions.bind(is.operand()),
                    new BoundExpression.Constant(is.at(), Types.UNKNOWN, -1, form)),
                is.at());
    return is.negated() ? new BoundExpression.Not(is.at(), call) : call;
  }

  private BoundExpression distinct(Expression.DistinctFrom distinct) {
    Position at = distinct.at();
    if (distinct.right() instanceof Expression.Null) {
      return new BoundExpression.IsNull(at, expressions.bind(distinct.left()), !distinct.negated());
    }
    if (distinct.left() instanceof Expression.Null) {
      return new BoundExpression.IsNull(
          at, expressions.bind(distinct.right()), !distinct.negated());
    }
    if (distinct.left() instanceof Expression.Row left
        && distinct.right() instanceof Expression.Row right) {
      return distinctRows(distinct, left, right);
    }
    return distinct(
        expressions.bind(distinct.left()),
        expressions.bind(distinct.right()),
        distinct.negated(),
        at);
  }

  private BoundExpression distinctRows(
      Expression.DistinctFrom distinct, Expression.Row left, Expression.Row right) {
    requireSameSize(left.fields().size(), right.fields().size(), distinct.at());
    List<BoundExpression> tests = new ArrayList<>();
    for (int i = 0; i < left.fields().size(); i++) {
      tests.add(
          distinct(
              expressions.bind(left.fields().get(i)),
              expressions.bind(right.fields().get(i)),
              false,
              distinct.at()));
    }
    BoundExpression any = anyOf(tests, distinct.at());
    return distinct.negated() ? new BoundExpression.Not(distinct.at(), any) : any;
  }

  private BoundExpression distinct(
      BoundExpression left, BoundExpression right, boolean negated, Position at) {
    Resolved equal = operators.resolve(EQUAL, List.of(left, right), at);
    if (!equal.result().equals(Types.BOOL)) {
      throw new SqlError(
          SqlState.DATATYPE_MISMATCH, "IS DISTINCT FROM requires = operator to yield boolean", at);
    }
    return new BoundExpression.DistinctFrom(
        at,
        equal.function(),
        coercion.implicit(left, equal.arguments().getFirst()),
        coercion.implicit(right, equal.arguments().getLast()),
        negated);
  }

  private BoundExpression between(Expression.Between between) {
    Position at = between.at();
    BoundExpression first = range(between, between.low(), between.high());
    if (!between.symmetric()) {
      return first;
    }
    BoundExpression second = range(between, between.high(), between.low());
    return between.negated()
        ? new BoundExpression.And(at, List.of(first, second))
        : new BoundExpression.Or(at, List.of(first, second));
  }

  private BoundExpression range(Expression.Between between, Expression low, Expression high) {
    Position at = between.at();
    String atLeast = between.negated() ? "<" : ">=";
    String atMost = between.negated() ? ">" : "<=";
    List<BoundExpression> both =
        List.of(
            compare(OperatorName.of(atLeast), between.operand(), low, at),
            compare(OperatorName.of(atMost), between.operand(), high, at));
    return between.negated() ? new BoundExpression.Or(at, both) : new BoundExpression.And(at, both);
  }

  private BoundExpression like(Expression.Like like) {
    Position at = like.at();
    BoundExpression operand = expressions.bind(like.operand());
    BoundExpression pattern = expressions.bind(like.pattern());
    String symbol =
        switch (like.kind()) {
          case LIKE -> "~~";
          case ILIKE -> "~~*";
          case SIMILAR -> "~";
        };
    if (like.kind() == Expression.PatternKind.SIMILAR) {
      List<BoundExpression> arguments =
          like.escape() == null
              ? List.of(pattern)
              : List.of(pattern, expressions.bind(like.escape()));
      pattern = expressions.calls().builtIn("similar_to_escape", arguments, at);
    } else if (like.escape() != null) {
      pattern =
          expressions
              .calls()
              .builtIn("like_escape", List.of(pattern, expressions.bind(like.escape())), at);
    }
    OperatorName operator = OperatorName.of(like.negated() ? "!" + symbol : symbol);
    return operators.call(operator, operand, pattern, at);
  }

  private BoundExpression in(Expression.InList in) {
    Position at = in.at();
    OperatorName operator = in.negated() ? UNEQUAL : EQUAL;
    if (in.operand() instanceof Expression.Row row) {
      List<BoundExpression> tests = new ArrayList<>();
      for (Expression item : in.items()) {
        tests.add(compare(operator, row, item, at));
      }
      return combined(tests, in.negated(), at);
    }
    BoundExpression operand = expressions.bind(in.operand());
    List<BoundExpression> constants = new ArrayList<>();
    List<BoundExpression> variables = new ArrayList<>();
    for (Expression item : in.items()) {
      BoundExpression bound = expressions.bind(item);
      (BoundTrees.hasColumns(bound) ? variables : constants).add(bound);
    }
    List<BoundExpression> tests = new ArrayList<>();
    @Nullable BoundExpression array =
        constants.size() > 1 ? arrayTest(operator, operand, constants, in) : null;
    if (array != null) {
      tests.add(array);
      constants = List.of();
    }
    List<BoundExpression> others = new ArrayList<>(variables);
    others.addAll(constants);
    for (BoundExpression item : others) {
      tests.add(coercion.condition(operators.call(operator, operand, item, at), "IN"));
    }
    return combined(tests, in.negated(), at);
  }

  /// Makes one comparison with an array of the constants, if they have a common type.
  private @Nullable BoundExpression arrayTest(
      OperatorName operator,
      BoundExpression operand,
      List<BoundExpression> constants,
      Expression.InList in) {
    List<SqlType> types = new ArrayList<>();
    types.add(operand.type());
    constants.forEach(constant -> types.add(constant.type()));
    @Nullable SqlType common = CommonType.of(types);
    if (common == null || common.equals(Types.RECORD) || Types.arrayOf(common) == null) {
      return null;
    }
    SqlType arrayType = java.util.Objects.requireNonNull(Types.arrayOf(common));
    List<BoundExpression> elements = coercion.allToCommon(constants, common, "IN");
    BoundExpression array =
        new BoundExpression.ArrayConstructor(in.at(), arrayType, -1, elements, false);
    return operators.quantified(operator, operand, array, in.negated(), in.at());
  }

  private static BoundExpression combined(List<BoundExpression> tests, boolean all, Position at) {
    if (tests.size() == 1) {
      return tests.getFirst();
    }
    List<BoundExpression> copy = List.copyOf(tests);
    return all ? new BoundExpression.And(at, copy) : new BoundExpression.Or(at, copy);
  }

  private static BoundExpression anyOf(List<BoundExpression> tests, Position at) {
    return combined(tests, false, at);
  }

  private static void requireSameSize(int left, int right, Position at) {
    if (left != right) {
      throw new SqlError(SqlState.SYNTAX_ERROR, "unequal number of entries in row expressions", at);
    }
  }

  /// Compares rows: `make_row_comparison_op`.
  private BoundExpression rows(
      OperatorName operator, List<BoundExpression> left, List<BoundExpression> right, Position at) {
    requireSameSize(left.size(), right.size(), at);
    if (left.isEmpty()) {
      throw new SqlError(SqlState.FEATURE_NOT_SUPPORTED, "cannot compare rows of zero length", at);
    }
    List<BoundExpression> pairs = new ArrayList<>();
    for (int i = 0; i < left.size(); i++) {
      BoundExpression pair = operators.call(operator, left.get(i), right.get(i), at);
      if (!pair.type().equals(Types.BOOL)) {
        throw new SqlError(
            SqlState.DATATYPE_MISMATCH,
            "row comparison operator must yield type boolean, not type " + pair.type(),
            at);
      }
      pairs.add(pair);
    }
    return switch (operator.symbol()) {
      case "=" -> combined(pairs, true, at);
      case "<>" -> combined(pairs, false, at);
      case "<", "<=", ">", ">=" ->
          pairs.size() == 1 ? pairs.getFirst() : ordered(operator, pairs, at);
      default ->
          throw new SqlError(
                  SqlState.FEATURE_NOT_SUPPORTED,
                  "could not determine interpretation of row comparison operator "
                      + operator.symbol(),
                  at)
              .withHint(
                  "Row comparison operators must be associated with btree operator families.");
    };
  }

  private BoundExpression ordered(OperatorName operator, List<BoundExpression> pairs, Position at) {
    List<Function> equalities = new ArrayList<>();
    List<Function> comparisons = new ArrayList<>();
    List<BoundExpression> lefts = new ArrayList<>();
    List<BoundExpression> rights = new ArrayList<>();
    boolean strict = operator.symbol().length() == 1;
    for (int i = 0; i < pairs.size(); i++) {
      BoundExpression.Call call = (BoundExpression.Call) pairs.get(i);
      BoundExpression left = call.arguments().getFirst();
      BoundExpression right = call.arguments().getLast();
      List<SqlType> types = call.function().arguments();
      equalities.add(operators.resolveTypes(EQUAL, types, at).function());
      boolean last = i == pairs.size() - 1;
      OperatorName inner = OperatorName.of(operator.symbol().substring(0, 1));
      comparisons.add(
          last || strict ? call.function() : operators.resolveTypes(inner, types, at).function());
      lefts.add(left);
      rights.add(right);
    }
    return new BoundExpression.RowComparison(
        at,
        List.copyOf(equalities),
        List.copyOf(comparisons),
        List.copyOf(lefts),
        List.copyOf(rights));
  }
}
