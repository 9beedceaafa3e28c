package io.halcyon.router.transact;

import com.google.protobuf.ByteString;
import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.HalcyonException;
import io.halcyon.core.id.RequestId;
import io.halcyon.proto.v1.OneShotRequest;
import io.halcyon.proto.v1.OneShotResponse;
import io.halcyon.proto.v1.OneShotStep;
import io.halcyon.router.kv.Admission;
import io.halcyon.txn.coordinator.Coordinator;
import io.halcyon.txn.coordinator.CoordinatorConfig;
import io.halcyon.txn.record.Key;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Runs whole transactions that arrive in one message. Thread-safe; never blocks.
public final class OneShots {
  private static final int REQUEST_BYTES = 64;

  private final Transactions transactions;

  public OneShots(Transactions transactions) {
    this.transactions = transactions;
  }

  /// Takes the end of a program; called once, on an event loop or at once.
  public interface Reply {
    void answered(OneShotResponse response);

    void failed(Failure failure);
  }

  /// A program on its way.
  @FunctionalInterface
  public interface Running {
    /// Nobody waits for the answer any more.
    void cancel();
  }

  /// Runs a client's program.
  ///
  /// @param millis how long it may take; 0 if the client has not said
  /// @param client `host:port`, for operators
  public Running execute(OneShotRequest request, long millis, String client, Reply reply) {
    Admission admission = transactions.admission();
    int bytes = REQUEST_BYTES + request.getSerializedSize();
    Failure refused = admission.admit(bytes);
    if (refused != null) {
      reply.failed(refused);
      return () -> {};
    }
    Reply released =
        new Reply() {
          @Override
          public void answered(OneShotResponse response) {
            admission.release(bytes);
            reply.answered(response);
          }

          @Override
          public void failed(Failure failure) {
            admission.release(bytes);
            reply.failed(failure);
          }
        };
    try {
      ProgramCheck check = ProgramCheck.of(request);
      OneShot.Program program =
          new OneShot.Program(
              request.getStepsList(),
              Statements.key(check.anchor()),
              true,
              check.effects(),
              request.hasRequestId());
      RequestId id =
          request.hasRequestId()
              ? Beginning.request(request.getRequestId())
              : transactions.nextRequest();
      Origin origin =
          new Origin(client, Beginning.label(request.getLabel()), OneShot.isolation(), false);
      return whenRouting(program, id, millis, origin, released);
    } catch (HalcyonException invalid) {
      released.failed(invalid.failure());
      return () -> {};
    }
  }

  /// Runs a program of the router's own; its admission is the caller's.
  void run(
      List<OneShotStep> steps,
      ByteString anchor,
      boolean results,
      RequestId id,
      long millis,
      Reply reply) {
    OneShot.Program program =
        new OneShot.Program(steps, Statements.key(anchor), results, true, true);
    Origin origin = new Origin("", "", OneShot.isolation(), false);
    begin(program, id, millis, origin, reply);
  }

  private Running whenRouting(
      OneShot.Program program, RequestId id, long millis, Origin origin, Reply reply) {
    Later later = new Later();
    transactions.whenRouting(
        () -> later.begun(begin(program, id, millis, origin, reply)), reply::failed);
    return later;
  }

  private Running begin(
      OneShot.Program program, RequestId id, long millis, Origin origin, Reply reply) {
    Key anchor = program.remembered() ? program.anchor() : null;
    Coordinator.Start start =
        new Coordinator.Start(id, Transactions.nextCoordinator(), anchor, OneShot.isolation(), 0);
    CoordinatorConfig settings = transactions.config().coordinator(0, 0, millis);
    OneShot shot;
    try {
      shot = new OneShot(transactions, program, start, settings, origin, reply);
    } catch (HalcyonException refused) {
      reply.failed(refused.failure());
      return () -> {};
    }
    shot.start();
    return shot::cancel;
  }

  /// Returns the milliseconds left until a point of the monotonic clock, at least one.
  long millisUntil(long deadlineNanos) {
    return Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadlineNanos - transactions.nanos()));
  }

  /// A program that may have to wait for a ring before it begins.
  private static final class Later implements Running {
    private Running begun = () -> {};
    private boolean cancelled;

    void begun(Running running) {
      synchronized (this) {
        if (!cancelled) {
          begun = running;
          return;
        }
      }
      running.cancel();
    }

    @Override
    public void cancel() {
      Running running;
      synchronized (this) {
        cancelled = true;
        running = begun;
      }
      running.cancel();
    }
  }
}
