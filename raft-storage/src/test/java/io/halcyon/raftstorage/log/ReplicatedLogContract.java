package io.halcyon.raftstorage.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.HalcyonException;
import io.halcyon.core.id.NodeId;
import io.halcyon.raftstorage.log.LogStatus.Role;
import io.halcyon.raftstorage.log.ReplicatedLog.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What every {@link ReplicatedLog} keeps; the implementations' tests extend it.
public abstract class ReplicatedLogContract {
  private static final NodeId N1 = new NodeId(1);
  private static final NodeId N2 = new NodeId(2);
  private static final NodeId N3 = new NodeId(3);
  private static final NodeId N4 = new NodeId(4);
  private static final List<NodeId> MEMBERS = List.of(N1, N2, N3);

  @TempDir Path directory;
  private TestCluster cluster;

  protected abstract TestCluster cluster(Path directory, List<NodeId> members) throws IOException;

  @BeforeEach
  void startThreeReplicas() throws IOException {
    cluster = cluster(directory, MEMBERS);
    for (NodeId node : MEMBERS) {
      cluster.start(node, MEMBERS);
    }
  }

  @AfterEach
  void stopAll() {
    cluster.close();
  }

  private CompletableFuture<Outcome> propose(NodeId leader, String key, String value) {
    long term = cluster.listener(leader).ledTerm;
    return cluster.log(leader).propose(TestEntries.put(term, key, value));
  }

  private Outcome finished(CompletableFuture<Outcome> future) {
    cluster.await("an outcome", future::isDone);
    return future.join();
  }

  private void write(NodeId leader, String key, String value) {
    assertThat(finished(propose(leader, key, value))).isInstanceOf(Outcome.Applied.class);
  }

  private void awaitValue(NodeId node, String key, String value) {
    cluster.await(
        key + " at " + node,
        () -> {
          try {
            return value.equals(TestEntries.read(cluster.log(node).store(), key));
          } catch (HalcyonException e) {
            assertThat(e.failure())
                .as("while a checkpoint takes the store's place")
                .isInstanceOf(Failure.Unavailable.class);
            return false;
          }
        });
  }

  private List<NodeId> followers(NodeId leader) {
    return MEMBERS.stream().filter(node -> !node.equals(leader)).toList();
  }

  @Test
  void proposalsOfOneThreadAreAppliedOnceOnAllReplicasInTheirOrder() {
    NodeId leader = cluster.leader();
    List<CompletableFuture<Outcome>> outcomes = new ArrayList<>();
    List<String> keys = IntStream.range(0, 50).mapToObj(i -> "k" + i).toList();
    for (String key : keys) {
      outcomes.add(propose(leader, key, "v"));
    }
    long last = 0;
    for (var outcome : outcomes) {
      assertThat(finished(outcome)).isInstanceOf(Outcome.Applied.class);
      long index = ((Outcome.Applied) outcome.join()).index();
      assertThat(index).isGreaterThan(last);
      last = index;
    }
    for (NodeId node : MEMBERS) {
      cluster.await("all at " + node, () -> cluster.listener(node).applied.size() >= 50);
      assertThat(cluster.listener(node).keys()).containsExactlyElementsOf(keys);
    }
  }

  @Test
  void anOutcomeMeansThatTheLeadersStoreHasTheEntry() {
    NodeId leader = cluster.leader();
    var outcome = propose(leader, "k", "v");
    assertThat(finished(outcome)).isInstanceOf(Outcome.Applied.class);
    assertThat(TestEntries.read(cluster.log(leader).store(), "k")).isEqualTo("v");
    assertThat(cluster.listener(leader).keys()).containsExactly("k");
  }

  @Test
  void anEntryEvaluatedInAnotherTermHasNoEffectAndItsProposerLearnsThat() {
    NodeId leader = cluster.leader();
    write(leader, "k", "right");
    long term = cluster.listener(leader).ledTerm;
    var old = cluster.log(leader).propose(TestEntries.put(term - 1, "k", "old"));
    assertThat(finished(old))
        .isInstanceOfSatisfying(
            Outcome.Rejected.class,
            r -> assertThat(r.failure()).isInstanceOf(Failure.NotLeader.class));
    write(leader, "after", "x");
    assertThat(TestEntries.read(cluster.log(leader).store(), "k")).isEqualTo("right");
  }

  @Test
  void aFollowerRejectsAProposalAndNamesTheLeader() {
    NodeId leader = cluster.leader();
    write(leader, "k", "v");
    NodeId follower = followers(leader).getFirst();
    long term = cluster.listener(leader).ledTerm;
    var outcome = finished(cluster.log(follower).propose(TestEntries.put(term, "k", "w")));
    assertThat(outcome)
        .isEqualTo(new Outcome.Rejected(new Failure.NotLeader(cluster.shard(), leader)));
  }

  @Test
  void leadershipMovesToTheTargetAndTheOldLeaderLearnsIt() {
    NodeId leader = cluster.leader();
    write(leader, "before", "v");
    NodeId target = followers(leader).getLast();
    var moved = cluster.log(leader).transferLeadership(target);
    cluster.await("the transfer", moved::isDone);
    assertThat(moved).isCompleted();
    cluster.await("the target leads", () -> cluster.listener(target).ledTerm > 0);
    cluster.await("the loss", () -> cluster.listener(leader).ledTerm == 0);
    write(target, "after", "v");
    awaitValue(leader, "after", "v");
    assertThat(cluster.log(target).status().role()).isEqualTo(Role.LEADER);
  }

  @Test
  void aRestartedReplicaReplaysFromItsDurableIndexToTheSameState() throws IOException {
    NodeId leader = cluster.leader();
    NodeId follower = followers(leader).getFirst();
    write(leader, "durable", "1");
    awaitValue(follower, "durable", "1");
    cluster.log(follower).store().flush();
    write(leader, "later", "2");
    cluster.stop(follower);
    write(leader, "missed", "3");
    cluster.start(follower, MEMBERS);
    for (var expected : List.of(List.of("durable", "1"), List.of("later", "2"))) {
      awaitValue(follower, expected.getFirst(), expected.getLast());
    }
    awaitValue(follower, "missed", "3");
    assertThat(cluster.listener(follower).keys()).endsWith("missed").doesNotHaveDuplicates();
  }

  @Test
  void aWholeClusterRestartsWithEverythingThatWasAcknowledged() throws IOException {
    NodeId leader = cluster.leader();
    for (int i = 0; i < 20; i++) {
      write(leader, "k" + i, "v" + i);
    }
    MEMBERS.forEach(cluster::stop);
    for (NodeId node : MEMBERS) {
      cluster.start(node, MEMBERS);
    }
    NodeId next = cluster.leader();
    for (int i = 0; i < 20; i++) {
      assertThat(TestEntries.read(cluster.log(next).store(), "k" + i)).isEqualTo("v" + i);
    }
    write(next, "after", "v");
  }

  @Test
  void aStoppedMinorityDoesNotBlockWrites() {
    NodeId leader = cluster.leader();
    cluster.stop(followers(leader).getFirst());
    write(leader, "k", "v");
    awaitValue(followers(leader).getLast(), "k", "v");
  }

  @Test
  void aStoppedLeaderIsReplacedAndNothingAcknowledgedIsLost() {
    NodeId leader = cluster.leader();
    write(leader, "k", "v");
    cluster.stop(leader);
    NodeId next = cluster.leader();
    assertThat(next).isNotEqualTo(leader);
    assertThat(TestEntries.read(cluster.log(next).store(), "k")).isEqualTo("v");
    write(next, "after", "v");
  }

  @Test
  void aFollowerThatWasDownWhileTheLogWasPurgedInstallsACheckpoint() throws IOException {
    NodeId leader = cluster.leader();
    NodeId follower = followers(leader).getFirst();
    write(leader, "before", "v");
    awaitValue(follower, "before", "v");
    long seen = cluster.log(follower).status().progress().lastIndex();
    cluster.stop(follower);
    String filler = "x".repeat(1000);
    int written = 0;
    while (!cluster.purgedBeyond(leader, seen + 1)) {
      write(leader, "fill" + written++, filler);
      assertThat(written).isLessThan(5000);
    }
    cluster.start(follower, MEMBERS);
    awaitValue(follower, "fill" + (written - 1), filler);
    cluster.await("news of the new store", () -> cluster.listener(follower).restored.get() > 1);
    for (int i = 0; i < written; i++) {
      assertThat(TestEntries.read(cluster.log(follower).store(), "fill" + i)).isEqualTo(filler);
    }
    write(leader, "after", "v");
    awaitValue(follower, "after", "v");
    cluster.stop(follower);
    cluster.start(follower, MEMBERS);
    awaitValue(follower, "after", "v");
  }

  @Test
  void aNodeJoinsAsLearnerBecomesAVoterAndReplacesAnother() throws IOException {
    NodeId leader = cluster.leader();
    write(leader, "before", "v");
    cluster.start(N4, List.of());
    change(leader, MEMBERS, List.of(N4));
    awaitValue(N4, "before", "v");
    assertThat(cluster.log(leader).status().membership().learners()).containsExactly(N4);
    List<NodeId> four = List.of(N1, N2, N3, N4);
    change(leader, four, List.of());
    NodeId leaving = followers(leader).getFirst();
    List<NodeId> three = four.stream().filter(node -> !node.equals(leaving)).toList();
    change(leader, three, List.of());
    cluster.stop(leaving);
    write(leader, "after", "v");
    awaitValue(N4, "after", "v");
    assertThat(cluster.log(leader).status().membership().members()).isEqualTo(three);
  }

  private void change(NodeId leader, List<NodeId> members, List<NodeId> learners) {
    var done = cluster.log(leader).changeMembers(members, learners);
    cluster.await("the change to " + members + " and " + learners, done::isDone);
    assertThat(done).isCompleted();
  }

  @Test
  void aVoterThatWasNoLearnerIsRefused() {
    NodeId leader = cluster.leader();
    var done = cluster.log(leader).changeMembers(List.of(N1, N2, N3, N4), List.of());
    assertThat(done).isCompletedExceptionally();
  }

  @Test
  void theLeaderKnowsHowFarItsFollowersAre() {
    NodeId leader = cluster.leader();
    write(leader, "k", "v");
    long last = cluster.log(leader).status().progress().lastIndex();
    cluster.await(
        "match indices",
        () -> {
          var followers = cluster.log(leader).status().membership().followers();
          return followers.size() == 2 && followers.stream().allMatch(f -> f.matchIndex() >= last);
        });
    assertThat(cluster.log(leader).status().commitIndex()).isGreaterThanOrEqualTo(last);
  }
}
