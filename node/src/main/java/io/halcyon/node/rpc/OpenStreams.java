package io.halcyon.node.rpc;

import io.grpc.stub.ServerCallStreamObserver;
import io.halcyon.core.failure.Failure;
import io.halcyon.rpc.Failures;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The streams that end only when their reader goes away: a server that closes ends them itself, or
/// it would wait for them. Thread-safe.
final class OpenStreams {
  private final Set<Outgoing<?>> open = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /// One such stream, with one writer at a time; silent once it has ended.
  static final class Outgoing<T> {
    private final ServerCallStreamObserver<T> stream;
    // Guarded by this object's lock.
    private boolean ended;

    private Outgoing(ServerCallStreamObserver<T> stream) {
      this.stream = stream;
    }

    synchronized boolean ready() {
      return !ended && stream.isReady() && !stream.isCancelled();
    }

    synchronized void send(T message) {
      if (!ended && !stream.isCancelled()) {
        stream.onNext(message);
      }
    }

    synchronized void fail(Failure failure) {
      if (!ended) {
        ended = true;
        if (!stream.isCancelled()) {
          stream.onError(Failures.exception(failure));
        }
      }
    }
  }

  <T> Outgoing<T> open(ServerCallStreamObserver<T> stream) {
    Outgoing<T> outgoing = new Outgoing<>(stream);
    open.add(outgoing);
    if (closed) {
      close();
    }
    return outgoing;
  }

  void ended(Outgoing<?> outgoing) {
    open.remove(outgoing);
  }

  /// Ends all streams, also those that are opened later.
  void close() {
    closed = true;
    open.forEach(outgoing -> outgoing.fail(new Failure.Unavailable("the node is closing")));
    open.clear();
  }
}
