package io.halcyon.sql.ast;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A constraint or another property of a column or table.
///
/// @param name null if none is given
public record Constraint(Position at, @Nullable String name, Body body, Attributes attributes) {

  /// What follows a constraint; null where nothing is said.
  public record Attributes(
      @Nullable Boolean deferrable,
      @Nullable Boolean initiallyDeferred,
      boolean notValid,
      boolean noInherit) {
    public static final Attributes NONE = new Attributes(null, null, false, false);
  }

  /// What the constraint says. Those of a column have an empty list of columns.
  public sealed interface Body {}

  /// `NOT NULL`, or `NULL` if `nullable`.
  public record Nullability(boolean nullable) implements Body {}

  /// `DEFAULT value`.
  public record DefaultValue(Expression value) implements Body {}

  /// `CHECK (condition)`.
  public record Check(Expression condition) implements Body {}

  /// `PRIMARY KEY` or `UNIQUE`.
  ///
  /// @param index name of an index to take over (`USING INDEX`); else null
  public record Key(
      boolean primary,
      boolean nullsNotDistinct,
      List<String> columns,
      @Nullable String index,
      IndexParameters parameters)
      implements Body {}

  /// `EXCLUDE USING method (element WITH operator, …)`.
  public record Exclusion(
      @Nullable String method,
      List<ExclusionElement> elements,
      IndexParameters parameters,
      @Nullable Expression where)
      implements Body {}

  /// An element of an exclusion constraint.
  public record ExclusionElement(IndexElement element, OperatorName operator) {}

  /// `REFERENCES table (columns)`.
  public record ForeignKey(
      List<String> columns,
      QualifiedName table,
      List<String> referenced,
      Match match,
      Action onUpdate,
      Action onDelete)
      implements Body {}

  /// `GENERATED ALWAYS AS (expression) STORED`.
  public record Generated(Expression expression) implements Body {}

  /// `GENERATED … AS IDENTITY (sequence options)`.
  public record Identity(boolean always, List<Option> sequence) implements Body {}

  /// `COLLATE name`, which the grammar has among the constraints.
  public record Collation(QualifiedName name) implements Body {}

  /// What may follow a key.
  public record IndexParameters(
      List<String> include, List<Option> options, @Nullable String tablespace) {
    public static final IndexParameters NONE = new IndexParameters(List.of(), List.of(), null);
  }

  /// `MATCH …`.
  public enum Match {
    SIMPLE,
    FULL
  }

  /// What happens to referencing rows.
  ///
  /// @param columns of `SET NULL (columns)` and `SET DEFAULT (columns)`
  public record Action(ActionKind kind, List<String> columns) {
    public static final Action NONE = new Action(ActionKind.NO_ACTION, List.of());
  }

  /// The kinds of actions.
  public enum ActionKind {
    NO_ACTION,
    RESTRICT,
    CASCADE,
    SET_NULL,
    SET_DEFAULT
  }
}
