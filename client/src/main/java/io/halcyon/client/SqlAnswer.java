package io.halcyon.client;

import io.halcyon.client.rpc.SqlStream;
import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.HalcyonException;
import io.halcyon.proto.v1.SqlCancel;
import io.halcyon.proto.v1.SqlEnd;
import io.halcyon.proto.v1.SqlRequest;
import io.halcyon.proto.v1.SqlResponse;
import org.jspecify.annotations.Nullable;

/// What one request of a session is answered. Owned by the session's thread; {@link #cancel} by
/// any.
final class SqlAnswer {
  private final SqlSession session;
  private final SqlStream stream;
  private final long id;

  /// Whether something may have been changed without our hearing of it, if the stream breaks.
  private final boolean mayChange;

  private boolean over;

  SqlAnswer(SqlSession session, SqlStream stream, long id, boolean mayChange) {
    this.session = session;
    this.stream = stream;
    this.id = id;
    this.mayChange = mayChange;
  }

  /// Returns the next message that is not the session's own affair; null at the end.
  ///
  /// @throws SqlException at the end, if the request has failed
  /// @throws HalcyonException if the session has broken: `Ambiguous` if what it said may have been
  ///   done
  @Nullable SqlResponse next() {
    while (!over) {
      SqlResponse response = take();
      switch (response.getKindCase()) {
        case SETTING -> session.set(response.getSetting());
        case NOTICE -> session.notice(response.getNotice());
        case END -> {
          over = true;
          SqlEnd end = response.getEnd();
          session.ended(end.getTransaction());
          if (end.hasError()) {
            throw new SqlException(end.getError());
          }
        }
        default -> {
          return response;
        }
      }
    }
    return null;
  }

  private SqlResponse take() {
    SqlStream.Item item;
    try {
      item = stream.next();
    } catch (InterruptedException e) {
      broken();
      Thread.currentThread().interrupt();
      throw failure(new Failure.Unavailable("interrupted while the statement ran"));
    }
    return switch (item) {
      case SqlStream.Item.Message message -> {
        if (message.response().getId() != id) {
          broken();
          throw new HalcyonException(
              new Failure.Internal("answer " + message.response().getId() + " is out of order"));
        }
        yield message.response();
      }
      case SqlStream.Item.Ended ended -> {
        broken();
        throw failure(ended.failure());
      }
    };
  }

  private void broken() {
    over = true;
    session.close();
  }

  private HalcyonException failure(Failure why) {
    boolean lost = why instanceof Failure.Unavailable || why instanceof Failure.DeadlineExceeded;
    return new HalcyonException(
        lost && mayChange
            ? new Failure.Ambiguous(
                "the session broke before the statement was answered: " + why.message())
            : why);
  }

  boolean isOver() {
    return over;
  }

  long id() {
    return id;
  }

  /// Makes the request fail, soon, if it is under way.
  void cancel() {
    stream.send(
        SqlRequest.newBuilder().setId(id).setCancel(SqlCancel.newBuilder().setOf(id)).build());
  }

  /// Gives up what is not over.
  void abandon() {
    if (!over) {
      cancel();
      try {
        SqlResponse response = next();
        while (response != null) {
          response = next();
        }
      } catch (SqlException cancelled) {
        // As was asked for. Whatever else it may be, nobody waits for it any more.
        return;
      }
    }
  }
}
