package io.halcyon.sql.execute;

import io.halcyon.sql.access.BatchSource;
import io.halcyon.sql.bind.BoundExpression;
import io.halcyon.sql.bind.BoundQuery;
import io.halcyon.sql.bind.BoundQuery.Join.Kind;
import io.halcyon.sql.bind.BoundQuery.OutputColumn;
import io.halcyon.sql.bind.BoundTrees;
import io.halcyon.sql.evaluate.EvaluationContext;
import io.halcyon.sql.value.Batch;
import io.halcyon.sql.value.Vector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Joins any number of inputs all of whose conditions must be met, in an order of its own: the
/// smallest first, then always the smallest that an equality connects with what is there. Serves
/// one join.
final class JoinOrder {
  private final Executor executor;
  private final Joins joins;
  private final EvaluationContext context;
  private final List<Input> inputs = new ArrayList<>();
  private final List<BoundExpression> conditions = new ArrayList<>();

  JoinOrder(Executor executor, Joins joins, EvaluationContext context) {
    this.executor = executor;
    this.joins = joins;
    this.context = context;
  }

  /// One input.
  ///
  /// @param first index of its first column among all
  private record Input(BoundQuery query, int first, List<BoundExpression> conditions) {
    int end() {
      return first + query.columns().size();
    }

    boolean hasAll(BitSet columns) {
      return columns.nextSetBit(0) >= first && columns.nextSetBit(end()) < 0;
    }
  }

  Opened open(BoundQuery.Join join, Request request) {
    flatten(join, 0);
    int width = join.columns().size();
    conditions.addAll(request.conditions());
    BitSet needed = (BitSet) request.needed().clone();
    List<BoundExpression> between = new ArrayList<>();
    List<BoundExpression> kept = new ArrayList<>();
    for (BoundExpression condition : conditions) {
      BitSet columns = Conjuncts.columns(condition, width);
      needed.or(columns);
      if (!Conjuncts.movable(condition)) {
        kept.add(condition);
      } else if (!toInput(condition, columns)) {
        between.add(condition);
      }
    }
    Current current = start(needed);
    List<Input> left = new ArrayList<>(inputs);
    left.remove(current.last());
    while (!left.isEmpty()) {
      Input next = next(current, left, between, width);
      left.remove(next);
      current = join(current, next, between, needed, width);
    }
    BatchSource rows = restored(current, width);
    return Opened.unsorted(Executor.filtered(rows, kept, width, context));
  }

  private void flatten(BoundQuery query, int first) {
    if (query instanceof BoundQuery.Join join && join.kind() == Kind.INNER && !join.lateral()) {
      flatten(join.left(), first);
      int middle = first + join.left().columns().size();
      flatten(join.right(), middle);
      for (BoundExpression condition : Conjuncts.of(join.condition())) {
        conditions.add(first == 0 ? condition : Conjuncts.shifted(condition, -first));
      }
    } else {
      inputs.add(new Input(query, first, new ArrayList<>()));
    }
  }

  private boolean toInput(BoundExpression condition, BitSet columns) {
    for (Input input : inputs) {
      if (!columns.isEmpty() && input.hasAll(columns)) {
        input.conditions().add(Conjuncts.shifted(condition, input.first()));
        return true;
      }
    }
    return false;
  }

  /// What has been joined so far.
  ///
  /// @param positions where each column of all is by now; -1 if it is not there
  /// @param done which of the conditions between inputs have been met
  private record Current(
      BatchSource rows,
      double count,
      List<OutputColumn> columns,
      int[] positions,
      BitSet has,
      BitSet done,
      Input last) {}

  private Current start(BitSet needed) {
    Input smallest = inputs.getFirst();
    double least = Double.MAX_VALUE;
    for (Input input : inputs) {
      double rows = rows(input);
      if (rows < least) {
        least = rows;
        smallest = input;
      }
    }
    int[] positions = new int[inputs.getLast().end()];
    Arrays.fill(positions, -1);
    BitSet has = new BitSet();
    for (int i = smallest.first(); i < smallest.end(); i++) {
      positions[i] = i - smallest.first();
      has.set(i);
    }
    return new Current(
        side(smallest, needed).open(executor, context),
        least,
        smallest.query().columns(),
        positions,
        has,
        new BitSet(),
        smallest);
  }

  private double rows(Input input) {
    return Estimates.rows(input.query(), input.conditions(), executor.tables());
  }

  private static Joins.Side side(Input input, BitSet needed) {
    return new Joins.Side(
        input.query(), input.conditions(), needed.get(input.first(), input.end()));
  }

  private Input next(Current current, List<Input> left, List<BoundExpression> between, int width) {
    Input best = left.getFirst();
    double least = Double.MAX_VALUE;
    for (Input input : left) {
      boolean connected = false;
      for (BoundExpression condition : between) {
        connected |= connects(condition, current, input, width);
      }
      double rows = rows(input) * (connected ? 1 : 1e9);
      if (rows < least) {
        least = rows;
        best = input;
      }
    }
    return best;
  }

  private static boolean connects(
      BoundExpression condition, Current current, Input input, int width) {
    if (!(condition instanceof BoundExpression.Call call)
        || !Paths.isEquality(call.function().id())) {
      return false;
    }
    BitSet columns = Conjuncts.columns(condition, width);
    BitSet ofInput = new BitSet();
    ofInput.set(input.first(), input.end());
    ofInput.and(columns);
    BitSet ofCurrent = (BitSet) current.has().clone();
    ofCurrent.and(columns);
    return !ofInput.isEmpty()
        && !ofCurrent.isEmpty()
        && ofInput.cardinality() + ofCurrent.cardinality() == columns.cardinality();
  }

  private Current join(
      Current current, Input next, List<BoundExpression> between, BitSet needed, int width) {
    int[] positions = current.positions().clone();
    BitSet has = (BitSet) current.has().clone();
    int at = current.columns().size();
    for (int i = next.first(); i < next.end(); i++) {
      positions[i] = at++;
      has.set(i);
    }
    List<BoundExpression> on = new ArrayList<>();
    BitSet done = (BitSet) current.done().clone();
    for (int i = 0; i < between.size(); i++) {
      BitSet missing = Conjuncts.columns(between.get(i), width);
      missing.andNot(has);
      if (!done.get(i) && missing.isEmpty()) {
        done.set(i);
        on.add(moved(between.get(i), positions));
      }
    }
    List<OutputColumn> columns = new ArrayList<>(current.columns());
    columns.addAll(next.query().columns());
    BatchSource rows =
        joins.joined(
            Kind.INNER, current.rows(), current.count(), current.columns(), side(next, needed), on);
    double count = Math.max(1, Math.max(current.count(), on.isEmpty() ? rows(next) : 1));
    return new Current(rows, count, List.copyOf(columns), positions, has, done, next);
  }

  private static BoundExpression moved(BoundExpression condition, int[] positions) {
    if (condition instanceof BoundExpression.Column column && column.levelsUp() == 0) {
      return Conjuncts.shifted(column, column.index() - positions[column.index()]);
    }
    return BoundTrees.replaceChildren(condition, child -> moved(child, positions));
  }

  /// Puts the columns back into the order in which the query has them.
  private static BatchSource restored(Current current, int width) {
    int[] positions = current.positions();
    boolean same = true;
    for (int i = 0; i < width; i++) {
      same &= positions[i] == i;
    }
    return same
        ? current.rows()
        : Sources.mapped(
            current.rows(),
            batch -> {
              @Nullable Vector[] columns = new @Nullable Vector[width];
              for (int i = 0; i < width; i++) {
                columns[i] = batch.columns().get(positions[i]);
              }
              return new Batch(batch.size(), Arrays.asList(columns));
            });
  }
}
