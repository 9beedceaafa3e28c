package io.halcyon.rpc;

import com.google.protobuf.InvalidProtocolBufferException;
import io.halcyon.core.failure.Failure;
import io.halcyon.core.hlc.SystemClock;
import io.halcyon.core.wire.OpReply;
import io.halcyon.proto.v1.FailureDetail;
import io.netty.channel.EventLoop;
import io.netty.util.collection.LongObjectHashMap;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The unanswered operations of a connection by id, and their deadlines.
///
/// Deadlines are swept: one timer stands at the earliest deadline known, and a sweep finds the next
/// one. As operations are answered long before their deadlines, a sweep comes about once per
/// deadline's length, whatever the load, and an operation costs no timer of its own.
///
/// Owned by the event loop.
final class OutstandingOperations {
  private static final Logger log = LoggerFactory.getLogger(OutstandingOperations.class);
  private static final long SWEEP_GAP_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private final EventLoop loop;
  private final Consumer<ClientOperation> released;
  private final Runnable unsentExpired;
  private final LongObjectHashMap<ClientOperation> byId = new LongObjectHashMap<>();
  private final LongAdder expired = new LongAdder();
  private long lastId;
  private @Nullable ScheduledFuture<?> sweep;
  private long sweepNanos;

  /// @param released told of each operation that ends
  /// @param unsentExpired called after operations ended that had not been sent
  OutstandingOperations(
      EventLoop loop, Consumer<ClientOperation> released, Runnable unsentExpired) {
    this.loop = loop;
    this.released = released;
    this.unsentExpired = unsentExpired;
  }

  /// Any thread.
  long expired() {
    return expired.sum();
  }

  void add(ClientOperation operation) {
    operation.id = ++lastId;
    byId.put(operation.id, operation);
    scheduleSweep(operation.deadlineNanos);
  }

  /// Ends an operation that was not added.
  void refuse(ClientOperation operation, Failure failure) {
    fail(operation, failure, false);
  }

  void answer(OpReply reply) {
    ClientOperation operation = byId.remove(reply.id());
    if (operation == null) {
      return; // its deadline has passed
    }
    if (reply.failed()) {
      fail(operation, failureIn(reply.body()), false);
      return;
    }
    operation.done = true;
    released.accept(operation);
    try {
      operation.handler.reply(reply.body());
    } catch (RuntimeException e) {
      log.atError().setCause(e).log("reply handler failed");
    }
  }

  /// Ends an operation whose answer came with a clock reading that must not be acted upon. A write
  /// may have been applied all the same.
  void distrust(OpReply reply) {
    ClientOperation operation = byId.remove(reply.id());
    if (operation != null) {
      String detail = "the answering server's clock is too far ahead";
      fail(
          operation,
          operation.kind.writes() ? new Failure.Ambiguous(detail) : new Failure.ClockSkew(detail),
          false);
    }
  }

  void expire(ClientOperation operation) {
    byId.remove(operation.id);
    expired.increment();
    String detail =
        operation.sent ? "no answer before the deadline" : "not sent before the deadline";
    fail(operation, new Failure.DeadlineExceeded(detail), operation.sent);
  }

  void failAll(Failure failure) {
    if (sweep != null) {
      sweep.cancel(false);
      sweep = null;
    }
    List<ClientOperation> all = new ArrayList<>(byId.values());
    byId.clear();
    all.forEach(operation -> fail(operation, failure, operation.sent));
  }

  private void fail(ClientOperation operation, Failure failure, boolean sent) {
    operation.done = true;
    released.accept(operation);
    try {
      operation.handler.failed(failure, sent);
    } catch (RuntimeException e) {
      log.atError().setCause(e).log("reply handler failed");
    }
  }

  private static Failure failureIn(byte[] body) {
    try {
      return Failures.of(FailureDetail.parseFrom(body));
    } catch (InvalidProtocolBufferException e) {
      return new Failure.Internal("unreadable failure: " + e.getMessage());
    }
  }

  private void scheduleSweep(long deadlineNanos) {
    if (sweep != null) {
      if (deadlineNanos - sweepNanos > -SWEEP_GAP_NANOS) {
        return;
      }
      sweep.cancel(false);
    }
    long now = SystemClock.INSTANCE.monotonicNanos();
    long delay = Math.max(deadlineNanos - now, SWEEP_GAP_NANOS);
    sweepNanos = now + delay;
    sweep = loop.schedule(this::sweep, delay, TimeUnit.NANOSECONDS);
  }

  private void sweep() {
    sweep = null;
    long now = SystemClock.INSTANCE.monotonicNanos();
    long next = 0;
    boolean more = false;
    List<ClientOperation> late = new ArrayList<>();
    for (ClientOperation operation : byId.values()) {
      if (operation.deadlineNanos - now <= 0) {
        late.add(operation);
      } else if (!more || operation.deadlineNanos - next < 0) {
        next = operation.deadlineNanos;
        more = true;
      }
    }
    boolean unsent = false;
    for (ClientOperation operation : late) {
      unsent |= !operation.sent;
      expire(operation);
    }
    if (unsent) {
      unsentExpired.run();
    }
    if (more) {
      scheduleSweep(next);
    }
  }
}
