package io.halcyon.sql.table;

import io.halcyon.sql.access.AccessPath;
import io.halcyon.sql.access.BatchSource;
import io.halcyon.sql.access.TableAccess;
import io.halcyon.sql.access.TableAccess.RowLock;
import io.halcyon.sql.access.Tables;
import io.halcyon.sql.ast.Position;
import io.halcyon.sql.bind.BoundExpression;
import io.halcyon.sql.bind.BoundTrees;
import io.halcyon.sql.bind.RelationDescriptor;
import io.halcyon.sql.bind.SortKey;
import io.halcyon.sql.evaluate.EvaluationContext;
import io.halcyon.sql.statistics.KnownStatistics;
import io.halcyon.sql.storage.StorageTransaction;
import io.halcyon.sql.table.EntryLayout.KeyPart;
import io.halcyon.sql.table.TableLayout.IndexLayout;
import io.halcyon.sql.value.Batch;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/// Reads the tables of one transaction. Owned by the session's thread.
///
/// A relation with one column more than its table has is the table as statements see it that change
/// rows: the last column is the row's value as it is stored.
public final class StoredTables implements Tables {
  private static final Position NOWHERE = new Position(0);
  private static final double ROW_FETCH_COST = 3;
  private static final double START_COST = 10;
  private static final double SHARD_COST = 20;

  /// More rows than this are changed without being locked before.
  private static final int NAMED_MAX = 1_000;

  private final StorageTransaction transaction;
  private final LongFunction<TableLayout> layouts;
  private final KnownStatistics statistics;

  /// @param layouts the layout of a table by its id, in the version that the transaction uses
  private boolean locksNamed;

  public StoredTables(
      StorageTransaction transaction,
      LongFunction<TableLayout> layouts,
      KnownStatistics statistics) {
    this.transaction = transaction;
    this.layouts = layouts;
    this.statistics = statistics;
  }

  /// Sets whether rows that are named by their key are locked before they are changed.
  public void lockNamed(boolean locks) {
    locksNamed = locks;
  }

  @Override
  public List<AccessPath> paths(TableAccess access) {
    TableLayout layout = layouts.apply(access.relation().id());
    List<Comparison> comparisons = Comparison.among(access.conditions());
    Set<Integer> needed = needed(access);
    Selectivity selectivity =
        new Selectivity(layout.table().columns(), statistics.of(access.relation().id()));
    double matching = selectivity.rows() * selectivity.ofConditions(access.conditions());
    List<AccessPath> paths = new ArrayList<>();
    for (IndexLayout index : layout.indexes()) {
      if (!index.index().isPublic() || !covers(index, access.conditions())) {
        continue;
      }
      IndexMatch match = match(index, comparisons);
      boolean holds = holds(index.entries(), needed);
      double read = entries(match, selectivity);
      double rows = Math.min(read, Math.max(1, matching));
      add(paths, index, match, new Amount(read, rows, holds), access);
    }
    paths.sort(Comparator.comparingDouble(AccessPath::cost));
    return paths;
  }

  /// What one way of reading comes to.
  ///
  /// @param read how many entries are read
  /// @param rows how many rows are returned
  /// @param holds whether the entries have all that is needed
  private record Amount(double read, double rows, boolean holds) {}

  private static void add(
      List<AccessPath> paths,
      IndexLayout index,
      IndexMatch match,
      Amount amount,
      TableAccess access) {
    boolean holds = amount.holds();
    double cost =
        START_COST
            + (match.oneShard() ? 0 : SHARD_COST)
            + amount.read() * (holds ? 1 : 1 + ROW_FETCH_COST);
    String name;
    if (index.index().primary() && match.unbounded()) {
      name = "Seq Scan";
    } else {
      name =
          (holds && !index.index().primary() ? "Index Only Scan" : "Index Scan")
              + " using "
              + index.index().name();
    }
    int number = index.index().number();
    boolean ordered = match.equal().stream().noneMatch(c -> c.kind() == Comparison.Kind.IN);
    for (boolean reverse : new boolean[] {false, true}) {
      List<SortKey> ordering =
          ordered ? ordering(index.entries(), access.relation(), reverse) : List.of();
      if (!reverse || !ordering.isEmpty()) {
        // Against the order of keys is a little dearer, so that it is not chosen without need.
        paths.add(
            new AccessPath(
                name,
                number,
                reverse,
                amount.rows(),
                reverse ? cost * 1.01 : cost,
                ordering,
                match.oneShard()));
      }
    }
  }

  /// Returns how many entries are read.
  private static double entries(IndexMatch match, Selectivity selectivity) {
    double all = selectivity.rows();
    if (match.unique()) {
      double points = 1;
      for (Comparison point : match.equal()) {
        points *= point.kind() == Comparison.Kind.IN ? Selectivity.length(point) : 1;
      }
      return Math.min(points, all);
    }
    List<Comparison> bounds = new ArrayList<>(match.equal());
    if (match.lower() != null) {
      bounds.add(match.lower());
    }
    if (match.upper() != null) {
      bounds.add(match.upper());
    }
    return Math.max(1, all * selectivity.of(bounds));
  }

  static IndexMatch match(IndexLayout index, List<Comparison> comparisons) {
    List<BoundExpression> expressions =
        index.expressions().stream().map(Comparison::subject).toList();
    return IndexMatch.of(index.entries(), expressions, comparisons);
  }

  /// Returns whether an index has all rows that meet conditions.
  private static boolean covers(IndexLayout index, List<BoundExpression> conditions) {
    BoundExpression predicate = index.predicate();
    if (predicate == null) {
      return true;
    }
    Set<BoundExpression> known = new HashSet<>();
    conditions.forEach(condition -> known.add(Comparison.subject(condition)));
    List<BoundExpression> wanted =
        predicate instanceof BoundExpression.And(_, var operands) ? operands : List.of(predicate);
    return wanted.stream().map(Comparison::subject).allMatch(known::contains);
  }

  /// Returns the columns that are returned, or that conditions look at.
  static Set<Integer> needed(TableAccess access) {
    Set<Integer> needed = new HashSet<>(access.columns());
    access.conditions().forEach(condition -> columns(condition, needed));
    return needed;
  }

  private static void columns(BoundExpression expression, Set<Integer> found) {
    if (expression instanceof BoundExpression.Column column && column.levelsUp() == 0) {
      found.add(column.index());
    }
    BoundTrees.children(expression).forEach(child -> columns(child, found));
  }

  /// Returns whether entries of an index have all of some columns.
  static boolean holds(EntryLayout entries, Set<Integer> needed) {
    if (entries.index().primary()) {
      return true;
    }
    int width = entries.table().columns().size();
    return needed.stream().allMatch(ordinal -> ordinal < width && entries.holds(ordinal));
  }

  private static List<SortKey> ordering(
      EntryLayout entries, RelationDescriptor relation, boolean reverse) {
    List<SortKey> ordering = new ArrayList<>();
    for (KeyPart part : entries.parts()) {
      if (part.ordinal() < 0) {
        break;
      }
      RelationDescriptor.Column column = relation.columns().get(part.ordinal());
      ordering.add(
          new SortKey(
              new BoundExpression.Column(
                  NOWHERE,
                  column.type(),
                  column.modifier(),
                  0,
                  part.ordinal(),
                  relation.name(),
                  column.name()),
              part.order().descending() != reverse,
              part.order().nullsFirst() != reverse));
    }
    return ordering;
  }

  @Override
  public List<BoundExpression> bounding(TableAccess access, AccessPath path) {
    IndexLayout index = layouts.apply(access.relation().id()).indexNumbered(path.index());
    return match(index, Comparison.among(access.conditions())).among(access.conditions());
  }

  /// Returns how points are locked when they are read.
  private @Nullable RowLock ofPoints(@Nullable RowLock lock, int points) {
    boolean locked = lock != null && (!lock.namedOnly() || (locksNamed && points <= NAMED_MAX));
    return locked ? lock : null;
  }

  @Override
  public BatchSource open(TableAccess access, AccessPath path, EvaluationContext context) {
    if (access.rowsMax() == 0) {
      return BatchSource.of(new Batch(0, List.of()));
    }
    TableLayout layout = layouts.apply(access.relation().id());
    IndexLayout index = layout.indexNumbered(path.index());
    IndexMatch match = match(index, Comparison.among(access.conditions()));
    List<KeyRange> ranges = KeyRanges.of(match, context);
    EntrySource entries =
        new EntrySource(
            transaction,
            path.reverse() ? ranges.reversed() : ranges,
            path.reverse(),
            access.conditions().size() > match.equal().size() ? Long.MAX_VALUE : access.rowsMax(),
            index.index().primary() ? ofPoints(access.lock(), ranges.size()) : null);
    return new RowSource(transaction, layout, index.entries(), entries, access, context);
  }
}
