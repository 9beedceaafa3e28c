package io.halcyon.sql.kernel;

import io.halcyon.sql.session.SessionContext;
import io.halcyon.sql.type.Carrier;
import io.halcyon.sql.value.Vector;
import io.halcyon.sql.value.VectorBuilder;
import org.jspecify.annotations.Nullable;

/// Runs a function of single values over vectors, row by row.
///
/// @param strict whether a NULL argument makes the result NULL
/// @param result how results are held
record RowKernel(RowFunction function, boolean strict, Carrier result) implements Kernel {
  @Override
  public Vector apply(Vector[] arguments, int rows, SessionContext session) {
    VectorBuilder builder = new VectorBuilder(result, rows);
    for (int row = 0; row < rows; row++) {
      // a new array for each row: a function may keep it
      @Nullable Object[] values = new @Nullable Object[arguments.length];
      boolean anyNull = false;
      for (int i = 0; i < values.length; i++) {
        values[i] = arguments[i].get(row);
        anyNull |= values[i] == null;
      }
      builder.add(strict && anyNull ? null : function.apply(values, session));
    }
    return builder.build();
  }
}
