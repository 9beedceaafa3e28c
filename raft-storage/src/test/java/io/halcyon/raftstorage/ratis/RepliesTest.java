package io.halcyon.raftstorage.ratis;

import static org.assertj.core.api.Assertions.assertThat;

import io.halcyon.core.failure.Failure;
import io.halcyon.core.id.NodeId;
import io.halcyon.core.id.ShardId;
import io.halcyon.raftstorage.log.ReplicatedLog.Outcome;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.apache.ratis.protocol.RaftGroupMemberId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.exceptions.LeaderNotReadyException;
import org.apache.ratis.protocol.exceptions.LeaderSteppingDownException;
import org.apache.ratis.protocol.exceptions.NotLeaderException;
import org.apache.ratis.protocol.exceptions.ResourceUnavailableException;
import org.junit.jupiter.api.Test;

class RepliesTest {
  private static final ShardId SHARD = new ShardId(3);
  private static final RaftGroupMemberId MEMBER =
      RaftGroupMemberId.valueOf(GroupNames.peer(new NodeId(1)), GroupNames.of("c").group(SHARD));

  private static NotLeaderException notLeader() {
    var leader = RaftPeer.newBuilder().setId(GroupNames.peer(new NodeId(2))).build();
    return new NotLeaderException(MEMBER, leader, List.of(leader));
  }

  private static Failure rejection(Throwable cause) {
    return ((Outcome.Rejected) Replies.outcome(SHARD, false, cause)).failure();
  }

  @Test
  void beforeTheAppendARefusalIsCertain() {
    assertThat(rejection(new CompletionException(notLeader())))
        .isEqualTo(new Failure.NotLeader(SHARD, new NodeId(2)));
    assertThat(rejection(new LeaderSteppingDownException("x")))
        .isEqualTo(new Failure.NotLeader(SHARD, null));
    assertThat(rejection(new LeaderNotReadyException(MEMBER)))
        .isInstanceOf(Failure.Unavailable.class);
    assertThat(rejection(new ResourceUnavailableException("full")))
        .isInstanceOf(Failure.Overloaded.class);
    assertThat(rejection(new IllegalStateException("closed")))
        .isInstanceOf(Failure.Unavailable.class);
  }

  @Test
  void afterTheAppendNothingIsCertain() {
    for (Throwable cause :
        List.of(notLeader(), new LeaderSteppingDownException("x"), new CompletionException(null))) {
      assertThat(Replies.outcome(SHARD, true, cause)).isInstanceOf(Outcome.Unknown.class);
    }
    assertThat(Replies.outcome(SHARD, true, null)).isInstanceOf(Outcome.Unknown.class);
  }
}
