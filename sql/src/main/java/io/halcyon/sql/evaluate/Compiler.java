package io.halcyon.sql.evaluate;

import io.halcyon.sql.bind.BoundExpression;
import io.halcyon.sql.function.Function;
import io.halcyon.sql.kernel.CallTypes;
import io.halcyon.sql.kernel.Kernel;
import io.halcyon.sql.kernel.Kernels;
import io.halcyon.sql.type.SqlType;
import io.halcyon.sql.type.Types;
import io.halcyon.sql.value.Batch;
import io.halcyon.sql.value.Vector;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Makes nodes of bound expressions. Used once, for batches of a known width.
final class Compiler {
  private final int width;
  private final Map<Integer, Integer> columnOfSlot;

  Compiler(int width) {
    this(width, Map.of());
  }

  private Compiler(int width, Map<Integer, Integer> columnOfSlot) {
    this.width = width;
    this.columnOfSlot = columnOfSlot;
  }

  /// Returns a compiler for batches with one more column, which a placeholder stands for.
  Compiler withSlot(int slot) {
    Map<Integer, Integer> slots = new HashMap<>(columnOfSlot);
    slots.put(slot, width);
    return new Compiler(width + 1, slots);
  }

  List<Node> compileAll(List<BoundExpression> expressions) {
    List<Node> nodes = new ArrayList<>(expressions.size());
    for (BoundExpression expression : expressions) {
      nodes.add(compile(expression));
    }
    return List.copyOf(nodes);
  }

  Node compile(BoundExpression expression) {
    return switch (expression) {
      case BoundExpression.Leaf leaf -> leaf(leaf);
      case BoundExpression.Condition condition -> condition(condition);
      case BoundExpression.Conditional conditional -> conditional(conditional);
      case BoundExpression.Composite composite -> composite(composite);
    };
  }

  private Node leaf(BoundExpression.Leaf leaf) {
    return switch (leaf) {
      case BoundExpression.Constant constant -> constant(constant.type(), constant.value());
      case BoundExpression.Column column when column.levelsUp() == 0 ->
          (batch, _) -> batch.columns().get(column.index());
      case BoundExpression.Column column -> outer(column);
      case BoundExpression.Parameter parameter -> {
        int index = parameter.number() - 1;
        var carrier = parameter.type().carrier();
        yield (batch, context) ->
            Vector.repeat(carrier, context.parameters().get(index), batch.size());
      }
      case BoundExpression.Placeholder placeholder -> {
        int column = Objects.requireNonNull(columnOfSlot.get(placeholder.slot()));
        yield (batch, _) -> batch.columns().get(column);
      }
      case BoundExpression.ContextValue value -> ContextValues.node(value);
    };
  }

  private static Node outer(BoundExpression.Column column) {
    var carrier = column.type().carrier();
    return (batch, context) ->
        Vector.repeat(
            carrier, context.outerRows().get(column.levelsUp() - 1)[column.index()], batch.size());
  }

  static Node constant(SqlType type, @Nullable Object value) {
    Vector full = Vector.repeat(type.carrier(), value, Batch.ROWS);
    return (batch, _) ->
        batch.size() <= Batch.ROWS
            ? full.first(batch.size())
            : Vector.repeat(type.carrier(), value, batch.size());
  }

  private Node condition(BoundExpression.Condition condition) {
    return switch (condition) {
      case BoundExpression.And(_, var operands) -> new LogicNode(compileAll(operands), true);
      case BoundExpression.Or(_, var operands) -> new LogicNode(compileAll(operands), false);
      case BoundExpression.Not(_, var operand) -> TruthNodes.not(compile(operand));
      case BoundExpression.IsNull isNull -> {
        boolean row = isNull.operand().type().equals(Types.RECORD);
        yield row
            ? TruthNodes.rowIsNull(compile(isNull.operand()), isNull.negated())
            : TruthNodes.isNull(compile(isNull.operand()), isNull.negated());
      }
      case BoundExpression.IsTruth(_, var operand, var expected, boolean negated) ->
          TruthNodes.isTruth(compile(operand), expected, negated);
      case BoundExpression.DistinctFrom(_, var equality, var left, var right, boolean negated) ->
          TruthNodes.distinct(
              comparison(equality, left, right), compile(left), compile(right), negated);
      case BoundExpression.QuantifiedArray quantified ->
          new QuantifiedNode(
              compile(quantified.left()),
              compile(quantified.array()),
              comparison(
                  quantified.function(),
                  List.of(quantified.left().type(), Types.elementOf(quantified.array().type()))),
              Types.elementOf(quantified.array().type()).carrier(),
              quantified.function().strict(),
              quantified.all());
      case BoundExpression.RowComparison rows -> rowComparison(rows);
    };
  }

  private Node rowComparison(BoundExpression.RowComparison rows) {
    List<Kernel> equalities = new ArrayList<>();
    List<Kernel> comparisons = new ArrayList<>();
    for (int i = 0; i < rows.left().size(); i++) {
      BoundExpression left = rows.left().get(i);
      BoundExpression right = rows.right().get(i);
      equalities.add(comparison(rows.equalities().get(i), left, right));
      comparisons.add(comparison(rows.comparisons().get(i), left, right));
    }
    return new RowComparisonNode(
        compileAll(rows.left()), compileAll(rows.right()), equalities, comparisons);
  }

  private static Kernel comparison(Function function, BoundExpression left, BoundExpression right) {
    return comparison(function, List.of(left.type(), right.type()));
  }

  private static Kernel comparison(Function function, List<SqlType> arguments) {
    return Kernels.of(function, new CallTypes(arguments, Types.BOOL, false));
  }

  private Node conditional(BoundExpression.Conditional conditional) {
    return switch (conditional) {
      case BoundExpression.Coalesce coalesce ->
          new CoalesceNode(compileAll(coalesce.operands()), coalesce.type().carrier());
      case BoundExpression.Case expression -> {
        @Nullable BoundExpression operand = expression.operand();
        Compiler inner = operand == null ? this : withSlot(expression.slot());
        List<Node> conditions = new ArrayList<>();
        List<Node> results = new ArrayList<>();
        for (BoundExpression.When when : expression.whens()) {
          conditions.add(inner.compile(when.condition()));
          results.add(inner.compile(when.result()));
        }
        yield new CaseNode(
            operand == null ? null : compile(operand),
            List.copyOf(conditions),
            List.copyOf(results),
            inner.compile(expression.otherwise()),
            expression.type().carrier());
      }
    };
  }

  private Node composite(BoundExpression.Composite composite) {
    return switch (composite) {
      case BoundExpression.Call call -> call(call);
      case BoundExpression.NullIf nullIf ->
          TruthNodes.nullIf(
              comparison(nullIf.equality(), nullIf.left(), nullIf.right()),
              compile(nullIf.left()),
              compile(nullIf.right()));
      case BoundExpression.Extreme extreme ->
          new ExtremeNode(compileAll(extreme.operands()), extreme.type(), extreme.greatest());
      case BoundExpression.ArrayConstructor array ->
          new ArrayNode(
              compileAll(array.elements()), Types.elementOf(array.type()), array.nested());
      case BoundExpression.Subscript subscript -> SubscriptNode.of(subscript, this);
      case BoundExpression.RowConstructor row ->
          ConversionNodes.row(
              compileAll(row.fields()),
              row.names(),
              row.fields().stream().map(BoundExpression::type).toList());
      case BoundExpression.Relabel(_, var type, _, var operand) ->
          ConversionNodes.relabel(compile(operand), operand.type(), type);
      case BoundExpression.TextConversion(_, var type, _, var operand) ->
          ConversionNodes.throughText(compile(operand), operand.type(), type);
      case BoundExpression.ElementConversion conversion ->
          ConversionNodes.elements(
              compile(conversion.operand()),
              Types.elementOf(conversion.operand().type()),
              Types.elementOf(conversion.type()),
              new Compiler(0).withSlot(conversion.slot()).compile(conversion.element()));
      case BoundExpression.Aggregate aggregate ->
          throw new IllegalStateException("not within a group: " + aggregate.function().name());
      case BoundExpression.WindowCall window ->
          throw new IllegalStateException("not within a window: " + window.function().name());
      case BoundExpression.GroupingCall _ ->
          throw new IllegalStateException("GROUPING not within a group");
      case BoundExpression.Subquery subquery -> SubqueryNodes.node(subquery);
    };
  }

  private Node call(BoundExpression.Call call) {
    List<SqlType> types = call.arguments().stream().map(BoundExpression::type).toList();
    Kernel kernel =
        Kernels.of(call.function(), new CallTypes(types, call.type(), call.variadicArray()));
    return new CallNode(kernel, compileAll(call.arguments()));
  }
}
