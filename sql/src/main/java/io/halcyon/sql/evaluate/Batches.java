package io.halcyon.sql.evaluate;

import io.halcyon.sql.bind.BoundQuery.OutputColumn;
import io.halcyon.sql.value.Batch;
import io.halcyon.sql.value.Vector;
import io.halcyon.sql.value.VectorBuilder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Makes batches of rows and of other batches. Stateless.
public final class Batches {
  private Batches() {}

  /// Makes a batch of rows.
  public static Batch of(List<@Nullable Object[]> rows, List<OutputColumn> columns) {
    List<Vector> vectors = new ArrayList<>();
    for (int column = 0; column < columns.size(); column++) {
      VectorBuilder builder = new VectorBuilder(columns.get(column).type().carrier(), rows.size());
      for (@Nullable Object[] row : rows) {
        builder.add(row[column]);
      }
      vectors.add(builder.build());
    }
    return new Batch(rows.size(), vectors);
  }

  /// Makes one batch of several.
  public static Batch concat(List<Batch> batches, List<OutputColumn> columns) {
    if (batches.size() == 1) {
      return batches.getFirst();
    }
    int size = Math.toIntExact(batches.stream().mapToLong(Batch::size).sum());
    List<Vector> vectors = new ArrayList<>();
    for (int column = 0; column < columns.size(); column++) {
      VectorBuilder builder = new VectorBuilder(columns.get(column).type().carrier(), size);
      int at = 0;
      for (Batch batch : batches) {
        Vector source = batch.columns().get(column);
        for (int row = 0; row < batch.size(); row++) {
          builder.copy(at++, source, row);
        }
      }
      vectors.add(builder.build(size));
    }
    return new Batch(size, vectors);
  }

  /// Returns rows side by side with as many others.
  public static Batch beside(Batch left, Batch right) {
    List<Vector> columns = new ArrayList<>(left.columns());
    columns.addAll(right.columns());
    return new Batch(left.size(), columns);
  }

  /// Returns rows of NULLs.
  public static Batch nulls(List<OutputColumn> columns, int size) {
    List<Vector> vectors = new ArrayList<>();
    for (OutputColumn column : columns) {
      vectors.add(Vector.repeat(column.type().carrier(), null, size));
    }
    return new Batch(size, vectors);
  }
}
