package io.halcyon.raftstorage.ratis;

import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.HalcyonException;
import io.halcyon.core.id.NodeId;
import io.halcyon.core.id.ShardId;
import io.halcyon.raftstorage.engine.ShardStore;
import io.halcyon.raftstorage.entry.EntryReader;
import io.halcyon.raftstorage.log.LogStatus;
import io.halcyon.raftstorage.log.ReplicatedLog;
import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.apache.ratis.proto.RaftProtos.RaftPeerRole;
import org.apache.ratis.protocol.RaftClientAsynchronousProtocol;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.SetConfigurationRequest;
import org.apache.ratis.protocol.TransferLeadershipRequest;
import org.apache.ratis.server.RaftServer;
import org.jspecify.annotations.Nullable;

/// A replica's log by Ratis: one division of the process's {@link RatisHost}.
///
/// Entries go straight to the division on the calling thread: Ratis's public way over the server
/// object would hand each entry to another thread and block for it. The append under Ratis's lock,
/// hence the order of one thread's proposals, is done when {@link #propose} returns.
final class RatisLog implements ReplicatedLog {
  private final ShardId shard;
  private final RatisHost host;
  private final ShardStateMachine machine;
  private final RaftServer.Division division;
  private final RaftClientAsynchronousProtocol submit;

  RatisLog(ShardId shard, RatisHost host, ShardStateMachine machine, RaftServer.Division division) {
    this.shard = shard;
    this.host = host;
    this.machine = machine;
    this.division = division;
    this.submit =
        division instanceof RaftClientAsynchronousProtocol direct ? direct : host.server();
  }

  ShardStateMachine machine() {
    return machine;
  }

  @Override
  public CompletableFuture<Outcome> propose(byte[] entry) {
    if (entry.length > host.config().entryBytesMax() - RatisHost.ENTRY_OVERHEAD_BYTES) {
      return rejected(new Failure.Invalid("an entry of " + entry.length + " bytes is too large"));
    }
    long term = new EntryReader(entry, 0, entry.length).evaluatedTerm();
    var proposal = new Proposal(entry, term);
    if (term != division.getInfo().getCurrentTerm()) {
      return rejected(new Failure.NotLeader(shard, leaderHint()));
    }
    var request =
        RaftClientRequest.newBuilder()
            .setClientId(host.client())
            .setServerId(division.getId())
            .setGroupId(division.getMemberId().getGroupId())
            .setCallId(host.nextCall())
            .setMessage(proposal)
            .setType(RaftClientRequest.writeRequestType())
            .build();
    try {
      var _ =
          submit
              .submitClientRequestAsync(request)
              .whenComplete((reply, thrown) -> answered(proposal, reply, thrown));
    } catch (IOException | RuntimeException e) {
      proposal.complete(Replies.outcome(shard, proposal.mayBeAppended(), e));
    }
    return proposal.outcome();
  }

  /// The apply thread has completed the proposal if the entry was applied while this replica led.
  private void answered(Proposal proposal, RaftClientReply reply, Throwable thrown) {
    if (!proposal.outcome().isDone()) {
      proposal.complete(
          Replies.outcome(shard, proposal.mayBeAppended(), Replies.problem(reply, thrown)));
    }
  }

  private static CompletableFuture<Outcome> rejected(Failure failure) {
    return CompletableFuture.completedFuture(new Outcome.Rejected(failure));
  }

  private @Nullable NodeId leaderHint() {
    var leader = division.getInfo().getLeaderId();
    return leader == null || leader.equals(division.getId()) ? null : GroupNames.node(leader);
  }

  @Override
  public LogStatus status() {
    return LogInspection.status(division, machine);
  }

  @Override
  public OptionalLong lastArrivalNanos() {
    return host.transport().lastArrivalNanos(division.getMemberId().getGroupId());
  }

  @Override
  public ShardStore store() {
    return machine.home().store();
  }

  @Override
  public CompletableFuture<Void> transferLeadership(NodeId target) {
    // Priorities are all equal, so that every voter counts as having the highest.
    var request =
        new TransferLeadershipRequest(
            host.client(),
            division.getId(),
            division.getMemberId().getGroupId(),
            host.nextCall(),
            GroupNames.peer(target),
            host.config().requestTimeout().toMillis());
    return done(submitted(() -> host.server().transferLeadershipAsync(request)));
  }

  @Override
  public CompletableFuture<Void> changeMembers(List<NodeId> members, List<NodeId> learners) {
    // More at once has lost data in Ratis: RATIS-1912, -2146, -2274, -2283.
    var problem = LogInspection.membership(division).refusal(members, learners);
    if (problem.isPresent()) {
      return CompletableFuture.failedFuture(
          new HalcyonException(new Failure.Invalid(problem.get())));
    }
    var arguments =
        SetConfigurationRequest.Arguments.newBuilder()
            .setMode(SetConfigurationRequest.Mode.SET_UNCONDITIONALLY)
            .setServersInNewConf(host.peers(members, RaftPeerRole.FOLLOWER))
            .setListenersInNewConf(host.peers(learners, RaftPeerRole.LISTENER))
            .build();
    var request =
        new SetConfigurationRequest(
            host.client(),
            division.getId(),
            division.getMemberId().getGroupId(),
            host.nextCall(),
            arguments);
    return done(submitted(() -> host.server().setConfigurationAsync(request)));
  }

  private interface Submission {
    CompletableFuture<RaftClientReply> get() throws IOException;
  }

  private static CompletableFuture<RaftClientReply> submitted(Submission submission) {
    try {
      return submission.get();
    } catch (IOException | RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private CompletableFuture<Void> done(CompletableFuture<RaftClientReply> reply) {
    var result = new CompletableFuture<Void>();
    var _ =
        reply.whenComplete((value, thrown) -> {
          var problem = Replies.problem(value, thrown);
          if (problem == null) {
            result.complete(null);
          } else {
            result.completeExceptionally(
                new HalcyonException(Replies.failure(shard, problem), problem));
          }
        });
    return result;
  }

  @Override
  public void close() {
    host.close(shard, this);
  }
}
