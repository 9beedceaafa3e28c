package io.halcyon.sql.ast;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// `SELECT`, `VALUES`, `TABLE` or a set operation, with all that may surround it. Parentheses leave
/// no trace.
///
/// @param limit null if neither limit nor offset is given
public record Query(
    Position at,
    @Nullable With with,
    Body body,
    List<SortItem> orderBy,
    @Nullable Limit limit,
    List<Locking> locking)
    implements Statement {
  /// Returns whether its `WITH` has statements that change rows.
  public boolean changesRows() {
    return with != null
        && with.tables().stream().anyMatch(table -> table.statement() instanceof DataStatement);
  }

  /// What rows the query begins with.
  public sealed interface Body {}

  /// `SELECT …`.
  ///
  /// @param items may be empty
  /// @param asOf `AS OF SYSTEM TIME …`, an extension; null if absent
  public record Select(
      Position at,
      Distinct distinct,
      List<Item> items,
      @Nullable Into into,
      List<TableRef> from,
      @Nullable Expression asOf,
      @Nullable Expression where,
      @Nullable Grouping groupBy,
      @Nullable Expression having,
      List<Window.Definition> windows)
      implements Body {}

  /// `VALUES (…), …`.
  public record Values(Position at, List<List<Expression>> rows) implements Body {}

  /// `TABLE name`.
  public record Table(Position at, TableRef.Relation relation) implements Body {}

  /// `left UNION right`.
  public record SetOperation(
      Position at, SetOperator operator, boolean all, Query left, Query right) implements Body {}

  /// The set operators.
  public enum SetOperator {
    UNION,
    INTERSECT,
    EXCEPT
  }

  /// `DISTINCT`, with its expressions if it is `DISTINCT ON`.
  public record Distinct(boolean distinct, List<Expression> on) {
    public static final Distinct NONE = new Distinct(false, List.of());
  }

  /// An item of a select list or of `RETURNING`.
  ///
  /// @param label null if none is given
  public record Item(Position at, Expression expression, @Nullable String label) {}

  /// `INTO [TEMP] [TABLE] name`.
  public record Into(Position at, Persistence persistence, QualifiedName name) {}

  /// `GROUP BY [DISTINCT] …`.
  public record Grouping(boolean distinct, List<GroupingItem> items) {}

  /// An item of `GROUP BY`.
  public sealed interface GroupingItem {}

  /// A plain expression; rows of several are a `Row`.
  public record GroupingKey(Expression expression) implements GroupingItem {}

  /// `()`.
  public record EmptyGrouping(Position at) implements GroupingItem {}

  /// `ROLLUP (…)` or `CUBE (…)`.
  public record GroupingCube(Position at, boolean rollup, List<Expression> keys)
      implements GroupingItem {}

  /// `GROUPING SETS (…)`.
  public record GroupingSets(Position at, List<GroupingItem> sets) implements GroupingItem {}

  /// `LIMIT`, `OFFSET`, `FETCH FIRST`.
  ///
  /// @param count null if there is no limit, `Null` for `LIMIT ALL`
  public record Limit(@Nullable Expression count, @Nullable Expression offset, boolean withTies) {}

  /// `FOR UPDATE OF … NOWAIT` and its weaker kin.
  ///
  /// @param tables empty if it is for all
  public record Locking(Position at, Strength strength, List<QualifiedName> tables, Wait waiting) {}

  /// How strong a row lock is.
  public enum Strength {
    UPDATE,
    NO_KEY_UPDATE,
    SHARE,
    KEY_SHARE
  }

  /// What to do about a row that is locked.
  public enum Wait {
    BLOCK,
    NOWAIT,
    SKIP_LOCKED
  }

  /// `WITH …`.
  public record With(Position at, boolean recursive, List<CommonTable> tables) {}

  /// One table of a `WITH`.
  ///
  /// @param materialized null if nothing is said of it
  public record CommonTable(
      Position at,
      String name,
      List<String> columns,
      @Nullable Boolean materialized,
      Statement statement,
      @Nullable Search search,
      @Nullable Cycle cycle) {}

  /// `SEARCH DEPTH FIRST BY … SET …`.
  public record Search(Position at, boolean breadthFirst, List<String> by, String sequenceColumn) {}

  /// `CYCLE … SET … TO … DEFAULT … USING …`.
  ///
  /// @param mark the value for rows that close a cycle; null, as is `other`, if not given
  public record Cycle(
      Position at,
      List<String> columns,
      String markColumn,
      @Nullable Expression mark,
      @Nullable Expression other,
      String pathColumn) {}
}
