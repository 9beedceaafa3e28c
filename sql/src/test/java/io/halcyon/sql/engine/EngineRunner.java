package io.halcyon.sql.engine;

import io.halcyon.core.hlc.SystemClock;
import io.halcyon.core.runtime.Randomness;
import io.halcyon.sql.parser.Parser;
import io.halcyon.sql.session.SessionContext;
import io.halcyon.sql.text.TextFormats;
import io.halcyon.sql.value.Batch;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Runs statements on an engine over keys in memory, each as a transaction of its own.
final class EngineRunner {
  static final SessionContext CONTEXT =
      new SessionContext(
          ZoneOffset.UTC,
          0,
          0,
          SessionContext.DateOrder.MDY,
          1,
          "test",
          "test",
          // As by default: the first is of the user's name, and nobody has made it.
          List.of("test", "public"),
          Randomness.seeded(1));

  final InMemoryStorage storage;
  private final EngineSession session;

  EngineRunner() {
    this(new InMemoryStorage());
  }

  /// An engine of its own over what others have stored.
  EngineRunner(InMemoryStorage storage) {
    this.storage = storage;
    this.session = new StoredEngine(storage, EngineConfig.DEFAULT, SystemClock.INSTANCE).open();
  }

  /// Runs a statement as a transaction of its own. Returns the rows, each as its texts with commas
  /// between.
  List<String> run(String sql) {
    return block(sql);
  }

  /// Runs statements as one transaction, `savepoint` and `rollback to` among them. Returns the rows
  /// of the last.
  List<String> block(String... statements) {
    session.begin(TransactionMode.DEFAULT, statements.length == 1);
    boolean done = false;
    try {
      List<String> rows = List.of();
      for (String sql : statements) {
        switch (sql) {
          case "savepoint" -> session.savepoint("s");
          case "rollback to" -> session.rollbackTo("s");
          default -> rows = rows(sql);
        }
      }
      session.commit();
      done = true;
      return rows;
    } finally {
      if (!done) {
        session.rollback();
      }
    }
  }

  private List<String> rows(String sql) {
    Prepared prepared = session.prepare(Parser.parse(sql).getFirst(), List.of(), CONTEXT);
    List<String> rows = new ArrayList<>();
    try (Rows result = session.execute(prepared, new @Nullable Object[0], CONTEXT)) {
      for (Batch batch = result.next(); batch != null; batch = result.next()) {
        for (int row = 0; row < batch.size(); row++) {
          rows.add(text(batch, row, prepared));
        }
      }
    }
    return rows;
  }

  private static String text(Batch batch, int row, Prepared prepared) {
    List<String> cells = new ArrayList<>();
    for (int i = 0; i < batch.columns().size(); i++) {
      Object value = batch.columns().get(i).get(row);
      cells.add(
          value == null
              ? "NULL"
              : TextFormats.write(prepared.columns().get(i).type(), value, CONTEXT));
    }
    return String.join(",", cells);
  }
}
