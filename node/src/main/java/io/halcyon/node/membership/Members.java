package io.halcyon.node.membership;

import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.HalcyonException;
import io.halcyon.core.hlc.HlcClock;
import io.halcyon.core.id.Incarnation;
import io.halcyon.core.id.NodeId;
import io.halcyon.node.floor.FloorKeeper;
import io.halcyon.proto.internal.v1.IntroduceRequest;
import io.halcyon.proto.internal.v1.IntroduceResponse;
import io.halcyon.proto.v1.ClusterState;
import io.halcyon.proto.v1.NodeRecord;
import io.halcyon.txn.member.MemberTable;
import java.util.List;

/// The member's side of C3 around {@link MemberTable}: takes in the cluster's state and
/// introductions, and keeps the floor set by them.
///
/// Thread-safe: one lock around the table.
public final class Members {
  private final HlcClock clock;
  private final FloorKeeper floor;
  private final Runnable selfDown;
  // Both guarded by this object's lock; replaced when the node joins again.
  private Incarnation self;
  private MemberTable table;

  /// @param selfDown called when the cluster has declared this incarnation down or superseded
  public Members(
      Incarnation self, HlcClock clock, FloorKeeper floor, MemberTable table, Runnable selfDown) {
    this.self = self;
    this.clock = clock;
    this.floor = floor;
    this.table = table;
    this.selfDown = selfDown;
  }

  /// Starts over as a new incarnation of this node.
  public synchronized void begin(Incarnation next, MemberTable nextTable) {
    self = next;
    table = nextTable;
  }

  private synchronized Incarnation self() {
    return self;
  }

  /// Takes in the cluster's state.
  public void learn(ClusterState state) {
    for (NodeRecord node : state.getNodesList()) {
      if (node.getIncarnation() == 0) {
        continue;
      }
      Incarnation member = new Incarnation(new NodeId(node.getId()), node.getIncarnation());
      switch (node.getLiveness()) {
        case JOINING, ACTIVE -> step(new MemberTable.Input.Registered(member));
        case DOWN -> step(new MemberTable.Input.DeclaredDown(member));
        case LIVENESS_UNSPECIFIED, UNRECOGNIZED -> {}
      }
    }
  }

  /// Takes a newcomer into the floor set, merges its clock, and only then answers.
  ///
  /// @throws HalcyonException if the newcomer is no member any more, or its clock is too far off
  public IntroduceResponse introduced(IntroduceRequest request) {
    Incarnation newcomer =
        new Incarnation(new NodeId(request.getNodeId()), request.getIncarnation());
    List<MemberTable.Effect> effects =
        step(new MemberTable.Input.Introduced(newcomer, request.getHlc()));
    if (effects.stream().noneMatch(MemberTable.Effect.ReplyIntroduction.class::isInstance)) {
      throw new HalcyonException(
          new Failure.Unavailable("incarnation " + newcomer + " is not joining; register again"));
    }
    Incarnation own = self();
    return IntroduceResponse.newBuilder()
        .setNodeId(own.node().value())
        .setIncarnation(own.number())
        .setHlc(clock.tick())
        .build();
  }

  private List<MemberTable.Effect> step(MemberTable.Input input) {
    boolean left = false;
    boolean down = false;
    List<MemberTable.Effect> effects;
    synchronized (this) {
      effects = table.step(input);
      for (MemberTable.Effect effect : effects) {
        switch (effect) {
          case MemberTable.Effect.MergeHlc(long hlc) -> {
            if (hlc < 0 || !clock.merge(hlc)) {
              throw new HalcyonException(
                  new Failure.ClockSkew(
                      "the newcomer's clock is too far ahead of node " + self + "; check NTP"));
            }
          }
          case MemberTable.Effect.Left _ -> left = true;
          case MemberTable.Effect.SelfDown _ -> down = true;
          case MemberTable.Effect.ReplyIntroduction _, MemberTable.Effect.RefuseIntroduction _ -> {}
        }
      }
    }
    if (left) {
      floor.membersChanged();
    }
    if (down) {
      selfDown.run();
    }
    return effects;
  }
}
