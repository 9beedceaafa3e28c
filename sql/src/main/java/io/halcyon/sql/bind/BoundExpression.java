package io.halcyon.sql.bind;

import io.halcyon.sql.ast.Position;
import io.halcyon.sql.function.Function;
import io.halcyon.sql.type.SqlType;
import io.halcyon.sql.type.Types;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An expression whose names and types are decided.
///
/// Each has a type and a type modifier (-1 if there is none), and says where in the text it came
/// from.
public sealed interface BoundExpression {
  Position at();

  SqlType type();

  int modifier();

  /// A leaf.
  sealed interface Leaf extends BoundExpression {}

  /// What is true, false or unknown.
  sealed interface Condition extends BoundExpression {
    @Override
    default SqlType type() {
      return Types.BOOL;
    }

    @Override
    default int modifier() {
      return -1;
    }
  }

  /// What evaluates some operand only if it must.
  sealed interface Conditional extends BoundExpression {}

  /// What makes one value of others.
  sealed interface Composite extends BoundExpression {}

  /// A value. Of type `unknown` it is the text of a literal.
  record Constant(Position at, SqlType type, int modifier, @Nullable Object value)
      implements Leaf {}

  /// A column of the input.
  ///
  /// @param levelsUp 0 for the query's own input, 1 for that of the query around it
  /// @param index among the columns of that input
  /// @param table the name by which its table is known; empty if it has none
  record Column(
      Position at, SqlType type, int modifier, int levelsUp, int index, String table, String name)
      implements Leaf {}

  /// `$number`.
  record Parameter(Position at, SqlType type, int modifier, int number) implements Leaf {}

  /// The value that an enclosing `Case` or `ElementConversion` provides: `slot` names which.
  record Placeholder(Position at, SqlType type, int modifier, int slot) implements Leaf {}

  /// `current_date` and the like.
  record ContextValue(Position at, SqlType type, int modifier, ContextKind kind, int precision)
      implements Leaf {
    /// Which value.
    public enum ContextKind {
      DATE,
      TIME,
      TIMESTAMP,
      LOCAL_TIME,
      LOCAL_TIMESTAMP,
      USER,
      SESSION_USER,
      DATABASE,
      SCHEMA
    }
  }

  /// A call of a function, perhaps as an operator or a cast.
  ///
  /// @param modifier given if the call makes its argument fit a modifier
  /// @param variadicArray whether the last argument is the array of the variadic ones
  record Call(
      Position at,
      Function function,
      SqlType type,
      int modifier,
      List<BoundExpression> arguments,
      boolean variadicArray)
      implements Composite {}

  /// All of two or more.
  record And(Position at, List<BoundExpression> operands) implements Condition {}

  /// Any of two or more.
  record Or(Position at, List<BoundExpression> operands) implements Condition {}

  /// The opposite.
  record Not(Position at, BoundExpression operand) implements Condition {}

  /// `IS [NOT] NULL`; of a row, whether all fields are.
  record IsNull(Position at, BoundExpression operand, boolean negated) implements Condition {}

  /// `IS [NOT] TRUE`, `FALSE` (`expected` is that) or `UNKNOWN` (it is null).
  record IsTruth(Position at, BoundExpression operand, @Nullable Boolean expected, boolean negated)
      implements Condition {}

  /// `IS [NOT] DISTINCT FROM`.
  record DistinctFrom(
      Position at, Function equality, BoundExpression left, BoundExpression right, boolean negated)
      implements Condition {}

  /// `left operator ANY|ALL (array)`.
  record QuantifiedArray(
      Position at, Function function, boolean all, BoundExpression left, BoundExpression array)
      implements Condition {}

  /// A comparison of rows, field by field: the first that is unequal decides.
  ///
  /// @param equalities for each field but the last
  /// @param comparisons for each field
  record RowComparison(
      Position at,
      List<Function> equalities,
      List<Function> comparisons,
      List<BoundExpression> left,
      List<BoundExpression> right)
      implements Condition {}

  /// `CASE`.
  ///
  /// @param operand what the conditions compare with through `Placeholder`s; null if there is none
  record Case(
      Position at,
      SqlType type,
      int modifier,
      @Nullable BoundExpression operand,
      int slot,
      List<When> whens,
      BoundExpression otherwise)
      implements Conditional {}

  /// One branch of a `Case`.
  record When(BoundExpression condition, BoundExpression result) {}

  /// The first that is not NULL.
  record Coalesce(Position at, SqlType type, int modifier, List<BoundExpression> operands)
      implements Conditional {}

  /// NULL if both are equal, else the left.
  record NullIf(
      Position at,
      SqlType type,
      int modifier,
      Function equality,
      BoundExpression left,
      BoundExpression right)
      implements Composite {}

  /// The greatest or least of those that are not NULL.
  record Extreme(
      Position at, SqlType type, int modifier, boolean greatest, List<BoundExpression> operands)
      implements Composite {}

  /// `ARRAY[…]`.
  ///
  /// @param nested whether the elements are arrays, of one dimension less
  record ArrayConstructor(
      Position at, SqlType type, int modifier, List<BoundExpression> elements, boolean nested)
      implements Composite {}

  /// `base[…]`: an element, or a part if any bound is a slice.
  record Subscript(
      Position at,
      SqlType type,
      int modifier,
      BoundExpression base,
      List<Bounds> bounds,
      boolean slice)
      implements Composite {}

  /// One dimension of a `Subscript`.
  ///
  /// @param lower null if left out, or if this is no slice
  /// @param upper null if left out
  record Bounds(@Nullable BoundExpression lower, @Nullable BoundExpression upper) {}

  /// `ROW(…)`.
  ///
  /// @param names of the fields
  record RowConstructor(
      Position at, SqlType type, int modifier, List<BoundExpression> fields, List<String> names)
      implements Composite {}

  /// The same value, read as another type.
  record Relabel(Position at, SqlType type, int modifier, BoundExpression operand)
      implements Composite {}

  /// Through text to another type.
  record TextConversion(Position at, SqlType type, int modifier, BoundExpression operand)
      implements Composite {}

  /// Each element of an array to another type.
  ///
  /// @param element what is made of an element, which is the `Placeholder` of `slot`
  record ElementConversion(
      Position at,
      SqlType type,
      int modifier,
      BoundExpression operand,
      int slot,
      BoundExpression element)
      implements Composite {}

  /// A call of an aggregate; only where rows are grouped.
  ///
  /// @param direct arguments of an ordered-set aggregate that are not aggregated over
  /// @param arguments evaluated for each row
  /// @param order of the rows; for an ordered-set aggregate that of `WITHIN GROUP`
  /// @param filter which rows count; null for all
  record Aggregate(
      Position at,
      Function function,
      SqlType type,
      int modifier,
      List<BoundExpression> direct,
      List<BoundExpression> arguments,
      List<SortKey> order,
      boolean distinct,
      @Nullable BoundExpression filter)
      implements Composite {}

  /// A call with `OVER`; only in a select list, and what follows from it.
  ///
  /// @param filter which rows count, for aggregates; null for all
  record WindowCall(
      Position at,
      Function function,
      SqlType type,
      int modifier,
      List<BoundExpression> arguments,
      @Nullable BoundExpression filter,
      BoundWindow window)
      implements Composite {}

  /// `GROUPING(…)`: which of some keys a row of groups is not grouped by, as bits.
  record GroupingCall(Position at, List<BoundExpression> keys) implements Composite {
    @Override
    public SqlType type() {
      return Types.INT4;
    }

    @Override
    public int modifier() {
      return -1;
    }
  }

  /// A query as a value, a condition or an array.
  record Subquery(Position at, SqlType type, int modifier, SubqueryKind kind, BoundQuery query)
      implements Composite {
    /// What is made of the rows.
    public enum SubqueryKind {
      SCALAR,
      EXISTS,
      ARRAY
    }
  }
}
