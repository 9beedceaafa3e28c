package io.halcyon.raftstorage.log;

import io.halcyon.core.id.NodeId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What a replica knows of its log at one moment; the parts may be some microseconds apart.
///
/// @param term Raft's current term
/// @param leader the leader as far as known
/// @param ready whether this replica leads and has applied everything of earlier terms
public record LogStatus(
    Role role,
    long term,
    @Nullable NodeId leader,
    boolean ready,
    Progress progress,
    Membership membership) {

  /// A replica's part in Raft. A learner receives the log and has no vote; a stopped replica does
  /// nothing any more.
  public enum Role {
    LEADER,
    FOLLOWER,
    CANDIDATE,
    LEARNER,
    STOPPED
  }

  /// Positions in the log.
  ///
  /// @param lastIndex the last entry in this replica's log, committed or not
  /// @param durableIndex what the store has on disk: a restart replays from there
  /// @param logBytes size of the log's files
  public record Progress(
      long lastIndex, long commitIndex, long appliedIndex, long durableIndex, long logBytes) {}

  /// Who takes part.
  ///
  /// @param followers the others' progress, known to a leader only; else empty
  public record Membership(
      List<NodeId> members, List<NodeId> learners, List<FollowerProgress> followers) {
    public Membership {
      members = List.copyOf(members);
      learners = List.copyOf(learners);
      followers = List.copyOf(followers);
    }

    /// Returns why `nextMembers` and `nextLearners` must not follow this membership, or empty.
    ///
    /// Voters change one at a time (Ongaro's thesis, section 4.1), and are learners first, so that
    /// a new one has the log before its vote counts.
    public Optional<String> refusal(List<NodeId> nextMembers, List<NodeId> nextLearners) {
      Set<NodeId> added = new TreeSet<>(nextMembers);
      members.forEach(added::remove);
      Set<NodeId> removed = new TreeSet<>(members);
      nextMembers.forEach(removed::remove);
      Set<NodeId> both = new TreeSet<>(nextMembers);
      both.retainAll(nextLearners);
      if (nextMembers.isEmpty()) {
        return Optional.of("a shard needs a member");
      }
      if (added.size() + removed.size() > 1) {
        return Optional.of("one voter at a time may be added or removed; now they are " + members);
      }
      if (!learners.containsAll(added)) {
        return Optional.of(added + " must become a learner first");
      }
      return both.isEmpty() ? Optional.empty() : Optional.of(both + " cannot vote and learn");
    }
  }

  /// How far the leader knows a follower or learner to be.
  ///
  /// @param matchIndex the entries up to here are on the follower's disk
  public record FollowerProgress(NodeId node, long matchIndex) {}

  public long commitIndex() {
    return progress.commitIndex();
  }

  public long appliedIndex() {
    return progress.appliedIndex();
  }

  public long logBytes() {
    return progress.logBytes();
  }
}
