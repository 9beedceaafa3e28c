package io.halcyon.sql.ast;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// An expression (PostgreSQL's `a_expr` with everything that it is made of).
public sealed interface Expression {
  /// Returns where it begins; for an infix operator, where the operator stands, as PostgreSQL
  /// reports it.
  Position at();

  /// A value that is written out.
  sealed interface Constant extends Expression {}

  /// Operands and what is done with them.
  sealed interface Operation extends Expression {}

  /// What is true, false or unknown of its operands.
  sealed interface Predicate extends Expression {}

  /// Everything that is one by itself.
  sealed interface Term extends Expression {}

  /// `NULL`.
  record Null(Position at) implements Constant {}

  /// `TRUE` or `FALSE`.
  record BooleanLiteral(Position at, boolean value) implements Constant {}

  /// A number that fits an `int`.
  record IntegerLiteral(Position at, int value) implements Constant {}

  /// Any other number, as written; its type (`bigint`, `numeric`) is the binder's business.
  record NumericLiteral(Position at, String text) implements Constant {}

  /// A string; of unknown type until it is bound.
  record StringLiteral(Position at, String value) implements Constant {}

  /// `B'…'` or `X'…'`.
  record BitLiteral(Position at, String digits, boolean hex) implements Constant {}

  /// `date '2026-01-01'`: the same as a cast of the string.
  ///
  /// @param valueAt where the string begins, which is where its errors are
  record TypedLiteral(Position at, TypeName type, Position valueAt, String value)
      implements Constant {}

  /// `$1`.
  record Parameter(Position at, int number) implements Term {}

  /// A column, perhaps with table and schema; `*` and `t.*` where `star`.
  record ColumnRef(Position at, List<String> parts, boolean star) implements Term {}

  /// A value and the steps into it.
  record Indirection(Position at, Expression base, List<Accessor> path) implements Operation {}

  /// `operator operand`.
  record Unary(Position at, OperatorName operator, Expression operand) implements Operation {}

  /// `left operator right`, comparisons included.
  record Binary(Position at, OperatorName operator, Expression left, Expression right)
      implements Operation {}

  /// Operands joined by `AND`; at least two.
  record And(Position at, List<Expression> operands) implements Operation {}

  /// Operands joined by `OR`; at least two.
  record Or(Position at, List<Expression> operands) implements Operation {}

  /// `NOT operand`.
  record Not(Position at, Expression operand) implements Operation {}

  /// `operand IS test`.
  ///
  /// @param test without `NOT`, which is `negated`
  record Is(Position at, Expression operand, IsTest test, boolean negated) implements Predicate {}

  /// What `IS` asks.
  enum IsTest {
    NULL,
    TRUE,
    FALSE,
    UNKNOWN,
    NORMALIZED,
    NFC_NORMALIZED,
    NFD_NORMALIZED,
    NFKC_NORMALIZED,
    NFKD_NORMALIZED
  }

  /// `left IS [NOT] DISTINCT FROM right`.
  record DistinctFrom(Position at, Expression left, Expression right, boolean negated)
      implements Predicate {}

  /// `operand [NOT] BETWEEN [SYMMETRIC] low AND high`.
  record Between(
      Position at,
      Expression operand,
      Expression low,
      Expression high,
      boolean symmetric,
      boolean negated)
      implements Predicate {}

  /// `operand [NOT] IN (…)`.
  record InList(Position at, Expression operand, List<Expression> items, boolean negated)
      implements Predicate {}

  /// `operand [NOT] IN (SELECT …)`.
  record InQuery(Position at, Expression operand, Query query, boolean negated)
      implements Predicate {}

  /// `operand [NOT] LIKE pattern [ESCAPE escape]` and its kin.
  record Like(
      Position at,
      PatternKind kind,
      Expression operand,
      Expression pattern,
      @Nullable Expression escape,
      boolean negated)
      implements Predicate {}

  /// How a pattern is matched.
  enum PatternKind {
    LIKE,
    ILIKE,
    SIMILAR
  }

  /// `left operator ANY (array)`; `LIKE` and `ILIKE` are the operators `~~` and `~~*`.
  record QuantifiedArray(
      Position at, Expression left, OperatorName operator, boolean all, Expression array)
      implements Predicate {}

  /// `left operator ANY (SELECT …)`.
  record QuantifiedQuery(
      Position at, Expression left, OperatorName operator, boolean all, Query query)
      implements Predicate {}

  /// `EXISTS (SELECT …)`.
  record Exists(Position at, Query query) implements Predicate {}

  /// `(SELECT …)` as a value.
  record ScalarQuery(Position at, Query query) implements Term {}

  /// `ARRAY(SELECT …)`.
  record ArrayQuery(Position at, Query query) implements Term {}

  /// `ARRAY[…]`, or the brackets alone inside of another.
  record ArrayConstructor(Position at, List<Expression> elements) implements Term {}

  /// `ROW(…)`, or two and more expressions in parentheses.
  record Row(Position at, List<Expression> fields, boolean explicit) implements Term {}

  /// `CASE`, with an operand or without.
  record Case(
      Position at, @Nullable Expression operand, List<When> whens, @Nullable Expression otherwise)
      implements Term {}

  /// `WHEN condition THEN result`.
  record When(Position at, Expression condition, Expression result) {}

  /// `CAST(operand AS type)` or `operand::type`.
  record Cast(Position at, Expression operand, TypeName type) implements Term {}

  /// `operand COLLATE name`.
  record Collate(Position at, Expression operand, QualifiedName collation) implements Operation {}

  /// `operand AT TIME ZONE zone`.
  record AtTimeZone(Position at, Expression operand, Expression zone) implements Operation {}

  /// `(a, b) OVERLAPS (c, d)`.
  record Overlaps(Position at, Row left, Row right) implements Operation {}

  /// `DEFAULT`, where a value to be stored is expected; refused elsewhere by the binder.
  record Default(Position at) implements Term {}

  /// `name => value` among a function's arguments.
  record NamedArgument(Position at, String name, Expression value) implements Term {}

  /// `WHERE CURRENT OF cursor`.
  record CurrentOf(Position at, String cursor) implements Term {}

  /// A function whose arguments have a syntax of their own.
  record SpecialCall(Position at, SpecialForm form, List<Expression> arguments) implements Term {}

  /// `CURRENT_DATE` and the like.
  ///
  /// @param precision as in `CURRENT_TIME(3)`; null if none is given
  record ContextValue(Position at, ContextKind kind, @Nullable Integer precision) implements Term {}

  /// The values that a statement takes from its session and moment.
  enum ContextKind {
    CURRENT_CATALOG,
    CURRENT_DATE,
    CURRENT_ROLE,
    CURRENT_SCHEMA,
    CURRENT_TIME,
    CURRENT_TIMESTAMP,
    CURRENT_USER,
    LOCALTIME,
    LOCALTIMESTAMP,
    SESSION_USER,
    USER
  }

  /// A function or aggregate with arguments in the common syntax.
  record Call(
      Position at,
      QualifiedName function,
      Arguments arguments,
      @Nullable Expression filter,
      @Nullable Window over)
      implements Term {}

  /// What stands between a call's parentheses, and `WITHIN GROUP`.
  ///
  /// @param variadic whether `VARIADIC` precedes the last argument
  /// @param orderBy the order in the parentheses, or that of `WITHIN GROUP` if `withinGroup`
  record Arguments(
      CallQuantifier quantifier,
      List<Expression> values,
      boolean variadic,
      List<SortItem> orderBy,
      boolean withinGroup) {}

  /// What precedes a call's arguments; `STAR` stands for `(*)`.
  enum CallQuantifier {
    NONE,
    ALL,
    DISTINCT,
    STAR
  }
}
