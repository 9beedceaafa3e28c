package io.halcyon.node.replica;

import com.google.protobuf.InvalidProtocolBufferException;
import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.HalcyonException;
import io.halcyon.core.wire.OpKind;
import io.halcyon.core.wire.OpRequest;
import io.halcyon.proto.internal.v1.Call;
import io.halcyon.proto.internal.v1.CallResult;
import io.halcyon.proto.v1.RingRecord;
import io.halcyon.rpc.Failures;
import io.halcyon.txn.bound.LogBound;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// What a node itself writes to a shard that it leads. Thread-safe; nothing blocks but {@link
/// #callAndWait}.
public final class OwnWrites {
  private static final int COMMAND_BYTES = 64;
  private static final int TIMEOUT_MILLIS = 10_000;

  private final Replica replica;
  private final Serving serving;
  private final Object renewalLock = new Object();
  // Guarded by renewalLock.
  private @Nullable CompletableFuture<Boolean> renewal;

  OwnWrites(Replica replica, Serving serving) {
    this.replica = replica;
    this.serving = serving;
  }

  /// Commits an entry without effect, which proves that this replica led meanwhile.
  ///
  /// @return whether it was committed in a term of this replica
  public CompletableFuture<Boolean> confirm() {
    return housekeeping(new Command.Confirm());
  }

  /// Writes a record of the shard's replicated metadata.
  public CompletableFuture<Boolean> putMeta(byte[] name, byte[] value) {
    return housekeeping(new Command.Meta(name, value));
  }

  /// Installs the shard's ownership of its part of a ring (rule R1).
  public CompletableFuture<Boolean> putOwnership(RingRecord ring) {
    return putMeta(Ownership.META, ring.toByteArray());
  }

  /// Deletes versions whose time to live has passed; call it on the leader.
  public CompletableFuture<Boolean> expire(List<byte[]> storedKeys, List<Long> timestamps) {
    return housekeeping(new Command.Expire(storedKeys, timestamps));
  }

  /// Sees to it that an applied bound covers timestamps up to now; several callers share one entry.
  ///
  /// @return whether it was committed; ask {@link LogBound#covers} again
  CompletableFuture<Boolean> renewBound() {
    synchronized (renewalLock) {
      if (renewal == null || renewal.isDone()) {
        renewal = confirm();
      }
      return renewal;
    }
  }

  /// Runs a write call and waits for its result.
  ///
  /// @param term the only term in which it may be evaluated; 0 for any
  /// @throws HalcyonException if it fails; `Ambiguous` if it may have been applied
  public CallResult callAndWait(Call call, int timeoutMillis, long term) {
    CompletableFuture<byte[]> done = new CompletableFuture<>();
    byte[] body = call.toByteArray();
    Command command =
        Command.parse(
            new OpRequest(0, OpKind.WRITE_CALL, 0, 0, timeoutMillis, body, 0, body.length));
    Reply reply =
        new Reply() {
          @Override
          public void ok(byte[] result) {
            done.complete(result);
          }

          @Override
          public void fail(Failure failure) {
            done.completeExceptionally(new HalcyonException(failure));
          }
        };
    PendingWrite write = new PendingWrite(command, body.length, reply, deadline(timeoutMillis));
    write.onlyIn(term);
    submit(write);
    try {
      return CallResult.parseFrom(done.get(timeoutMillis, TimeUnit.MILLISECONDS));
    } catch (ExecutionException e) {
      throw new HalcyonException(Failures.fromException(e));
    } catch (TimeoutException | InvalidProtocolBufferException e) {
      throw new HalcyonException(new Failure.Ambiguous("no answer from the log in time"));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new HalcyonException(new Failure.Ambiguous("interrupted while the log was written"));
    }
  }

  private CompletableFuture<Boolean> housekeeping(Command command) {
    CompletableFuture<Boolean> done = new CompletableFuture<>();
    Reply reply =
        new Reply() {
          @Override
          public void ok(byte[] body) {
            done.complete(true);
          }

          @Override
          public void fail(Failure failure) {
            done.complete(false);
          }
        };
    submit(new PendingWrite(command, COMMAND_BYTES, reply, deadline(TIMEOUT_MILLIS)));
    return done;
  }

  /// Lets go what is remembered of requests made before a time, on every replica.
  public CompletableFuture<Boolean> forget(long beforeMillis) {
    return housekeeping(new Command.Forget(beforeMillis));
  }

  private void submit(PendingWrite write) {
    replica.submit(write);
    replica.proposer().kick();
  }

  private long deadline(int millis) {
    return serving.nowNanos() + millis * 1_000_000L;
  }
}
