package io.halcyon.node.system;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.HalcyonException;
import io.halcyon.core.failure.InvariantViolation;
import io.halcyon.core.key.StoredKey;
import io.halcyon.core.runtime.Randomness;
import io.halcyon.node.replica.Replica;
import io.halcyon.proto.internal.v1.Call;
import io.halcyon.proto.internal.v1.CallResult;
import io.halcyon.proto.v1.ClusterState;
import io.halcyon.proto.v1.Compare;
import io.halcyon.proto.v1.ConditionalRequest;
import io.halcyon.proto.v1.Operation;
import io.halcyon.proto.v1.RequestId;
import io.halcyon.proto.v1.Write;
import io.halcyon.raftstorage.engine.Version;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;

/// The cluster's state as one record of the system shard, changed by compare-and-set, which makes
/// every change of membership, shards or ring atomic and replicated.
///
/// Reads and writes go through the local replica; writes work on its leader only. They bypass the
/// floor and the liveness lease, which depend on this record themselves: a change is what Raft
/// commits, and nobody is told of it before.
///
/// Thread-safe; calls block.
public final class SystemShard {
  private static final byte[] STORED = StoredKey.system("cluster".getBytes(StandardCharsets.UTF_8));
  private static final int TRIES = 20;
  private static final int TIMEOUT_SECONDS = 5;

  private final Replica replica;
  private final long session = Randomness.identity();
  private final AtomicLong sequence = new AtomicLong();
  private final java.util.function.LongSupplier nowMillis;
  // A record that was there once never goes away.
  private volatile boolean seeded;

  public SystemShard(Replica replica, java.util.function.LongSupplier nowMillis) {
    this.replica = replica;
    this.nowMillis = nowMillis;
  }

  /// Returns whether a stored key is the cluster's record.
  public static boolean isRecord(byte[] storedKey) {
    return Arrays.equals(storedKey, STORED);
  }

  /// Returns the record as the local replica has applied it.
  public Optional<ClusterState> applied() {
    Version version = replica.store().newest(STORED);
    return version == null ? Optional.empty() : Optional.of(parse(version.value()));
  }

  public static ClusterState parse(byte[] value) {
    try {
      return ClusterState.parseFrom(value);
    } catch (InvalidProtocolBufferException e) {
      throw new InvariantViolation("the cluster record is unreadable: " + e);
    }
  }

  /// Writes the first state, unless there is one.
  public void seed(ClusterState initial) {
    if (!seeded) {
      if (applied().isEmpty()) {
        swap(0, initial, 0);
      } else {
        seeded = true;
      }
    }
  }

  /// Applies a change to the current state and replicates the result.
  ///
  /// @param change returns its argument, or an equal one, for "nothing to do"; may be called
  ///   several times
  /// @return the state after the change
  /// @throws HalcyonException with `NotLeader` if this replica does not lead, and whatever `change`
  ///   throws
  public ClusterState update(UnaryOperator<ClusterState> change) {
    return updateIn(0, change);
  }

  /// Returns the term in which this replica leads, 0 if it does not.
  public long term() {
    return replica.leaderTerm();
  }

  /// The same, but only while this replica leads in `term`; 0 for any term.
  public ClusterState updateIn(long term, UnaryOperator<ClusterState> change) {
    for (int i = 0; i < TRIES; i++) {
      Version version = replica.store().newest(STORED);
      if (version == null || !replica.leading()) {
        throw notLeader();
      }
      ClusterState before = parse(version.value());
      ClusterState after = change.apply(before);
      if (after.equals(before)) {
        confirm();
        return before;
      }
      ClusterState next = after.toBuilder().setVersion(before.getVersion() + 1).build();
      if (swap(version.timestamp(), next, term)) {
        return next;
      }
    }
    throw new HalcyonException(
        new Failure.Unavailable("the cluster's record is changing too fast; try again"));
  }

  /// Returns once it is certain that this replica led after the call began.
  ///
  /// @throws HalcyonException with `NotLeader` otherwise
  public void confirm() {
    boolean confirmed;
    try {
      confirmed = replica.own().confirm().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      confirmed = false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      confirmed = false;
    }
    if (!confirmed) {
      throw notLeader();
    }
  }

  private boolean swap(long expectedTimestamp, ClusterState next, long term) {
    ByteString name = ByteString.copyFrom(STORED);
    Call call =
        Call.newBuilder()
            .setConditional(
                ConditionalRequest.newBuilder()
                    .setRequestId(
                        RequestId.newBuilder()
                            .setSession(session)
                            .setSequence(sequence.incrementAndGet())
                            .setCreatedMillis(nowMillis.getAsLong()))
                    .addCompares(
                        Compare.newBuilder()
                            .setKey(name)
                            .setTarget(Compare.Target.TIMESTAMP)
                            .setOperator(Compare.Operator.EQUAL)
                            .setTimestamp(expectedTimestamp))
                    .addThen(
                        Operation.newBuilder()
                            .setWrite(
                                Write.newBuilder()
                                    .setKey(name)
                                    .setPut(Write.Put.newBuilder().setValue(next.toByteString())))))
            .build();
    CallResult result = replica.own().callAndWait(call, TIMEOUT_SECONDS * 1000, term);
    return result.getConditional().getSucceeded();
  }

  /// Returns a moment after which no entry of another leader has arrived; empty if not known.
  OptionalLong lastArrivalNanos() {
    return replica.lastArrivalNanos();
  }

  HalcyonException notLeader() {
    return new HalcyonException(new Failure.NotLeader(replica.shard(), replica.leaderHint()));
  }
}
