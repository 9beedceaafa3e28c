package io.halcyon.sql.bind;

import io.halcyon.sql.ast.Position;
import io.halcyon.sql.bind.BoundQuery.OutputColumn;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/// A statement that changes rows, whose names and types are decided.
public sealed interface BoundChange {
  /// Returns what it reads: the rows to be inserted or changed.
  BoundQuery source();

  Target target();

  Returning returning();

  /// The table that is changed.
  ///
  /// @param relation as queries see it
  /// @param stored as sources of changes see it: with the stored value of the row as one column
  ///   more
  /// @param defaults what each column is given where nothing else is, over no columns; of generated
  ///   columns, over those of the table; null for NULL
  /// @param kinds of its columns
  record Target(
      RelationDescriptor relation,
      RelationDescriptor stored,
      List<@Nullable BoundExpression> defaults,
      List<Kind> kinds) {
    /// Who decides a column's value.
    public enum Kind {
      /// The statement, or else its default.
      PLAIN,
      /// The system, from the other columns.
      GENERATED,
      /// A sequence, unless the statement insists.
      IDENTITY_ALWAYS
    }
  }

  /// What is returned of each row that was changed.
  ///
  /// @param given whether there is such a clause
  /// @param expressions over the row as it is after the change (for `DELETE`, before), and behind
  ///   it what the source has beside
  record Returning(boolean given, List<OutputColumn> columns, List<BoundExpression> expressions) {
    public static final Returning NONE = new Returning(false, List.of(), List.of());
  }

  /// `INSERT`.
  ///
  /// @param values what each column of the table is given, over the rows of the source; null for
  ///   what the system makes
  record Insert(
      Target target,
      BoundQuery source,
      List<@Nullable BoundExpression> values,
      @Nullable Conflict conflict,
      Returning returning)
      implements BoundChange {}

  /// `ON CONFLICT`.
  ///
  /// @param elements what the unique index is on, over the table's columns; empty if none is named
  /// @param predicate of the index, over the table's columns; null for none
  /// @param constraint named instead; null if none is
  /// @param update null for `DO NOTHING`
  record Conflict(
      Position at,
      List<BoundExpression> elements,
      @Nullable BoundExpression predicate,
      @Nullable String constraint,
      @Nullable ConflictUpdate update) {}

  /// `DO UPDATE`.
  ///
  /// @param assignments by ordinal, over the columns of the row that is there (with its stored
  ///   value), and behind them those of the row that was to be inserted
  /// @param where over the same; null for all
  record ConflictUpdate(
      SortedMap<Integer, BoundExpression> assignments, @Nullable BoundExpression where) {}

  /// `UPDATE`.
  ///
  /// @param source its first columns are those of `target.stored`
  /// @param assignments by ordinal, over the rows of the source
  record Update(
      Target target,
      BoundQuery source,
      SortedMap<Integer, BoundExpression> assignments,
      Returning returning)
      implements BoundChange {}

  /// `MERGE`.
  ///
  /// @param source the rows of what is merged, `sourceWidth` columns, beside those of
  ///   `target.stored`: NULLs where there is none
  record Merge(Target target, BoundQuery source, int sourceWidth, List<When> whens)
      implements BoundChange {
    @Override
    public Returning returning() {
      return Returning.NONE;
    }

    /// `WHEN … THEN …`: of the clauses that are for a row the first counts.
    ///
    /// @param condition over the rows of the source; null for all
    public record When(boolean matched, @Nullable BoundExpression condition, Action action) {}

    /// What is done with a row.
    public sealed interface Action {}

    /// `DO NOTHING`.
    public record Nothing() implements Action {}

    /// `DELETE`.
    public record Remove() implements Action {}

    /// `UPDATE`.
    ///
    /// @param assignments by ordinal, over the rows of the source
    public record Replace(SortedMap<Integer, BoundExpression> assignments) implements Action {}

    /// `INSERT`.
    ///
    /// @param values what each column of the table is given, over the rows of the source; null for
    ///   what the system makes
    public record Add(List<@Nullable BoundExpression> values) implements Action {}
  }

  /// `DELETE`.
  ///
  /// @param source its first columns are those of `target.stored`
  record Delete(Target target, BoundQuery source, Returning returning) implements BoundChange {}
}
