package io.halcyon.sql.evaluate;

import io.halcyon.sql.bind.BoundExpression;
import io.halcyon.sql.bind.BoundTrees;
import io.halcyon.sql.function.Function.Volatility;
import io.halcyon.sql.kernel.Kernels;
import io.halcyon.sql.value.Batch;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Evaluates beforehand what does not depend on rows: `eval_const_expressions` of PostgreSQL's
/// `clauses.c`. Errors come up here, even in a branch that no row would take, as they do there.
public final class Folding {
  private Folding() {}

  /// Returns the expression with constants for its constant parts.
  public static BoundExpression fold(BoundExpression expression, EvaluationContext context) {
    return switch (expression) {
      case BoundExpression.Parameter parameter ->
          constant(parameter, context.parameters().get(parameter.number() - 1));
      case BoundExpression.And(var at, var operands) -> {
        List<BoundExpression> kept = logic(operands, true, context);
        yield kept.size() > 1
            ? new BoundExpression.And(at, kept)
            : kept.isEmpty() ? constant(expression, true) : kept.getFirst();
      }
      case BoundExpression.Or(var at, var operands) -> {
        List<BoundExpression> kept = logic(operands, false, context);
        yield kept.size() > 1
            ? new BoundExpression.Or(at, kept)
            : kept.isEmpty() ? constant(expression, false) : kept.getFirst();
      }
      case BoundExpression.Case branches -> caseOf(branches, context);
      case BoundExpression.Coalesce coalesce -> coalesce(coalesce, context);
      case BoundExpression.Subquery subquery -> subquery;
      default -> {
        BoundExpression folded =
            BoundTrees.replaceChildren(expression, child -> fold(child, context));
        yield isConstant(folded) ? evaluated(folded, context) : folded;
      }
    };
  }

  private static BoundExpression constant(BoundExpression like, @Nullable Object value) {
    return new BoundExpression.Constant(like.at(), like.type(), like.modifier(), value);
  }

  /// Folds operands up to the first that decides, and leaves out those that say nothing.
  private static List<BoundExpression> logic(
      List<BoundExpression> operands, boolean all, EvaluationContext context) {
    List<BoundExpression> kept = new ArrayList<>();
    for (BoundExpression operand : operands) {
      BoundExpression folded = fold(operand, context);
      if (folded instanceof BoundExpression.Constant(_, _, _, @Nullable Object value)
          && value instanceof Boolean truth) {
        if (truth != all) {
          return List.of(folded);
        }
        continue;
      }
      kept.add(folded);
    }
    return kept;
  }

  private static BoundExpression caseOf(BoundExpression.Case branches, EvaluationContext context) {
    if (branches.operand() != null) {
      BoundExpression operand = fold(branches.operand(), context);
      if (operand instanceof BoundExpression.Constant constant) {
        BoundExpression plain = withOperand(branches, constant);
        return caseOf((BoundExpression.Case) plain, context);
      }
      return BoundTrees.replaceChildren(branches, child -> fold(child, context));
    }
    List<BoundExpression.When> whens = new ArrayList<>();
    for (BoundExpression.When when : branches.whens()) {
      BoundExpression condition = fold(when.condition(), context);
      if (condition instanceof BoundExpression.Constant(_, _, _, @Nullable Object value)) {
        if (Boolean.TRUE.equals(value)) {
          BoundExpression result = fold(when.result(), context);
          return whens.isEmpty() ? result : rebuilt(branches, whens, result);
        }
        continue;
      }
      whens.add(new BoundExpression.When(condition, fold(when.result(), context)));
    }
    BoundExpression otherwise = fold(branches.otherwise(), context);
    return whens.isEmpty() ? otherwise : rebuilt(branches, whens, otherwise);
  }

  private static BoundExpression rebuilt(
      BoundExpression.Case branches, List<BoundExpression.When> whens, BoundExpression otherwise) {
    return new BoundExpression.Case(
        branches.at(),
        branches.type(),
        branches.modifier(),
        null,
        branches.slot(),
        List.copyOf(whens),
        otherwise);
  }

  /// Puts the constant operand in the place of its placeholders.
  private static BoundExpression withOperand(
      BoundExpression.Case branches, BoundExpression.Constant operand) {
    List<BoundExpression.When> whens = new ArrayList<>();
    for (BoundExpression.When when : branches.whens()) {
      whens.add(
          new BoundExpression.When(
              replaced(when.condition(), branches.slot(), operand), when.result()));
    }
    return rebuilt(branches, whens, branches.otherwise());
  }

  private static BoundExpression replaced(
      BoundExpression expression, int slot, BoundExpression.Constant operand) {
    if (expression instanceof BoundExpression.Placeholder placeholder
        && placeholder.slot() == slot) {
      return operand;
    }
    return BoundTrees.replaceChildren(expression, child -> replaced(child, slot, operand));
  }

  private static BoundExpression coalesce(
      BoundExpression.Coalesce coalesce, EvaluationContext context) {
    List<BoundExpression> kept = new ArrayList<>();
    for (BoundExpression operand : coalesce.operands()) {
      BoundExpression folded = fold(operand, context);
      if (folded instanceof BoundExpression.Constant(_, _, _, @Nullable Object value)) {
        if (value == null) {
          continue;
        }
        kept.add(folded);
        break;
      }
      kept.add(folded);
    }
    if (kept.isEmpty()) {
      return constant(coalesce, null);
    }
    return kept.size() == 1
        ? kept.getFirst()
        : new BoundExpression.Coalesce(
            coalesce.at(), coalesce.type(), coalesce.modifier(), List.copyOf(kept));
  }

  /// Returns whether nothing but constants is in it, and only what always gives the same.
  private static boolean isConstant(BoundExpression expression) {
    if (expression instanceof BoundExpression.Leaf
        || expression instanceof BoundExpression.Aggregate) {
      return false;
    }
    if (expression instanceof BoundExpression.Call call
        && (call.function().volatility() != Volatility.IMMUTABLE
            || call.function().returnsSet()
            || !Kernels.has(call.function()))) {
      return false;
    }
    return BoundTrees.children(expression).stream()
        .allMatch(BoundExpression.Constant.class::isInstance);
  }

  private static BoundExpression evaluated(BoundExpression expression, EvaluationContext context) {
    Object value = CompiledExpression.of(expression, 0).evaluate(Batch.SINGLE_ROW, context).get(0);
    return constant(expression, value);
  }
}
