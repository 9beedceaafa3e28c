package io.halcyon.sql.session;

import io.halcyon.sql.ast.DataStatement;
import io.halcyon.sql.ast.Expression;
import io.halcyon.sql.ast.Position;
import io.halcyon.sql.ast.Query;
import io.halcyon.sql.ast.Statement;
import io.halcyon.sql.ast.TableRef;
import io.halcyon.sql.bind.BoundQuery.OutputColumn;
import io.halcyon.sql.copy.CopyFormat;
import io.halcyon.sql.copy.CopyReader;
import io.halcyon.sql.copy.CopyWriter;
import io.halcyon.sql.engine.Prepared;
import io.halcyon.sql.engine.RowSink;
import io.halcyon.sql.engine.Rows;
import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;
import io.halcyon.sql.text.TextFormats;
import io.halcyon.sql.type.SqlType;
import io.halcyon.sql.value.Batch;
import io.halcyon.sql.value.Vector;
import io.halcyon.sql.value.VectorBuilder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Runs `COPY` between a table, or a query, and the client.
final class Copying {
  private final SqlSession session;
  private final Client client;

  Copying(SqlSession session, Client client) {
    this.session = session;
    this.client = client;
  }

  /// @return the command tag
  String run(DataStatement.Copy copy) {
    if (copy.file() != null || copy.program()) {
      throw new SqlError(SqlState.INSUFFICIENT_PRIVILEGE, "COPY to or from a file of the server")
          .withHint("Use COPY ... STDIN or STDOUT, or psql's \\copy.");
    }
    CopyFormat format = CopyFormat.of(copy.options());
    return copy.from() ? in(copy, format) : out(copy, format);
  }

  private String out(DataStatement.Copy copy, CopyFormat format) {
    Statement source = copy.statement();
    if (source == null) {
      source = select(copy);
    }
    SessionContext context = session.context();
    Prepared prepared = session.engine().prepare(source, List.of(), context);
    if (!prepared.returnsRows()) {
      throw new SqlError(SqlState.FEATURE_NOT_SUPPORTED, "COPY query must have a RETURNING clause");
    }
    long count = 0;
    try (Rows rows = session.engine().execute(prepared, new @Nullable Object[0], context)) {
      CopyWriter writer = new CopyWriter(format, rows.columns());
      client.copyOut(rows.columns().size());
      if (format.header()) {
        client.copyData(writer.header());
      }
      for (Batch batch = rows.next(); batch != null; batch = rows.next()) {
        client.copyData(writer.rows(batch, context));
        count += batch.size();
      }
      client.copyDone();
    }
    return "COPY " + count;
  }

  /// Returns the query of a table's rows.
  private static Query select(DataStatement.Copy copy) {
    Position at = copy.at();
    List<Query.Item> items = new ArrayList<>();
    if (copy.columns().isEmpty()) {
      items.add(new Query.Item(at, new Expression.ColumnRef(at, List.of(), true), null));
    }
    for (String column : copy.columns()) {
      items.add(new Query.Item(at, new Expression.ColumnRef(at, List.of(column), false), null));
    }
    TableRef table =
        new TableRef.Relation(
            at, java.util.Objects.requireNonNull(copy.table()), false, null, null);
    Query.Select select =
        new Query.Select(
            at,
            Query.Distinct.NONE,
            items,
            null,
            List.of(table),
            null,
            null,
            null,
            null,
            List.of());
    return new Query(at, null, select, List.of(), null, List.of());
  }

  private String in(DataStatement.Copy copy, CopyFormat format) {
    if (copy.where() != null) {
      throw SqlError.unsupported("COPY FROM with WHERE", copy.at());
    }
    SessionContext context = session.context();
    List<String> name = java.util.Objects.requireNonNull(copy.table()).parts();
    RowSink sink = session.engine().insertInto(name, copy.columns(), context);
    client.copyIn(sink.columns().size());
    Filling filling = new Filling(sink, context, name.getLast());
    CopyReader reader = new CopyReader(format, filling::add);
    filling.reader = reader;
    for (byte[] bytes = client.copyData(); bytes != null; bytes = client.copyData()) {
      reader.add(bytes);
    }
    reader.finish();
    filling.flush();
    return "COPY " + sink.finish();
  }

  /// Gathers rows to batches.
  private static final class Filling {
    private final RowSink sink;
    private final SessionContext context;
    private final String table;
    private final List<OutputColumn> columns;
    private final List<List<@Nullable String>> rows = new ArrayList<>();
    private @Nullable CopyReader reader;

    Filling(RowSink sink, SessionContext context, String table) {
      this.sink = sink;
      this.context = context;
      this.table = table;
      this.columns = sink.columns();
    }

    void add(List<@Nullable String> row) {
      if (row.size() > columns.size()) {
        throw new SqlError(SqlState.BAD_COPY_FILE_FORMAT, "extra data after last expected column");
      }
      if (row.size() < columns.size()) {
        throw new SqlError(
            SqlState.BAD_COPY_FILE_FORMAT,
            "missing data for column \"%s\"".formatted(columns.get(row.size()).name()));
      }
      rows.add(row);
      if (rows.size() == Batch.ROWS) {
        flush();
      }
    }

    void flush() {
      if (rows.isEmpty()) {
        return;
      }
      List<Vector> vectors = new ArrayList<>();
      for (int i = 0; i < columns.size(); i++) {
        OutputColumn column = columns.get(i);
        VectorBuilder builder = new VectorBuilder(column.type().carrier(), rows.size());
        for (List<@Nullable String> row : rows) {
          String text = row.get(i);
          builder.add(text == null ? null : value(column, text));
        }
        vectors.add(builder.build());
      }
      Batch batch = new Batch(rows.size(), vectors);
      rows.clear();
      sink.add(batch);
    }

    private Object value(OutputColumn column, String text) {
      SqlType type = column.type();
      try {
        Object read = TextFormats.read(type, column.modifier(), text, context);
        return Fitted.to(type, column.modifier(), read, context);
      } catch (SqlError e) {
        long line = reader == null ? 0 : reader.line();
        String where =
            "COPY %s, line %d or before, column %s: \"%s\""
                .formatted(table, line, column.name(), text);
        throw e.detail() == null ? e.withDetail(where) : e;
      }
    }
  }
}
