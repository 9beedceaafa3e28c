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

  @Test
  void aNewSystemLeaderWaitsAFullLeaseFromItsElection() {
    authority.leadershipGained(1_000);
    assertThat(authority.expired(BOTH, 1_109)).isEmpty();
    assertThat(authority.expired(BOTH, 1_110)).containsExactly(FIRST, SECOND);
  }

  @Test
  void whoRenewedIsCountedFromTheEvaluationOfItsRequest() {
    authority.leadershipGained(1_000);
    assertThat(authority.renewed(FIRST, 1_050)).isTrue();
    assertThat(authority.expired(BOTH, 1_110)).containsExactly(SECOND);
    assertThat(authority.expired(List.of(FIRST), 1_159)).isEmpty();
    assertThat(authority.expired(List.of(FIRST), 1_160)).containsExactly(FIRST);
  }

  @Test
  void whoIsBeingDeclaredDownIsNotRenewed() {
    authority.leadershipGained(1_000);
    assertThat(authority.expired(BOTH, 1_110)).contains(FIRST);
    assertThat(authority.renewed(FIRST, 1_111)).isFalse();
    assertThat(authority.expired(BOTH, 1_112)).contains(FIRST);
  }

  @Test
  void aMemberThatAppearsLaterCountsFromWhenItWasFirstSeen() {
    authority.leadershipGained(1_000);
    authority.expired(List.of(), 1_010);
    assertThat(authority.expired(List.of(FIRST), 1_500)).isEmpty();
    assertThat(authority.expired(List.of(FIRST), 1_609)).isEmpty();
    assertThat(authority.expired(List.of(FIRST), 1_610)).containsExactly(FIRST);
  }

  @Test
  void aRegistrationCountsFromItsRequestAlthoughItIsNoMemberYet() {
    authority.leadershipGained(1_000);
    authority.renewed(FIRST, 1_500);
    assertThat(authority.expired(List.of(), 1_510)).isEmpty();
    assertThat(authority.expired(List.of(FIRST), 1_600)).isEmpty();
    assertThat(authority.expired(List.of(FIRST), 1_610)).containsExactly(FIRST);
  }

  @Test
  void aNewIncarnationIsAnotherMember() {
    Incarnation again = new Incarnation(FIRST.node(), 2);
    authority.leadershipGained(1_000);
    authority.expired(BOTH, 1_110);
    assertThat(authority.renewed(again, 1_111)).isTrue();
    assertThat(authority.expired(List.of(again, SECOND), 1_120)).containsExactly(SECOND);
  }

  @Test
  void withoutLeadershipNothingIsGrantedAndNobodyDeclaredDown() {
    assertThat(authority.renewed(FIRST, 1)).isFalse();
    assertThat(authority.expired(BOTH, 1_000_000)).isEmpty();
    authority.leadershipGained(1_000_000);
    authority.leadershipLost();
    assertThat(authority.expired(BOTH, 2_000_000)).isEmpty();
  }

  @Test
  void leadershipGainedAgainForgetsWhatItKnewAndWaitsAgain() {
    authority.leadershipGained(1_000);
    authority.renewed(FIRST, 1_000);
    authority.leadershipGained(1_500);
    assertThat(authority.expired(BOTH, 1_600)).isEmpty();
  }
}
