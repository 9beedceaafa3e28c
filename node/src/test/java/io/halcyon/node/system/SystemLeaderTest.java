package io.halcyon.node.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.HalcyonException;
import io.halcyon.core.hlc.HlcTimestamp;
import io.halcyon.core.id.ShardId;
import io.halcyon.node.replica.ReplicaConfig;
import io.halcyon.node.testing.TestShard;
import io.halcyon.proto.internal.v1.ActivateRequest;
import io.halcyon.proto.internal.v1.LeaveRequest;
import io.halcyon.proto.internal.v1.RegisterRequest;
import io.halcyon.proto.internal.v1.RegisterResponse;
import io.halcyon.proto.internal.v1.RenewLeaseRequest;
import io.halcyon.proto.v1.ClusterState;
import io.halcyon.proto.v1.NodeRecord;
import io.halcyon.proto.v1.NodeRecord.Liveness;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Rule C3 at the system shard.
class SystemLeaderTest {
  private static final Duration LEASE = Duration.ofMillis(1_500);
  private static final ClusterState INITIAL =
      ClusterState.newBuilder()
          .setClusterId("c1")
          .setVersion(1)
          .addNodes(NodeRecord.newBuilder().setId(1).setRpcAddress("first:1"))
          .build();

  @TempDir Path directory;

  private TestShard shard;
  private SystemShard system;
  private SystemLeader leader;

  @BeforeEach
  void start() throws IOException {
    shard = new TestShard(directory, ShardId.SYSTEM, 3, ReplicaConfig.DEFAULT);
    shard.lead(1);
    system = systemAt(1);
    leader = leaderAt(1, system);
    seed(system, INITIAL);
  }

  @AfterEach
  void stop() {
    shard.close();
  }

  private SystemShard systemAt(int node) {
    return new SystemShard(shard.replica(node), shard.node(node).time()::millis);
  }

  private SystemLeader leaderAt(int node, SystemShard at) {
    SystemLeader gained = new SystemLeader(at, shard.node(node).clock(), LEASE);
    gained.gained();
    return gained;
  }

  private void seed(SystemShard at, ClusterState state) {
    shard.call(() -> {
      at.seed(state);
      return true;
    });
  }

  private ClusterState state() {
    return system.applied().orElseThrow();
  }

  private NodeRecord record(long id) {
    return state().getNodesList().stream().filter(n -> n.getId() == id).findFirst().orElseThrow();
  }

  private static RegisterRequest.Builder newcomer(String address) {
    return RegisterRequest.newBuilder().setIncarnation(1).setRpcAddress(address);
  }

  private static RegisterRequest.Builder known(long id, long incarnation, String address) {
    return RegisterRequest.newBuilder()
        .setNodeId(id)
        .setIncarnation(incarnation)
        .setClusterId("c1")
        .setRpcAddress(address);
  }

  private RegisterResponse register(RegisterRequest.Builder request) {
    return shard.call(() -> leader.register(request.build()));
  }

  private ClusterState activate(long id, long incarnation) {
    ActivateRequest request =
        ActivateRequest.newBuilder().setNodeId(id).setIncarnation(incarnation).build();
    return shard.call(() -> leader.activate(request).getState());
  }

  private boolean renew(long id, long incarnation) {
    RenewLeaseRequest request =
        RenewLeaseRequest.newBuilder().setNodeId(id).setIncarnation(incarnation).build();
    return shard.call(() -> leader.renew(request).getGranted());
  }

  private void declareDown() {
    shard.call(() -> {
      leader.declareDown(_ -> false);
      return true;
    });
  }

  @Test
  void theFirstStateIsWrittenOnce() {
    seed(system, INITIAL.toBuilder().setClusterId("other").build());
    assertThat(state()).isEqualTo(INITIAL);
    assertThat(systemAt(2).applied()).contains(INITIAL);
  }

  @Test
  void aNodeOfTheFirstHourTakesThePlaceKeptForIt() {
    RegisterResponse response = register(newcomer("first:1").setClusterId("c1"));
    assertThat(response.getNodeId()).isEqualTo(1);
    assertThat(response.getIncarnation()).isEqualTo(1);
    assertThat(response.getHlc()).isPositive();
    assertThat(state().getNodesList()).hasSize(1);
    assertThat(record(1).getLiveness()).isEqualTo(Liveness.JOINING);
  }

  @Test
  void aNewNodeGetsAnIdOfItsOwn() {
    register(newcomer("first:1"));
    RegisterResponse second = register(newcomer("second:1").putLabels("zone", "a"));
    RegisterResponse third = register(newcomer("third:1"));
    assertThat(second.getNodeId()).isEqualTo(2);
    assertThat(third.getNodeId()).isEqualTo(3);
    assertThat(record(2).getLabelsMap()).containsEntry("zone", "a");
    assertThat(third.getState().getNodesList()).hasSize(3);
    assertThat(state().getVersion()).isEqualTo(INITIAL.getVersion() + 3);
    assertThat(systemAt(3).applied()).contains(state());
  }

  @Test
  void activationNeedsARegistrationThatStands() {
    register(newcomer("first:1"));
    assertThatThrownBy(() -> activate(1, 2)).isInstanceOf(HalcyonException.class);
    activate(1, 1);
    assertThat(record(1).getLiveness()).isEqualTo(Liveness.ACTIVE);
    long version = state().getVersion();
    activate(1, 1);
    assertThat(state().getVersion()).isEqualTo(version);
  }

  @Test
  void whoIsSilentForALeaseIsDeclaredDownAndCannotComeBackAsTheSame() {
    register(newcomer("first:1"));
    activate(1, 1);
    register(newcomer("second:1"));
    declareDown();
    shard.pass(1_000);
    assertThat(renew(1, 1)).isTrue();
    shard.pass(700);
    declareDown();
    assertThat(record(1).getLiveness()).isEqualTo(Liveness.ACTIVE);
    assertThat(record(2).getLiveness()).isEqualTo(Liveness.DOWN);
    assertThat(renew(2, 1)).isFalse();
    assertThatThrownBy(() -> activate(2, 1))
        .isInstanceOfSatisfying(
            HalcyonException.class,
            e -> assertThat(e.failure()).isInstanceOf(Failure.Unavailable.class));
    register(known(2, 2, "second:1"));
    activate(2, 2);
    assertThat(record(2).getLiveness()).isEqualTo(Liveness.ACTIVE);
    assertThat(renew(2, 2)).isTrue();
    assertThat(renew(2, 1)).isFalse();
  }

  @Test
  void aNewLeaderWaitsOutTheLeasesOfItsPredecessor() {
    register(newcomer("first:1"));
    activate(1, 1);
    shard.pass(10_000);
    shard.lead(2);
    system = systemAt(2);
    leader = leaderAt(2, system);
    declareDown();
    assertThat(record(1).getLiveness()).isEqualTo(Liveness.ACTIVE);
    shard.pass(1_700);
    declareDown();
    assertThat(record(1).getLiveness()).isEqualTo(Liveness.DOWN);
  }

  @Test
  void whoLeavesIsDownAtOnceAndOnlyThatIncarnation() {
    register(newcomer("first:1"));
    activate(1, 1);
    leave(1, 2);
    assertThat(record(1).getLiveness()).isEqualTo(Liveness.ACTIVE);
    leave(1, 1);
    assertThat(record(1).getLiveness()).isEqualTo(Liveness.DOWN);
    assertThat(renew(1, 1)).isFalse();
  }

  private void leave(long id, long incarnation) {
    LeaveRequest request =
        LeaveRequest.newBuilder().setNodeId(id).setIncarnation(incarnation).build();
    shard.call(() -> {
      leader.leave(request);
      return true;
    });
  }

  @Test
  void aLeaderThatIsNotInOfficeYetRefusesNobodyForGood() {
    register(newcomer("first:1"));
    activate(1, 1);
    shard.lead(2);
    SystemLeader elected = new SystemLeader(systemAt(2), shard.node(2).clock(), LEASE);
    RenewLeaseRequest request =
        RenewLeaseRequest.newBuilder().setNodeId(1).setIncarnation(1).build();
    assertThatThrownBy(() -> shard.call(() -> elected.renew(request)))
        .isInstanceOfSatisfying(
            HalcyonException.class,
            e -> assertThat(e.failure()).isInstanceOf(Failure.NotLeader.class));
    elected.gained();
    assertThat(shard.call(() -> elected.renew(request)).getGranted()).isTrue();
  }

  @Test
  void aCopiedDataDirectoryIsRefused() {
    register(newcomer("first:1"));
    register(known(1, 5, "first:1"));
    // A repeated request of the same process.
    register(known(1, 5, "first:1"));
    assertThatThrownBy(() -> register(known(1, 5, "copy:1")))
        .hasMessageContaining("is its data directory a copy?");
    assertThatThrownBy(() -> register(known(1, 4, "first:1")))
        .hasMessageContaining("is its data directory a copy?");
    assertThat(record(1).getIncarnation()).isEqualTo(5);
    assertThat(record(1).getRpcAddress()).isEqualTo("first:1");
  }

  @Test
  void aNodeMayMoveToAnotherAddressWithItsNextStart() {
    register(newcomer("first:1"));
    register(known(1, 2, "elsewhere:1"));
    assertThat(record(1).getRpcAddress()).isEqualTo("elsewhere:1");
    assertThat(state().getNodesList()).hasSize(1);
  }

  @Test
  void strangersAreRefused() {
    assertThatThrownBy(() -> register(newcomer("a:1").setClusterId("c2")))
        .hasMessageContaining("belongs to cluster c2");
    assertThatThrownBy(() -> register(known(9, 3, "a:1")))
        .hasMessageContaining("node 9 is not known");
    long ahead = HlcTimestamp.packMillis(shard.node(1).time().millis() + 60_000);
    assertThatThrownBy(() -> register(newcomer("a:1").setHlc(ahead)))
        .isInstanceOfSatisfying(
            HalcyonException.class,
            e -> assertThat(e.failure()).isInstanceOf(Failure.ClockSkew.class));
    assertThat(state()).isEqualTo(INITIAL);
  }

  @Test
  void nothingIsGrantedByALeaderWithoutMajority() {
    register(newcomer("first:1"));
    activate(1, 1);
    shard.partition(1);
    shard.lead(2);
    shard.log().heal();
    assertThatThrownBy(() -> renew(1, 1))
        .isInstanceOfSatisfying(
            HalcyonException.class,
            e -> assertThat(e.failure()).isInstanceOf(Failure.NotLeader.class));
    assertThatThrownBy(() -> register(newcomer("b:1")))
        .isInstanceOfSatisfying(
            HalcyonException.class,
            e ->
                assertThat(e.failure())
                    .isEqualTo(new Failure.NotLeader(ShardId.SYSTEM, shard.node(2).id())));
  }

  @Test
  void aChangeIsAppliedToTheNewestStateAndTellsOfItsRefusal() {
    ClusterState drained =
        shard.call(() ->
            leader.change(before ->
                before.toBuilder()
                    .setNodes(0, before.getNodes(0).toBuilder().setDraining(true))
                    .build()));
    assertThat(drained.getNodes(0).getDraining()).isTrue();
    register(newcomer("first:1"));
    assertThat(record(1).getDraining()).isTrue();
    assertThatThrownBy(() ->
            shard.call(() ->
                leader.change(_ -> {
                  throw new HalcyonException(new Failure.Invalid("no"));
                })))
        .hasMessageContaining("no");
  }

  @Test
  void concurrentChangesAreAllKept() {
    // Reads before the other has written, so that it must try again.
    boolean[] first = {true};
    ClusterState after =
        shard.call(() ->
            system.update(before -> {
              if (first[0]) {
                first[0] = false;
                var _ = system.update(other -> other.toBuilder().putSettings("a", "b").build());
              }
              return before.toBuilder().setClusterId("changed").build();
            }));
    assertThat(after.getClusterId()).isEqualTo("changed");
    assertThat(after.getSettingsMap()).containsEntry("a", "b");
    assertThat(after).isEqualTo(state());
  }
}
