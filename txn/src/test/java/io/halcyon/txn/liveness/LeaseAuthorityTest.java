package io.halcyon.txn.liveness;

import static org.assertj.core.api.Assertions.assertThat;

import io.halcyon.core.id.Incarnation;
import io.halcyon.core.id.NodeId;
import java.util.List;
import org.junit.jupiter.api.Test;

class LeaseAuthorityTest {
  private static final Incarnation FIRST = new Incarnation(new NodeId(1), 1);
  private static final Incarnation SECOND = new Incarnation(new NodeId(2), 1);
  private static final List<Incarnation> BOTH = List.of(FIRST, SECOND);

  private final LeaseAuthority authority = new LeaseAuthority(100, 10);

  private List<Incarnation> expired(List<Incarnation> members, long nowNanos) {
    return authority.expired(members, _ -> false, nowNanos);
  }

  @Test
  void aNewSystemLeaderWaitsAFullLeaseFromItsElection() {
    authority.leadershipGained(1_000, 1_000);
    assertThat(expired(BOTH, 1_109)).isEmpty();
    assertThat(expired(BOTH, 1_110)).containsExactly(FIRST, SECOND);
  }

  @Test
  void whoRenewedIsCountedFromTheEvaluationOfItsRequest() {
    authority.leadershipGained(1_000, 1_000);
    assertThat(authority.renewed(FIRST, 1_050)).isTrue();
    assertThat(expired(BOTH, 1_110)).containsExactly(SECOND);
    assertThat(expired(List.of(FIRST), 1_159)).isEmpty();
    assertThat(expired(List.of(FIRST), 1_160)).containsExactly(FIRST);
  }

  @Test
  void whoIsBeingDeclaredDownIsNotRenewed() {
    authority.leadershipGained(1_000, 1_000);
    assertThat(expired(BOTH, 1_110)).contains(FIRST);
    assertThat(authority.renewed(FIRST, 1_111)).isFalse();
    assertThat(expired(BOTH, 1_112)).contains(FIRST);
  }

  @Test
  void aMemberThatAppearsLaterCountsFromWhenItWasFirstSeen() {
    authority.leadershipGained(1_000, 1_000);
    expired(List.of(), 1_010);
    assertThat(expired(List.of(FIRST), 1_500)).isEmpty();
    assertThat(expired(List.of(FIRST), 1_609)).isEmpty();
    assertThat(expired(List.of(FIRST), 1_610)).containsExactly(FIRST);
  }

  @Test
  void aRegistrationCountsFromItsRequestAlthoughItIsNoMemberYet() {
    authority.leadershipGained(1_000, 1_000);
    authority.renewed(FIRST, 1_500);
    assertThat(expired(List.of(), 1_510)).isEmpty();
    assertThat(expired(List.of(FIRST), 1_600)).isEmpty();
    assertThat(expired(List.of(FIRST), 1_610)).containsExactly(FIRST);
  }

  @Test
  void aNewIncarnationIsAnotherMember() {
    Incarnation again = new Incarnation(FIRST.node(), 2);
    authority.leadershipGained(1_000, 1_000);
    expired(BOTH, 1_110);
    assertThat(authority.renewed(again, 1_111)).isTrue();
    assertThat(expired(List.of(again, SECOND), 1_120)).containsExactly(SECOND);
  }

  @Test
  void withoutLeadershipNothingIsGrantedAndNobodyDeclaredDown() {
    assertThat(authority.renewed(FIRST, 1)).isFalse();
    assertThat(expired(BOTH, 1_000_000)).isEmpty();
    authority.leadershipGained(1_000_000, 1_000_000);
    authority.leadershipLost();
    assertThat(expired(BOTH, 2_000_000)).isEmpty();
  }

  @Test
  void leadershipGainedAgainForgetsWhatItKnewAndWaitsAgain() {
    authority.leadershipGained(1_000, 1_000);
    authority.renewed(FIRST, 1_000);
    authority.leadershipGained(1_500, 1_500);
    assertThat(expired(BOTH, 1_600)).isEmpty();
  }

  @Test
  void whoSeemsDeadIsNotWaitedForAfterTheLastEntryOfTheOldLeader() {
    authority.leadershipGained(1_000, 1_090);
    assertThat(authority.expired(BOTH, SECOND::equals, 1_109)).isEmpty();
    assertThat(authority.expired(BOTH, SECOND::equals, 1_110)).containsExactly(SECOND);
  }

  @Test
  void whoSeemsAliveHasALeaseFromTheElectionToFindTheNewLeader() {
    authority.leadershipGained(1_000, 1_090);
    assertThat(authority.expired(BOTH, SECOND::equals, 1_150)).containsExactly(SECOND);
    assertThat(authority.renewed(FIRST, 1_160)).isTrue();
    assertThat(authority.expired(List.of(FIRST), _ -> true, 1_269)).isEmpty();
    assertThat(authority.expired(List.of(FIRST), _ -> true, 1_270)).containsExactly(FIRST);
  }

  @Test
  void aLeaderAgainRemembersWhatItGrantedItself() {
    authority.leadershipGained(1_000, 1_000);
    authority.renewed(FIRST, 1_080);
    authority.leadershipLost();
    authority.leadershipGained(1_010, 1_085);
    assertThat(authority.expired(BOTH, _ -> true, 1_189)).isEmpty();
    assertThat(authority.expired(BOTH, _ -> true, 1_190)).containsExactly(FIRST, SECOND);
  }
}
