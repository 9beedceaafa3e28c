package io.halcyon.raftstorage.ratis;

import io.halcyon.core.id.NodeId;
import io.halcyon.raftstorage.log.LogStatus;
import io.halcyon.raftstorage.log.LogStatus.FollowerProgress;
import io.halcyon.raftstorage.log.LogStatus.Membership;
import io.halcyon.raftstorage.log.LogStatus.Progress;
import io.halcyon.raftstorage.log.LogStatus.Role;
import java.io.File;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.ratis.proto.RaftProtos.RaftPeerRole;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.DivisionInfo;
import org.apache.ratis.server.RaftServer;

/// Reads a replica's status out of Ratis.
final class LogInspection {
  private LogInspection() {}

  static LogStatus status(RaftServer.Division division, ShardStateMachine machine) {
    try {
      return read(division, machine);
    } catch (IllegalStateException _) {
      // Ratis refuses to say anything about a log that has been closed.
      return new LogStatus(
          Role.STOPPED,
          division.getInfo().getCurrentTerm(),
          null,
          false,
          new Progress(0, 0, Math.max(machine.appliedIndex(), 0), 0, 0),
          new Membership(List.of(), List.of(), List.of()));
    }
  }

  private static LogStatus read(RaftServer.Division division, ShardStateMachine machine) {
    DivisionInfo info = division.getInfo();
    boolean running = info.getLifeCycleState().isRunning();
    RaftPeerId leader = running ? info.getLeaderId() : null;
    return new LogStatus(
        running ? role(info) : Role.STOPPED,
        info.getCurrentTerm(),
        leader == null ? null : GroupNames.node(leader),
        running && info.isLeaderReady(),
        progress(division, machine),
        membership(division));
  }

  private static Role role(DivisionInfo info) {
    return switch (info.getCurrentRole()) {
      case LEADER -> Role.LEADER;
      case CANDIDATE -> Role.CANDIDATE;
      case LISTENER -> Role.LEARNER;
      case FOLLOWER, UNRECOGNIZED -> Role.FOLLOWER;
    };
  }

  private static Progress progress(RaftServer.Division division, ShardStateMachine machine) {
    var log = division.getRaftLog();
    long applied = Math.max(machine.appliedIndex(), 0);
    long bytes = bytes(division.getRaftStorage().getStorageDir().getCurrentDir());
    return new Progress(
        Math.max(log.getNextIndex() - 1, 0),
        Math.max(log.getLastCommittedIndex(), 0),
        applied,
        machine.home().durable().index(),
        bytes);
  }

  private static long bytes(File directory) {
    File[] files = directory.listFiles();
    long bytes = 0;
    for (File file : files == null ? new File[0] : files) {
      bytes += file.length();
    }
    return bytes;
  }

  static Membership membership(RaftServer.Division division) {
    var configuration = division.getRaftConf();
    return new Membership(
        nodes(configuration.getCurrentPeers()),
        nodes(configuration.getCurrentPeers(RaftPeerRole.LISTENER)),
        followers(division));
  }

  private static List<NodeId> nodes(Collection<RaftPeer> peers) {
    return peers.stream().map(peer -> GroupNames.node(peer.getId())).sorted().toList();
  }

  /// Ratis gives names and indices in two lists of the same order; while the membership changes
  /// they may differ in length, and nothing is known for that moment.
  private static List<FollowerProgress> followers(RaftServer.Division division) {
    long[] matches = division.getInfo().getFollowerMatchIndices();
    var role = division.getInfo().getRoleInfoProto();
    if (matches == null || !role.hasLeaderInfo()) {
      return List.of();
    }
    var infos = role.getLeaderInfo().getFollowerInfoList();
    if (infos.size() != matches.length) {
      return List.of();
    }
    List<FollowerProgress> followers = new ArrayList<>();
    for (int i = 0; i < matches.length; i++) {
      RaftPeerId peer = RaftPeerId.valueOf(infos.get(i).getId().getId());
      followers.add(new FollowerProgress(GroupNames.node(peer), Math.max(matches[i], 0)));
    }
    return followers;
  }
}
