package io.halcyon.node.liveness;

import io.halcyon.core.failure.HalcyonException;
import io.halcyon.core.hlc.HlcClock;
import io.halcyon.core.id.Incarnation;
import io.halcyon.node.membership.SystemLeaderCalls;
import io.halcyon.node.replica.Serving;
import io.halcyon.proto.internal.v1.RenewLeaseRequest;
import io.halcyon.proto.internal.v1.RenewLeaseResponse;
import io.halcyon.txn.liveness.LeaseHolder;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps this node's liveness lease: asks the system shard's leader for it again and again, and
/// tells answers whether it holds (rule C3).
///
/// Thread-safe. {@link #renew} blocks; it is called by a timer on threads of its own.
public final class LeaseKeeper implements Serving.Lease {
  private static final Logger log = LoggerFactory.getLogger(LeaseKeeper.class);

  private final HlcClock clock;
  private final SystemLeaderCalls systemLeader;
  private final Consumer<Incarnation> declaredDown;
  private final LeaseHolder holder = new LeaseHolder();
  // The incarnation that was activated; null while joining. A grant from before does not let it
  // serve.
  private volatile @Nullable Incarnation activated;
  // The registered incarnation; null while there is none.
  private final AtomicReference<@Nullable Incarnation> registered = new AtomicReference<>();

  /// @param declaredDown called when the cluster has declared the registered incarnation down: the
  ///   node must join again
  public LeaseKeeper(
      HlcClock clock, SystemLeaderCalls systemLeader, Consumer<Incarnation> declaredDown) {
    this.clock = clock;
    this.systemLeader = systemLeader;
    this.declaredDown = declaredDown;
  }

  /// The incarnation is registered: its lease is to be renewed from now on.
  public void registered(Incarnation self) {
    registered.set(self);
  }

  /// The incarnation is active: it may serve while it holds the lease (rule C3).
  public void activated(Incarnation self) {
    activated = self;
  }

  /// Asks for the lease once; does nothing while no incarnation is registered.
  public void renew() {
    Incarnation self = registered.get();
    if (self == null) {
      return;
    }
    // Timed from before the request is sent, by the monotonic clock.
    long request = holder.requestSent(clock.physical().monotonicNanos());
    RenewLeaseResponse response;
    try {
      response =
          systemLeader.renewLease(
              RenewLeaseRequest.newBuilder()
                  .setNodeId(self.node().value())
                  .setIncarnation(self.number())
                  .setHlc(clock.tick())
                  .build());
    } catch (HalcyonException e) {
      log.atDebug().addKeyValue("failure", e.failure().message()).log("lease not renewed");
      return;
    }
    if (!clock.merge(response.getHlc())) {
      log.atWarn().log("lease answer refused: the system shard's clock is too far ahead");
      return;
    }
    if (response.getGranted()) {
      holder.granted(request, response.getLeaseMillis() * 1_000_000L);
    } else {
      lost(self);
    }
  }

  /// Ends the session of an incarnation that was declared down or superseded.
  public void lost(Incarnation self) {
    if (registered.compareAndSet(self, null)) {
      activated = null;
      holder.lost();
      log.atWarn().addKeyValue("node", self).log("declared down: joining again");
      declaredDown.accept(self);
    }
  }

  /// Ends the session of whichever incarnation is registered.
  public void lost() {
    Incarnation self = registered.get();
    if (self != null) {
      lost(self);
    }
  }

  /// Ends the session without joining again: the node is closing.
  public void close() {
    registered.set(null);
    activated = null;
    holder.lost();
  }

  @Override
  public boolean valid() {
    return activated != null && holder.valid(clock.physical().monotonicNanos());
  }

  @Override
  public long session() {
    return holder.session();
  }
}
