package io.halcyon.node.repair;

import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.HalcyonException;
import io.halcyon.core.id.NodeId;
import io.halcyon.node.replica.Replica;
import io.halcyon.proto.internal.v1.ReplaceReplicaRequest;
import io.halcyon.raftstorage.log.LogStatus;
import io.halcyon.rpc.Failures;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// The leader's side of replacing a damaged replica: one membership change per step, learner first.
///
/// Raft's safety needs the removal: a replica that lost its log has forgotten entries that it
/// acknowledged, and must not count towards a majority before it has caught up again.
public final class MemberReplacement {
  private static final int CHANGE_SECONDS = 10;

  /// Entries that a learner may lag behind the leader's commit index when it is promoted.
  private static final long LAG_MAX = 1_000;

  private MemberReplacement() {}

  /// Carries a step out at the shard's leader; does nothing if it is done already.
  ///
  /// @throws HalcyonException with `NotLeader` elsewhere, with `Unavailable` if the step cannot be
  ///   done yet
  public static void step(Replica leader, NodeId node, ReplaceReplicaRequest.Step step) {
    LogStatus status = leader.status();
    if (!leader.leading()) {
      throw new HalcyonException(new Failure.NotLeader(leader.shard(), leader.leaderHint()));
    }
    List<NodeId> members = new ArrayList<>(status.membership().members());
    List<NodeId> learners = new ArrayList<>(status.membership().learners());
    boolean changed =
        switch (step) {
          case REMOVE -> members.remove(node) || learners.remove(node);
          case ADD_LEARNER ->
              !members.contains(node) && !learners.contains(node) && learners.add(node);
          case PROMOTE -> promote(status, node, members, learners);
          case STEP_UNSPECIFIED, UNRECOGNIZED ->
              throw new HalcyonException(new Failure.Invalid("unknown step of a replacement"));
        };
    if (changed) {
      change(leader, members, learners);
    }
  }

  private static boolean promote(
      LogStatus status, NodeId node, List<NodeId> members, List<NodeId> learners) {
    if (members.contains(node)) {
      return false;
    }
    long match =
        status.membership().followers().stream()
            .filter(follower -> follower.node().equals(node))
            .mapToLong(LogStatus.FollowerProgress::matchIndex)
            .findFirst()
            .orElse(-1);
    if (!learners.remove(node) || match < status.commitIndex() - LAG_MAX) {
      throw new HalcyonException(
          new Failure.Unavailable(
              "the new replica on node " + node + " is still catching up, at entry " + match));
    }
    return members.add(node);
  }

  private static void change(Replica leader, List<NodeId> members, List<NodeId> learners) {
    try {
      leader.changeMembers(members, learners).get(CHANGE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new HalcyonException(new Failure.Unavailable("interrupted"));
    } catch (TimeoutException e) {
      throw new HalcyonException(
          new Failure.Unavailable("the membership change was not committed in time"));
    } catch (ExecutionException e) {
      throw new HalcyonException(
          new Failure.Unavailable(
              "the membership change failed: " + Failures.fromException(e).message()));
    }
  }
}
