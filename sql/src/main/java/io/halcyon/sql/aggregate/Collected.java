package io.halcyon.sql.aggregate;

import io.halcyon.sql.type.SqlType;
import io.halcyon.sql.value.Row;
import io.halcyon.sql.value.SqlArray;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Aggregates that need all their rows: `array_agg`, `string_agg`, `json_agg`, `percentile_cont`,
/// ...
final class Collected implements Accumulator {
  /// Makes the value of the rows.
  interface Finish {
    @Nullable Object of(List<@Nullable Object[]> rows);
  }

  private final List<SqlType> types;
  private final Finish finish;
  private final List<@Nullable Object[]> rows = new ArrayList<>();

  /// @param types of the arguments
  Collected(List<SqlType> types, Finish finish) {
    this.types = types;
    this.finish = finish;
  }

  @Override
  public void add(@Nullable Object[] arguments) {
    rows.add(arguments);
  }

  /// One array of rows.
  @Override
  public @Nullable Object[] partial() {
    @Nullable Object[] records = new @Nullable Object[rows.size()];
    for (int i = 0; i < records.length; i++) {
      records[i] = Row.anonymous(types, rows.get(i));
    }
    return new @Nullable Object[] {SqlArray.of(io.halcyon.sql.type.Types.RECORD, records)};
  }

  @Override
  public void absorb(@Nullable Object[] partial) {
    SqlArray records = (SqlArray) Objects.requireNonNull(partial[0]);
    for (@Nullable Object row : Arrays.asList(records.elements())) {
      rows.add(((Row) Objects.requireNonNull(row)).values());
    }
  }

  @Override
  public @Nullable Object result() {
    return finish.of(rows);
  }
}
