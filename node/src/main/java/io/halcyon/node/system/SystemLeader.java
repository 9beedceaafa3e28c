package io.halcyon.node.system;

import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.HalcyonException;
import io.halcyon.core.hlc.HlcClock;
import io.halcyon.core.id.Incarnation;
import io.halcyon.core.id.NodeId;
import io.halcyon.proto.internal.v1.ActivateRequest;
import io.halcyon.proto.internal.v1.ActivateResponse;
import io.halcyon.proto.internal.v1.LeaveRequest;
import io.halcyon.proto.internal.v1.LeaveResponse;
import io.halcyon.proto.internal.v1.RegisterRequest;
import io.halcyon.proto.internal.v1.RegisterResponse;
import io.halcyon.proto.internal.v1.RenewLeaseRequest;
import io.halcyon.proto.internal.v1.RenewLeaseResponse;
import io.halcyon.proto.v1.ClusterState;
import io.halcyon.proto.v1.NodeRecord;
import io.halcyon.txn.liveness.LeaseAuthority;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What only the system shard's leader does: registering and activating nodes, granting liveness
/// leases, declaring nodes down (rule C3). Every grant and every change is committed by Raft before
/// it is told, so a deposed leader can grant nothing.
///
/// Thread-safe; calls block.
public final class SystemLeader {
  private static final Logger log = LoggerFactory.getLogger(SystemLeader.class);

  private final SystemShard shard;
  private final HlcClock clock;
  private final Duration lease;
  private final LeaseAuthority authority;

  public SystemLeader(SystemShard shard, HlcClock clock, Duration lease) {
    this.shard = shard;
    this.clock = clock;
    this.lease = lease;
    // A tenth allows for monotonic clocks that differ in rate by up to 10 %.
    this.authority = new LeaseAuthority(lease.toNanos(), lease.toNanos() / 10);
  }

  /// This node leads the system shard from now on.
  public void gained() {
    long now = clock.physical().monotonicNanos();
    authority.leadershipGained(shard.lastArrivalNanos().orElse(now), now);
  }

  public void lost() {
    authority.leadershipLost();
  }

  /// Declares down every node whose lease has surely run out; called periodically.
  ///
  /// @param dead a guess which members will not renew
  public void declareDown(Predicate<Incarnation> dead) {
    Optional<ClusterState> state = shard.applied();
    if (state.isEmpty()) {
      return;
    }
    List<Incarnation> members = members(state.get());
    // What has expired is judged in one term and must be declared in the same: in a later one the
    // members may have renewed their leases elsewhere meanwhile.
    long term = shard.term();
    List<Incarnation> expired = authority.expired(members, dead, clock.physical().monotonicNanos());
    if (expired.isEmpty()) {
      return;
    }
    shard.updateIn(term, before -> withDown(before, expired));
    expired.forEach(member -> log.atWarn().addKeyValue("node", member).log("node declared down"));
  }

  private static ClusterState withDown(ClusterState before, List<Incarnation> ended) {
    ClusterState.Builder after = before.toBuilder();
    boolean changed = false;
    for (int i = 0; i < before.getNodesCount(); i++) {
      NodeRecord node = before.getNodes(i);
      if (isMember(node) && ended.contains(incarnation(node))) {
        after.setNodes(i, node.toBuilder().setLiveness(NodeRecord.Liveness.DOWN));
        changed = true;
      }
    }
    return changed ? after.build() : before;
  }

  /// Takes an incarnation out of the members that has given up its lease by itself and serves no
  /// more: nobody has to wait for it to run out.
  public LeaveResponse leave(LeaveRequest request) {
    mergeClock(request.getHlc());
    Incarnation leaving =
        new Incarnation(new NodeId(request.getNodeId()), request.getIncarnation());
    shard.update(before -> withDown(before, List.of(leaving)));
    log.atInfo().addKeyValue("node", leaving).log("node left");
    return LeaveResponse.getDefaultInstance();
  }

  /// Registers an incarnation as joining; the answer carries the member set as of after that.
  public RegisterResponse register(RegisterRequest request) {
    mergeClock(request.getHlc());
    long[] given = new long[2];
    ClusterState state = shard.update(before -> registered(before, request, given));
    NodeId id = new NodeId(given[0]);
    authority.renewed(new Incarnation(id, given[1]), clock.physical().monotonicNanos());
    log.atInfo()
        .addKeyValue("node", id)
        .addKeyValue("incarnation", given[1])
        .log("node registered");
    return RegisterResponse.newBuilder()
        .setNodeId(given[0])
        .setIncarnation(given[1])
        .setState(state)
        .setHlc(clock.tick())
        .build();
  }

  private static ClusterState registered(
      ClusterState before, RegisterRequest request, long[] given) {
    if (!before.getClusterId().equals(request.getClusterId())
        && !request.getClusterId().isEmpty()) {
      throw new HalcyonException(
          new Failure.Invalid(
              "the node belongs to cluster "
                  + request.getClusterId()
                  + ", this is cluster "
                  + before.getClusterId()));
    }
    int at = position(before, request);
    NodeRecord known = at < 0 ? NodeRecord.getDefaultInstance() : before.getNodes(at);
    if (at < 0 && request.getNodeId() != 0) {
      throw new HalcyonException(
          new Failure.Invalid("node " + request.getNodeId() + " is not known to this cluster"));
    }
    long id = at < 0 ? nextId(before) : known.getId();
    long incarnation = Math.max(request.getIncarnation(), known.getIncarnation() + 1);
    if (request.getNodeId() != 0) {
      // The same incarnation again is a repeated request, if it comes from the same process.
      boolean repeated =
          request.getIncarnation() == known.getIncarnation()
              && request.getRpcAddress().equals(known.getRpcAddress());
      if (request.getIncarnation() <= known.getIncarnation() && !repeated) {
        throw new HalcyonException(
            new Failure.Invalid(
                "node "
                    + id
                    + " has been started as incarnation "
                    + known.getIncarnation()
                    + " already; is its data directory a copy?"));
      }
      incarnation = request.getIncarnation();
      if (incarnation == known.getIncarnation()
          && known.getLiveness() == NodeRecord.Liveness.DOWN) {
        // A number that was declared down never comes back; the state tells the node.
        given[0] = id;
        given[1] = incarnation;
        return before;
      }
    }
    given[0] = id;
    given[1] = incarnation;
    NodeRecord.Builder node =
        known.toBuilder()
            .setId(id)
            .setIncarnation(incarnation)
            .setLiveness(NodeRecord.Liveness.JOINING)
            .setRpcAddress(request.getRpcAddress())
            .setRaftAddress(request.getRaftAddress())
            .setHttpAddress(request.getHttpAddress())
            .putAllLabels(request.getLabelsMap());
    return at < 0
        ? before.toBuilder().addNodes(node).build()
        : before.toBuilder().setNodes(at, node).build();
  }

  /// Finds the record of a node: by its id, or, for one that has none yet, the place kept for its
  /// address at bootstrap.
  private static int position(ClusterState state, RegisterRequest request) {
    for (int i = 0; i < state.getNodesCount(); i++) {
      NodeRecord node = state.getNodes(i);
      boolean same =
          request.getNodeId() == 0
              ? node.getIncarnation() == 0 && node.getRpcAddress().equals(request.getRpcAddress())
              : node.getId() == request.getNodeId();
      if (same) {
        return i;
      }
    }
    return -1;
  }

  private static long nextId(ClusterState state) {
    return state.getNodesList().stream().mapToLong(NodeRecord::getId).max().orElse(0) + 1;
  }

  /// Activates a joining incarnation, if it was not declared down meanwhile.
  public ActivateResponse activate(ActivateRequest request) {
    mergeClock(request.getHlc());
    ClusterState state =
        shard.update(before -> {
          for (int i = 0; i < before.getNodesCount(); i++) {
            NodeRecord node = before.getNodes(i);
            if (node.getId() == request.getNodeId()
                && node.getIncarnation() == request.getIncarnation()) {
              if (node.getLiveness() == NodeRecord.Liveness.ACTIVE) {
                return before;
              }
              if (node.getLiveness() == NodeRecord.Liveness.JOINING) {
                return before.toBuilder()
                    .setNodes(i, node.toBuilder().setLiveness(NodeRecord.Liveness.ACTIVE))
                    .build();
              }
            }
          }
          throw new HalcyonException(
              new Failure.Unavailable("the incarnation is not joining; register again"));
        });
    return ActivateResponse.newBuilder().setState(state).setHlc(clock.tick()).build();
  }

  /// Extends a member's lease, once an entry committed after the request proves leadership.
  public RenewLeaseResponse renew(RenewLeaseRequest request) {
    mergeClock(request.getHlc());
    Incarnation member = new Incarnation(new NodeId(request.getNodeId()), request.getIncarnation());
    if (!authority.leading()) {
      // Elected but not in office yet, or no longer: that says nothing about the member.
      shard.confirm();
      if (!authority.leading()) {
        throw shard.notLeader();
      }
    }
    boolean counted = authority.renewed(member, clock.physical().monotonicNanos());
    shard.confirm();
    boolean granted =
        counted && shard.applied().map(state -> members(state).contains(member)).orElse(false);
    return RenewLeaseResponse.newBuilder()
        .setGranted(granted)
        .setLeaseMillis(lease.toMillis())
        .setHlc(clock.tick())
        .build();
  }

  /// Changes the state by an operator's wish.
  public ClusterState change(UnaryOperator<ClusterState> change) {
    return shard.update(change);
  }

  private void mergeClock(long hlc) {
    if (hlc < 0 || !clock.merge(hlc)) {
      throw new HalcyonException(
          new Failure.ClockSkew(
              "the node's clock is too far ahead of the system shard's leader; check NTP"));
    }
  }

  /// Returns the incarnations that may serve or are about to.
  public static List<Incarnation> members(ClusterState state) {
    return state.getNodesList().stream()
        .filter(SystemLeader::isMember)
        .map(SystemLeader::incarnation)
        .toList();
  }

  private static boolean isMember(NodeRecord node) {
    return node.getIncarnation() > 0
        && (node.getLiveness() == NodeRecord.Liveness.ACTIVE
            || node.getLiveness() == NodeRecord.Liveness.JOINING);
  }

  private static Incarnation incarnation(NodeRecord node) {
    return new Incarnation(new NodeId(node.getId()), node.getIncarnation());
  }
}
