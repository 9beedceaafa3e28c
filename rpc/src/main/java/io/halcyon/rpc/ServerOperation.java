package io.halcyon.rpc;

import io.halcyon.core.failure.Failure;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/// One operation that a stream has received, and its answer: the first one given counts. Answers
/// from any thread; the fields that count it belong to the stream's event loop.
final class ServerOperation implements Responder {
  private static final VarHandle ANSWERED;
  private static final byte[] NONE = {};

  static {
    try {
      ANSWERED =
          MethodHandles.lookup().findVarHandle(ServerOperation.class, "answered", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  final long id;
  final boolean writes;
  final int requestBytes;

  /// Whether it counts as in flight.
  boolean admitted;

  private final ServerPipeline stream;

  @SuppressWarnings("UnusedVariable") // through ANSWERED
  private volatile boolean answered;

  // Written before the operation is queued as answered, read after: the queue publishes them.
  private byte[] body = NONE;
  private boolean failed;

  ServerOperation(ServerPipeline stream, long id, boolean writes, int requestBytes) {
    this.stream = stream;
    this.id = id;
    this.writes = writes;
    this.requestBytes = requestBytes;
  }

  @Override
  public void ok(byte[] body) {
    if (ANSWERED.compareAndSet(this, false, true)) {
      this.body = body;
      stream.answered(this);
    }
  }

  @Override
  public void fail(Failure failure) {
    if (ANSWERED.compareAndSet(this, false, true)) {
      replace(failure);
      stream.answered(this);
    }
  }

  /// Puts a failure in the place of an answer that cannot be sent.
  void replace(Failure failure) {
    body = Failures.detail(failure).toByteArray();
    failed = true;
  }

  byte[] body() {
    return body;
  }

  boolean failed() {
    return failed;
  }
}
