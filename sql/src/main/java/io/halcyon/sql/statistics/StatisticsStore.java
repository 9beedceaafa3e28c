package io.halcyon.sql.statistics;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.halcyon.core.key.KeyEncoder;
import io.halcyon.core.key.KeyOrder;
import io.halcyon.sql.catalog.CatalogStore;
import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;
import io.halcyon.sql.session.SessionContext;
import io.halcyon.sql.storage.PrefixScan;
import io.halcyon.sql.storage.StorageTransaction;
import io.halcyon.sql.text.TextFormats;
import io.halcyon.sql.type.SqlType;
import io.halcyon.sql.type.Types;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// How statistics are stored: beside the catalog, on its shard, but under keys of their own, which
/// no other transaction reads. So writing them makes neither changes of rows nor of the schema
/// lose.
///
/// Keys: `table 1 | index 7 | table (4) | column (4)`, with JSON; column 0, which there is not,
/// stands for the table. Values are texts. Stateless.
public final class StatisticsStore {
  private static final int STATISTICS = 7;
  private static final int OF_TABLE = 0;

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false)
          .build();

  private StatisticsStore() {}

  /// What is stored under one key.
  ///
  /// @param rows of the table
  /// @param type OID of the column's type; 0 for the table
  record Stored(
      int table,
      int column,
      long rows,
      int type,
      double nullFraction,
      double distinct,
      List<String> mostCommon,
      List<Double> frequencies,
      List<String> histogram) {}

  /// Returns the statistics of all tables, also of such as are no more.
  public static Map<Long, TableStatistics> load(StorageTransaction transaction) {
    Map<Long, Long> rows = new HashMap<>();
    Map<Long, Map<Integer, ColumnStatistics>> columns = new HashMap<>();
    PrefixScan.forEach(
        transaction,
        new KeyEncoder().tablePrefix(CatalogStore.TABLE, STATISTICS).toBytes(),
        (_, value) -> {
          Stored stored = parse(value);
          if (stored.column() == OF_TABLE) {
            rows.put((long) stored.table(), stored.rows());
          } else {
            columns
                .computeIfAbsent((long) stored.table(), _ -> new HashMap<>())
                .put(stored.column(), column(stored));
          }
        });
    Map<Long, TableStatistics> all = new HashMap<>();
    rows.forEach((table, count) ->
        all.put(table, new TableStatistics(count, columns.getOrDefault(table, Map.of()))));
    return all;
  }

  /// Writes the statistics of a table; those of columns that are not among them stay.
  public static void write(StorageTransaction transaction, int table, TableStatistics statistics) {
    transaction.put(
        key(table, OF_TABLE),
        format(
            new Stored(
                table, OF_TABLE, statistics.rows(), 0, 0, 0, List.of(), List.of(), List.of())));
    statistics
        .columns()
        .forEach((id, column) ->
            transaction.put(
                key(table, id),
                format(
                    new Stored(
                        table,
                        id,
                        statistics.rows(),
                        column.type().oid(),
                        column.nullFraction(),
                        column.distinct(),
                        texts(column.type(), column.mostCommon()),
                        column.frequencies(),
                        texts(column.type(), column.histogram())))));
  }

  /// Removes the statistics of a table.
  public static void remove(
      StorageTransaction transaction, long table, TableStatistics statistics) {
    transaction.delete(key((int) table, OF_TABLE));
    statistics.columns().keySet().forEach(id -> transaction.delete(key((int) table, id)));
  }

  private static ColumnStatistics column(Stored stored) {
    SqlType type = Types.byOid(stored.type());
    return new ColumnStatistics(
        type,
        stored.nullFraction(),
        stored.distinct(),
        values(type, stored.mostCommon()),
        stored.frequencies(),
        values(type, stored.histogram()));
  }

  private static List<String> texts(SqlType type, List<Object> values) {
    return values.stream()
        .map(value -> TextFormats.write(type, value, SessionContext.FOR_TEXTS))
        .toList();
  }

  private static List<Object> values(SqlType type, List<String> texts) {
    return texts.stream()
        .map(text -> TextFormats.read(type, -1, text, SessionContext.FOR_TEXTS))
        .toList();
  }

  private static byte[] key(int table, int column) {
    return new KeyEncoder()
        .tablePrefix(CatalogStore.TABLE, STATISTICS)
        .appendInt4(table, KeyOrder.ASC_NULLS_LAST)
        .appendInt4(column, KeyOrder.ASC_NULLS_LAST)
        .distributedBy(0, 0)
        .toBytes();
  }

  private static byte[] format(Stored stored) {
    try {
      return JSON.writeValueAsBytes(stored);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("statistics that are no JSON", e);
    }
  }

  private static Stored parse(byte[] json) {
    try {
      @Nullable Stored stored = JSON.readValue(json, Stored.class);
      return Objects.requireNonNull(stored);
    } catch (IOException e) {
      throw new SqlError(SqlState.DATA_CORRUPTED, "statistics are damaged: " + e.getMessage());
    }
  }
}
