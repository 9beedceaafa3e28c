package io.halcyon.client;

import com.google.protobuf.ByteString;
import io.halcyon.client.rpc.SqlStream;
import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.HalcyonException;
import io.halcyon.proto.v1.SqlCopyData;
import io.halcyon.proto.v1.SqlCopyEnd;
import io.halcyon.proto.v1.SqlDescribe;
import io.halcyon.proto.v1.SqlDescription;
import io.halcyon.proto.v1.SqlEnd;
import io.halcyon.proto.v1.SqlExecute;
import io.halcyon.proto.v1.SqlOpen;
import io.halcyon.proto.v1.SqlRequest;
import io.halcyon.proto.v1.SqlResponse;
import io.halcyon.proto.v1.SqlSetting;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A session of SQL on one router: statements one after another, in transactions as they say
/// (`BEGIN`, `COMMIT`, ...); settings and cursors live as long as it does.
///
/// A statement that fails throws {@link SqlException}; when the router is lost, {@link
/// HalcyonException}, and the session is over. A session is for one thread at a time; {@link
/// #cancel} and {@link #close} are for any.
public final class SqlSession implements AutoCloseable {
  private static final int COPY_BYTES = 64 << 10;

  /// How the session's transaction stands.
  public enum Transaction {
    /// None: each text is one by itself.
    NONE,
    OPEN,
    /// A statement has failed: it is to be rolled back, to a savepoint at least.
    FAILED
  }

  private final SqlStream stream;
  private final Map<String, String> settings = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  private Transaction transaction = Transaction.NONE;
  private Consumer<SqlNotice> notices = _ -> {};
  private volatile @Nullable SqlAnswer current;
  private long lastId;

  SqlSession(SqlStream stream) {
    this.stream = stream;
  }

  /// Opens the session; to be called once.
  void open(SqlOptions options) {
    SqlAnswer answer =
        ask(
            SqlRequest.newBuilder()
                .setOpen(
                    SqlOpen.newBuilder()
                        .setUser(options.user())
                        .setDatabase(options.database())
                        .putAllSettings(options.settings())),
            false);
    if (answer.next() != null) {
      throw new IllegalStateException("the router answers the opening of a session with rows");
    }
  }

  /// Runs a text. Without parameters it may have several statements (see {@link
  /// SqlResult#nextStatement}), which are one transaction unless they say otherwise. A result that
  /// is still open is closed.
  ///
  /// @param parameters `$1` first: null, numbers, `Boolean`, `String` (of the type that is wanted
  ///   where it stands), `byte[]`, `UUID`, the types of `java.time`, and lists for arrays
  public SqlResult execute(String sql, @Nullable Object... parameters) {
    return run(sql, false, parameters);
  }

  /// Runs a text; all values come as PostgreSQL writes them.
  public SqlResult executeAsText(String sql, @Nullable Object... parameters) {
    return run(sql, true, parameters);
  }

  private SqlResult run(String sql, boolean asText, @Nullable Object... parameters) {
    SqlExecute.Builder execute = SqlExecute.newBuilder().setSql(sql).setAsText(asText);
    for (Object parameter : parameters) {
      execute.addParameters(SqlParameters.of(parameter));
    }
    return new SqlResult(ask(SqlRequest.newBuilder().setExecute(execute), mayChange(sql)));
  }

  /// Runs a query, and returns all its rows.
  public List<SqlRow> query(String sql, @Nullable Object... parameters) {
    try (SqlResult result = execute(sql, parameters)) {
      List<SqlRow> rows = result.toList();
      result.finish();
      return rows;
    }
  }

  /// Runs a text to its end.
  ///
  /// @return how many rows its first statement has changed
  public long update(String sql, @Nullable Object... parameters) {
    try (SqlResult result = execute(sql, parameters)) {
      long count = result.rowCount();
      result.finish();
      return count;
    }
  }

  /// Returns what a statement takes and returns, without running it.
  public SqlStatementInfo describe(String sql) {
    SqlAnswer answer =
        ask(SqlRequest.newBuilder().setDescribe(SqlDescribe.newBuilder().setSql(sql)), false);
    SqlDescription description = SqlDescription.getDefaultInstance();
    for (SqlResponse each = answer.next(); each != null; each = answer.next()) {
      description = each.getDescription();
    }
    return SqlStatementInfo.of(description);
  }

  /// Runs a `COPY ... FROM STDIN`.
  ///
  /// @param data in the format that the statement names; not closed
  /// @return how many rows were copied
  /// @throws IOException if the data cannot be read: then nothing was copied
  public long copyIn(String sql, InputStream data) throws IOException {
    SqlAnswer answer = ask(request(sql), true);
    String tag = "";
    for (SqlResponse each = answer.next(); each != null; each = answer.next()) {
      switch (each.getKindCase()) {
        case COPY_IN -> feed(answer, data);
        case DONE -> tag = each.getDone().getTag();
        default -> throw notACopy(answer);
      }
    }
    return count(tag);
  }

  private void feed(SqlAnswer answer, InputStream data) throws IOException {
    byte[] buffer = new byte[COPY_BYTES];
    boolean whole = false;
    try {
      for (int read = data.read(buffer); read >= 0; read = data.read(buffer)) {
        // A failure that has come ends the copy early.
        if (stream.hasNext() || stream.hasEnded()) {
          return;
        }
        ByteString bytes = ByteString.copyFrom(buffer, 0, read);
        send(answer, SqlRequest.newBuilder().setCopyData(SqlCopyData.newBuilder().setData(bytes)));
      }
      whole = true;
    } finally {
      if (!stream.hasEnded()) {
        String failure = whole ? "" : "the client has given up";
        send(
            answer,
            SqlRequest.newBuilder().setCopyEnd(SqlCopyEnd.newBuilder().setFailure(failure)));
      }
    }
  }

  private void send(SqlAnswer answer, SqlRequest.Builder request) {
    try {
      stream.sendWhenReady(request.setId(answer.id()).build());
    } catch (InterruptedException e) {
      close();
      Thread.currentThread().interrupt();
      throw new HalcyonException(new Failure.Unavailable("interrupted within a COPY"), e);
    }
  }

  /// Runs a `COPY ... TO STDOUT`.
  ///
  /// @param sink takes the data; not closed
  /// @return how many rows were copied
  /// @throws IOException if the data cannot be written
  public long copyOut(String sql, OutputStream sink) throws IOException {
    SqlAnswer answer = ask(request(sql), true);
    String tag = "";
    try {
      for (SqlResponse each = answer.next(); each != null; each = answer.next()) {
        switch (each.getKindCase()) {
          case COPY_OUT -> each.getCopyOut().getData().writeTo(sink);
          case DONE -> tag = each.getDone().getTag();
          default -> throw notACopy(answer);
        }
      }
    } finally {
      answer.abandon();
    }
    return count(tag);
  }

  private static SqlRequest.Builder request(String sql) {
    return SqlRequest.newBuilder().setExecute(SqlExecute.newBuilder().setSql(sql));
  }

  private static IllegalStateException notACopy(SqlAnswer answer) {
    answer.abandon();
    return new IllegalStateException("this is no COPY of this direction");
  }

  private static long count(String tag) {
    return tag.startsWith("COPY ") ? Long.parseLong(tag.substring("COPY ".length())) : 0;
  }

  /// Makes the text under way fail with 57014, soon; without effect if there is none. Any thread.
  public void cancel() {
    SqlAnswer answer = current;
    if (answer != null) {
      answer.cancel();
    }
  }

  /// Tells a listener of notices and warnings from here on, on the session's thread.
  public void onNotice(Consumer<SqlNotice> listener) {
    notices = listener;
  }

  public Transaction transaction() {
    return transaction;
  }

  /// Returns the settings that the router tells clients of, for instance `server_version`.
  public Map<String, String> settings() {
    return Map.copyOf(settings);
  }

  /// Returns whether the session is over.
  public boolean isClosed() {
    return stream.hasEnded();
  }

  /// Ends the session: what is under way is cancelled, and what was not committed rolled back.
  @Override
  public void close() {
    stream.close();
  }

  private SqlAnswer ask(SqlRequest.Builder request, boolean mayChange) {
    SqlAnswer before = current;
    if (before != null) {
      before.abandon();
    }
    SqlAnswer answer = new SqlAnswer(this, stream, ++lastId, mayChange);
    stream.send(request.setId(lastId).build());
    current = answer;
    return answer;
  }

  /// Returns whether a text may have changed something once it was sent: in an open transaction
  /// only if it ends it.
  private boolean mayChange(String sql) {
    String text = sql.stripLeading().toUpperCase(Locale.ROOT);
    if (transaction != Transaction.NONE) {
      return text.contains("COMMIT") || text.contains("END");
    }
    boolean asks =
        text.startsWith("SELECT")
            || text.startsWith("SHOW")
            || text.startsWith("VALUES")
            || text.startsWith("TABLE")
            || text.startsWith("BEGIN");
    return !asks || text.contains(";");
  }

  void set(SqlSetting setting) {
    settings.put(setting.getName(), setting.getValue());
  }

  void notice(io.halcyon.proto.v1.SqlNotice notice) {
    notices.accept(
        new SqlNotice(
            notice.getSeverity(), notice.getMessage().getCode(), notice.getMessage().getMessage()));
  }

  /// A request is answered.
  void ended(SqlEnd.Transaction now) {
    current = null;
    transaction =
        switch (now) {
          case TRANSACTION_UNSPECIFIED, UNRECOGNIZED -> Transaction.NONE;
          case OPEN -> Transaction.OPEN;
          case FAILED -> Transaction.FAILED;
        };
  }
}
