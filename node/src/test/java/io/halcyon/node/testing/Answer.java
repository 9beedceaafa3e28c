package io.halcyon.node.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import io.halcyon.core.failure.Failure;
import io.halcyon.core.wire.Bodies;
import io.halcyon.node.replica.Reply;
import io.halcyon.proto.internal.v1.CallResult;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Records an answer, and that it comes once only.
public final class Answer implements Reply {
  private byte @Nullable [] body;
  private @Nullable Failure failure;

  @Override
  public synchronized void ok(byte[] result) {
    assertThat(answered()).as("answered before").isFalse();
    body = result;
  }

  @Override
  public synchronized void fail(Failure reason) {
    assertThat(answered()).as("answered before").isFalse();
    failure = reason;
  }

  public synchronized boolean answered() {
    return body != null || failure != null;
  }

  public synchronized boolean succeeded() {
    return body != null;
  }

  /// Returns the body of an answer that must be a success.
  public synchronized byte[] body() {
    assertThat(failure).isNull();
    assertThat(body).as("no answer yet").isNotNull();
    return Objects.requireNonNull(body);
  }

  /// Returns the failure of an answer that must be one.
  public synchronized Failure failure() {
    assertThat(body).as("succeeded").isNull();
    assertThat(failure).as("no answer yet").isNotNull();
    return Objects.requireNonNull(failure);
  }

  public CallResult result() {
    try {
      return CallResult.parseFrom(body());
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  /// Returns the commit timestamp of a PUT or DELETE.
  public long timestamp() {
    return Bodies.longAt(body(), 0);
  }

  /// Returns the timestamp a GET was read at.
  public long readAt() {
    return Bodies.longAt(body(), 0);
  }

  /// Returns the value of a GET, null when absent.
  public @Nullable String value() {
    byte[] found = body();
    return Bodies.longAt(found, 8) == 0
        ? null
        : new String(
            Arrays.copyOfRange(found, Bodies.GET_RESULT_HEADER, found.length),
            StandardCharsets.UTF_8);
  }

  /// Returns whether a DELETE found something.
  public boolean existed() {
    return body()[8] == 1;
  }
}
