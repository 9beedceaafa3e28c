package io.halcyon.sql.execute;

import io.halcyon.sql.access.BatchSource;
import io.halcyon.sql.bind.BoundQuery.Join.Kind;
import io.halcyon.sql.bind.BoundQuery.OutputColumn;
import io.halcyon.sql.evaluate.Batches;
import io.halcyon.sql.evaluate.CompiledExpression;
import io.halcyon.sql.evaluate.EvaluationContext;
import io.halcyon.sql.evaluate.GroupKey;
import io.halcyon.sql.type.SqlType;
import io.halcyon.sql.value.Batch;
import io.halcyon.sql.value.BooleanVector;
import io.halcyon.sql.value.Vector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Joins each batch of the left with rows of the right that are held in a hash table; without keys
/// every row is a candidate. Owned by one thread.
///
/// The right is asked for once, or, if it depends on the left ({@link Inner}), anew for each batch.
final class HashJoin implements BatchSource {
  /// Gives the rows of the right for a batch of the left.
  interface Inner extends Function<Batch, BatchSource> {}

  /// What is joined.
  ///
  /// @param leftKeys over the left, equal to `rightKeys` over the right; perhaps none
  /// @param keyTypes of the keys
  /// @param residual over both; null for none
  record Spec(
      Kind kind,
      List<OutputColumn> leftColumns,
      List<OutputColumn> rightColumns,
      List<CompiledExpression> leftKeys,
      List<CompiledExpression> rightKeys,
      List<SqlType> keyTypes,
      @Nullable CompiledExpression residual) {}

  private final Spec spec;
  private final BatchSource left;
  private final Inner inner;
  private final boolean perBatch;
  private final EvaluationContext context;
  private final MemoryBudget budget;
  private @Nullable Batch right;
  private Map<GroupKey, int[]> table = Map.of();
  private BitSet matched = new BitSet();
  private boolean over;
  // Of the batch of the left under way: how far it has come.
  private @Nullable Batch rows;
  private List<Vector> leftKeys = List.of();
  private BitSet found = new BitSet();
  private int row;
  private int[] candidates = new int[0];
  private int candidate;

  /// @param perBatch whether the right is another for each batch of the left; then the join keeps
  ///   no rows of the right alone
  HashJoin(
      Spec spec,
      BatchSource left,
      Inner inner,
      boolean perBatch,
      EvaluationContext context,
      MemoryBudget budget) {
    this.spec = spec;
    this.left = left;
    this.inner = inner;
    this.perBatch = perBatch;
    this.context = context;
    this.budget = budget;
  }

  @Override
  public @Nullable Batch next() {
    while (true) {
      Batch now = rows;
      if (now == null) {
        if (over) {
          return null;
        }
        Batch last = begin(left.next());
        if (last != null) {
          return last;
        }
        continue;
      }
      Batch pairs = pairs(now, Objects.requireNonNull(right));
      if (pairs == null) {
        rows = null;
        pairs = unmatchedLeft(now);
      }
      if (pairs.size() > 0) {
        return pairs;
      }
    }
  }

  /// Begins with a batch of the left.
  ///
  /// @param batch null if there are no more
  /// @return what is left over of the right when the left has ended, if anything is
  private @Nullable Batch begin(@Nullable Batch batch) {
    if (batch == null) {
      over = true;
      return unmatchedRight();
    }
    if (right == null || perBatch) {
      build(batch);
    }
    rows = batch;
    leftKeys = evaluate(spec.leftKeys(), batch);
    found = new BitSet(batch.size());
    row = -1;
    candidates = new int[0];
    candidate = 0;
    return null;
  }

  private void build(Batch rows) {
    MemoryBudget keep = perBatch ? new MemoryBudget(Long.MAX_VALUE) : budget;
    Batch whole = Sources.whole(inner.apply(rows), spec.rightColumns(), keep);
    right = whole;
    matched = new BitSet();
    Map<GroupKey, List<Integer>> lists = new HashMap<>();
    List<Vector> keys = evaluate(spec.rightKeys(), whole);
    for (int row = 0; row < whole.size(); row++) {
      GroupKey key = key(keys, row);
      if (key != null) {
        lists.computeIfAbsent(key, _ -> new ArrayList<>()).add(row);
      }
    }
    table = new HashMap<>();
    lists.forEach(
        (key, list) -> table.put(key, list.stream().mapToInt(Integer::intValue).toArray()));
  }

  private List<Vector> evaluate(List<CompiledExpression> keys, Batch rows) {
    return keys.stream().map(key -> key.evaluate(rows, context)).toList();
  }

  /// Returns a row's key; null if a part is NULL, which equals nothing.
  private @Nullable GroupKey key(List<Vector> keys, int row) {
    @Nullable Object[] values = new @Nullable Object[keys.size()];
    for (int i = 0; i < values.length; i++) {
      Object value = keys.get(i).get(row);
      if (value == null) {
        return null;
      }
      // So that integers of different sizes meet.
      values[i] = value instanceof Integer number ? (Long) number.longValue() : value;
    }
    return GroupKey.of(spec.keyTypes(), values);
  }

  /// Returns the next pairs, perhaps none; null if the batch of the left has been gone through.
  private @Nullable Batch pairs(Batch lefts, Batch others) {
    int[] leftRows = new int[Batch.ROWS];
    int[] rightRows = new int[Batch.ROWS];
    int count = 0;
    while (count < Batch.ROWS) {
      if (candidate == candidates.length) {
        if (++row >= lefts.size()) {
          break;
        }
        GroupKey key = key(leftKeys, row);
        int[] found = key == null ? null : table.get(key);
        candidates = found == null ? new int[0] : found;
        candidate = 0;
        continue;
      }
      leftRows[count] = row;
      rightRows[count++] = candidates[candidate++];
    }
    return count == 0 ? null : passing(lefts, others, leftRows, rightRows, count);
  }

  private Batch passing(Batch lefts, Batch others, int[] leftRows, int[] rightRows, int count) {
    Batch both = Batches.beside(lefts.select(leftRows, count), others.select(rightRows, count));
    CompiledExpression residual = spec.residual();
    BooleanVector passes =
        residual == null ? null : (BooleanVector) residual.evaluate(both, context);
    int[] kept = new int[count];
    int size = 0;
    for (int i = 0; i < count; i++) {
      if (passes == null || (!passes.isNull(i) && passes.values()[i])) {
        kept[size++] = i;
        found.set(leftRows[i]);
        matched.set(rightRows[i]);
      }
    }
    return size == count ? both : both.select(kept, size);
  }

  private Batch unmatchedLeft(Batch lefts) {
    if (spec.kind() != Kind.LEFT && spec.kind() != Kind.FULL) {
      return new Batch(0, List.of());
    }
    int[] kept = unset(found, lefts.size());
    return Batches.beside(
        lefts.select(kept, kept.length), Batches.nulls(spec.rightColumns(), kept.length));
  }

  private static int[] unset(BitSet set, int size) {
    int[] rows = new int[size];
    int count = 0;
    for (int at = set.nextClearBit(0); at < size; at = set.nextClearBit(at + 1)) {
      rows[count++] = at;
    }
    return Arrays.copyOf(rows, count);
  }

  private @Nullable Batch unmatchedRight() {
    if (spec.kind() != Kind.RIGHT && spec.kind() != Kind.FULL) {
      return null;
    }
    if (right == null) {
      build(Batches.nulls(spec.leftColumns(), 0));
    }
    Batch others = Objects.requireNonNull(right);
    int[] kept = unset(matched, others.size());
    return kept.length == 0
        ? null
        : Batches.beside(
            Batches.nulls(spec.leftColumns(), kept.length), others.select(kept, kept.length));
  }

  @Override
  public void close() {
    left.close();
  }
}
