package io.halcyon.router.sql;

import com.google.protobuf.UnsafeByteOperations;
import io.halcyon.proto.v1.SqlCopyData;
import io.halcyon.proto.v1.SqlCopyIn;
import io.halcyon.proto.v1.SqlDone;
import io.halcyon.proto.v1.SqlNotice;
import io.halcyon.proto.v1.SqlRequest;
import io.halcyon.proto.v1.SqlResponse;
import io.halcyon.proto.v1.SqlSetting;
import io.halcyon.sql.bind.BoundQuery.OutputColumn;
import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;
import io.halcyon.sql.session.Client;
import io.halcyon.sql.session.SessionContext;
import io.halcyon.sql.value.Batch;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What a session returns, as messages. Owned by the session's thread.
final class MessageClient implements Client {
  private static final int COPY_BYTES = 1 << 20;

  private final Outlet outlet;
  private final Supplier<SqlRequest> requests;
  private final Supplier<SessionContext> context;
  private long id;
  private boolean asText;

  /// @param requests waits for what the client says next
  MessageClient(Outlet outlet, Supplier<SqlRequest> requests, Supplier<SessionContext> context) {
    this.outlet = outlet;
    this.requests = requests;
    this.context = context;
  }

  /// Sets which request is answered, and how.
  void answers(long request, boolean text) {
    id = request;
    asText = text;
  }

  void send(SqlResponse.Builder response) {
    outlet.send(response.setId(id).build());
  }

  @Override
  public void columns(List<OutputColumn> columns) {
    send(SqlResponse.newBuilder().setColumns(RowMessages.describe(columns)));
  }

  @Override
  public void rows(List<OutputColumn> columns, Batch rows) {
    new RowMessages(columns, asText, context.get())
        .send(rows, message -> send(SqlResponse.newBuilder().setRows(message)));
  }

  @Override
  public void done(String tag) {
    send(SqlResponse.newBuilder().setDone(SqlDone.newBuilder().setTag(tag)));
  }

  @Override
  public void emptyQuery() {
    done("");
  }

  @Override
  public void notice(String severity, SqlError notice) {
    send(
        SqlResponse.newBuilder()
            .setNotice(
                SqlNotice.newBuilder()
                    .setSeverity(severity)
                    .setMessage(Errors.detail(notice, ""))));
  }

  @Override
  public void setting(String name, String value) {
    send(
        SqlResponse.newBuilder().setSetting(SqlSetting.newBuilder().setName(name).setValue(value)));
  }

  @Override
  public void copyIn(int columns) {
    send(SqlResponse.newBuilder().setCopyIn(SqlCopyIn.newBuilder().setColumns(columns)));
  }

  @Override
  public byte @Nullable [] copyData() {
    SqlRequest request = requests.get();
    if (request.getId() == id) {
      switch (request.getKindCase()) {
        case COPY_DATA -> {
          return request.getCopyData().getData().toByteArray();
        }
        case COPY_END -> {
          String failure = request.getCopyEnd().getFailure();
          if (failure.isEmpty()) {
            return null;
          }
          throw new SqlError(SqlState.QUERY_CANCELED, "COPY from stdin failed: " + failure);
        }
        default -> {
          // Said below.
        }
      }
    }
    throw new OutOfOrder(
        "request %d (%s) came during the COPY of request %d"
            .formatted(request.getId(), request.getKindCase(), id));
  }

  @Override
  public void copyOut(int columns) {
    // Its data says it.
  }

  @Override
  public void copyData(byte[] bytes) {
    for (int from = 0; from < bytes.length; from += COPY_BYTES) {
      int length = Math.min(COPY_BYTES, bytes.length - from);
      send(
          SqlResponse.newBuilder()
              .setCopyOut(
                  SqlCopyData.newBuilder()
                      .setData(UnsafeByteOperations.unsafeWrap(bytes, from, length))));
    }
  }

  @Override
  public void copyDone() {
    // `done` follows.
  }

  /// The client says what it may not say now: the call ends.
  static final class OutOfOrder extends RuntimeException {
    private static final long serialVersionUID = 1L;

    OutOfOrder(String message) {
      super(message);
    }
  }
}
