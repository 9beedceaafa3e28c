package io.halcyon.sql.execute;

import io.halcyon.sql.access.BatchSource;
import io.halcyon.sql.bind.BoundQuery.OutputColumn;
import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;
import io.halcyon.sql.evaluate.Batches;
import io.halcyon.sql.value.Batch;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Sources that need no more than a function. Stateless.
final class Sources {
  private Sources() {}

  /// Returns the source of several batches, none of them empty.
  static BatchSource of(List<Batch> batches) {
    return new BatchSource() {
      private int at;

      @Override
      public @Nullable Batch next() {
        return at < batches.size() ? batches.get(at++) : null;
      }

      @Override
      public void close() {}
    };
  }

  /// Returns what a source gives, each batch changed; those that become empty are left out.
  static BatchSource mapped(BatchSource input, UnaryOperator<Batch> change) {
    return new BatchSource() {
      @Override
      public @Nullable Batch next() {
        for (Batch rows = input.next(); rows != null; rows = input.next()) {
          Batch changed = change.apply(rows);
          if (changed.size() > 0) {
            return changed;
          }
        }
        return null;
      }

      @Override
      public void close() {
        input.close();
      }
    };
  }

  /// Returns a source that fails once it is cancelled.
  static BatchSource cancellable(BatchSource input, BooleanSupplier cancelled) {
    return new BatchSource() {
      @Override
      public @Nullable Batch next() {
        if (cancelled.getAsBoolean()) {
          throw new SqlError(SqlState.QUERY_CANCELED, "canceling statement due to user request");
        }
        return input.next();
      }

      @Override
      public void close() {
        input.close();
      }
    };
  }

  /// Returns a source that is made when it is asked for.
  static BatchSource lazily(Supplier<BatchSource> source) {
    return new BatchSource() {
      private @Nullable BatchSource made;
      private boolean closed;

      @Override
      public @Nullable Batch next() {
        if (closed) {
          return null;
        }
        BatchSource rows = made;
        if (rows == null) {
          rows = source.get();
          made = rows;
        }
        return rows.next();
      }

      @Override
      public void close() {
        closed = true;
        if (made != null) {
          made.close();
        }
      }
    };
  }

  /// Takes all that a source gives, and closes it.
  static List<Batch> all(BatchSource input, MemoryBudget budget) {
    try (input) {
      List<Batch> all = new ArrayList<>();
      for (Batch rows = input.next(); rows != null; rows = input.next()) {
        budget.reserve(rows);
        all.add(rows);
      }
      return all;
    }
  }

  /// Takes all that a source gives as one batch, and closes it.
  static Batch whole(BatchSource input, List<OutputColumn> columns, MemoryBudget budget) {
    List<Batch> all = all(input, budget);
    return all.isEmpty() ? Batches.nulls(columns, 0) : Batches.concat(all, columns);
  }
}
