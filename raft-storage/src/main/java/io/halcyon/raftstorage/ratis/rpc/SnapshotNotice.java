package io.halcyon.raftstorage.ratis.rpc;

import io.halcyon.raftstorage.transport.PeerFailure;
import io.halcyon.raftstorage.transport.ReplyHandler;
import java.io.IOException;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotReplyProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotResult;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.raftlog.RaftLog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells a follower whose next entry has been purged here to fetch a snapshot, and follows up until
/// it has one. One notice at a time; repeated at each tick while the follower is busy with it.
/// Owned by the follower's event loop.
final class SnapshotNotice {
  private static final Logger log = LoggerFactory.getLogger(SnapshotNotice.class);
  private final PipelinedLogAppender appender;
  private final PeerRaftRpc rpc;
  private boolean outstanding;

  SnapshotNotice(PipelinedLogAppender appender, PeerRaftRpc rpc) {
    this.appender = appender;
    this.rpc = rpc;
  }

  void send(TermIndex firstAvailable) {
    if (outstanding) {
      return;
    }
    outstanding = true;
    rpc.counters().snapshotNotices.increment();
    appender.getFollower().updateLastRpcSendTime(false);
    rpc.send(
        appender.follower(),
        RaftCall.SNAPSHOT,
        appender.newInstallSnapshotNotificationRequest(firstAvailable),
        false,
        new ReplyHandler() {
          @Override
          public void received(byte[] body) {
            outstanding = false;
            answered(body);
          }

          @Override
          public void failed(PeerFailure failure) {
            outstanding = false;
            appender.waitForTick();
            log.atInfo()
                .addKeyValue("replica", appender)
                .addKeyValue("failure", failure)
                .log("snapshot notice failed");
          }
        });
  }

  private void answered(byte[] body) {
    if (!appender.isRunning()) {
      return;
    }
    try {
      handle(ProtoMessage.parse(InstallSnapshotReplyProto.parser(), body));
    } catch (IOException e) {
      appender.waitForTick();
      log.atWarn().addKeyValue("replica", appender).setCause(e).log("malformed snapshot reply");
    }
    appender.schedule();
  }

  private void handle(InstallSnapshotReplyProto reply) {
    var follower = appender.getFollower();
    follower.updateLastRpcResponseTime();
    follower.getErrorState().updateErrorCount(false);
    switch (reply.getResult()) {
      case SUCCESS -> follower.setAttemptedToInstallSnapshot();
      case ALREADY_INSTALLED -> appender.snapshotInstalled(reply);
      case SNAPSHOT_INSTALLED -> {
        appender.snapshotInstalled(reply);
        if (reply.getSnapshotIndex() + 1 >= appender.getRaftLog().getStartIndex()) {
          finished(InstallSnapshotResult.SUCCESS, reply.getSnapshotIndex());
        }
      }
      case IN_PROGRESS -> appender.waitForTick();
      case NOT_LEADER -> {
        appender.followerTerm(reply.getTerm());
        appender.waitForTick();
      }
      case SNAPSHOT_UNAVAILABLE -> {
        follower.setAttemptedToInstallSnapshot();
        finished(InstallSnapshotResult.SNAPSHOT_UNAVAILABLE, RaftLog.INVALID_LOG_INDEX);
        appender.waitForTick();
      }
      case CONF_MISMATCH, SNAPSHOT_EXPIRED, UNRECOGNIZED -> {
        appender.waitForTick();
        log.atError()
            .addKeyValue("replica", appender)
            .addKeyValue("result", reply.getResult())
            .log("follower refused the snapshot notice");
      }
    }
  }

  private void finished(InstallSnapshotResult result, long index) {
    var machine = appender.getServer().getStateMachine();
    var peer = appender.getFollower().getPeer();
    rpc.blocking().execute(() -> machine.event().notifySnapshotInstalled(result, index, peer));
  }
}
