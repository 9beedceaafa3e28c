package io.halcyon.sql.answer;

import io.halcyon.core.runtime.Randomness;
import io.halcyon.sql.ast.Query;
import io.halcyon.sql.ast.Statement;
import io.halcyon.sql.bind.BoundQuery;
import io.halcyon.sql.bind.BoundQuery.OutputColumn;
import io.halcyon.sql.bind.Catalog;
import io.halcyon.sql.bind.QueryBinder;
import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.evaluate.EvaluationContext;
import io.halcyon.sql.execute.Executor;
import io.halcyon.sql.lexer.SyntaxError;
import io.halcyon.sql.parser.Parser;
import io.halcyon.sql.session.SessionContext;
import io.halcyon.sql.text.TextFormats;
import io.halcyon.sql.text.TimeZones;
import io.halcyon.sql.type.TypeNames;
import io.halcyon.sql.value.Batch;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Answers statements with our own parser, binder and evaluator.
final class OwnAnswer {
  /// A fixed moment: 2026-01-02 03:04:05.678901 UTC.
  private static final long NOW = 820_551_845_678_901L;

  private OwnAnswer() {}

  static SessionContext session(String zone) {
    return new SessionContext(
        TimeZones.find(zone),
        NOW,
        NOW,
        SessionContext.DateOrder.MDY,
        1,
        "postgres",
        "postgres",
        List.of("public"),
        Randomness.seeded(1));
  }

  static Answer of(String zone, String sql) {
    try {
      Statement statement = Parser.parse(sql).getFirst();
      if (!(statement instanceof Query query)) {
        throw SqlError.unsupported("anything but a query");
      }
      SessionContext session = session(zone);
      BoundQuery bound = QueryBinder.bind(query, Catalog.BUILT_IN, session);
      Executor executor = Executor.withoutTables();
      EvaluationContext context = new EvaluationContext(session, List.of(), executor, List.of());
      Batch rows = executor.whole(bound, context);
      return answer(bound.columns(), rows, session);
    } catch (SyntaxError error) {
      return Answer.failed(
          new Answer.Failure(
              error.sqlState(),
              error.position(),
              String.valueOf(error.getMessage()),
              null,
              error.hint()));
    } catch (SqlError error) {
      return Answer.failed(
          new Answer.Failure(
              error.sqlState(),
              error.position(sql),
              error.message(),
              error.detail(),
              error.hint()));
    }
  }

  private static Answer answer(List<OutputColumn> columns, Batch batch, SessionContext session) {
    List<String> described = new ArrayList<>();
    for (OutputColumn column : columns) {
      described.add(column.name() + " " + TypeNames.display(column.type(), column.modifier()));
    }
    List<List<@Nullable String>> rows = new ArrayList<>();
    for (int row = 0; row < batch.size(); row++) {
      List<@Nullable String> texts = new ArrayList<>();
      for (int i = 0; i < columns.size(); i++) {
        Object value = batch.columns().get(i).get(row);
        texts.add(value == null ? null : TextFormats.write(columns.get(i).type(), value, session));
      }
      rows.add(texts);
    }
    return new Answer(described, rows, null);
  }
}
