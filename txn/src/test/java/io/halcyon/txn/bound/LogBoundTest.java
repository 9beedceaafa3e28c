package io.halcyon.txn.bound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.halcyon.core.hlc.HlcTimestamp;
import org.junit.jupiter.api.Test;

class LogBoundTest {
  private final LogBound bound = new LogBound(1_000);

  @Test
  void theBoundRunsAheadOfPhysicalTime() {
    assertThat(bound.next(0, 5_000)).isEqualTo(HlcTimestamp.packMillis(6_000));
    assertThat(bound.next(HlcTimestamp.packMillis(5_999), 5_000))
        .isEqualTo(HlcTimestamp.packMillis(6_000));
  }

  @Test
  void theBoundIsNeverBelowTheCommitTimestampAndDoesNotRunAheadOfIt() {
    long commit = HlcTimestamp.packMillis(7_000) + 3;
    assertThat(bound.next(commit, 5_000)).isEqualTo(commit);
  }

  @Test
  void aNewLeaderIsNotReadyBeforeItHasAppliedAnEntryOfItsOwnTerm() {
    bound.applied(1, 100);
    bound.elected(2);
    bound.applied(1, 200);
    assertThat(bound.ready()).isFalse();
    assertThat(bound.covers(50)).isFalse();
    assertThat(bound.lowWater(2)).isEqualTo(Long.MAX_VALUE);
    assertThatThrownBy(bound::lowWater).isInstanceOf(IllegalStateException.class);
    bound.applied(2, 150);
    assertThat(bound.ready()).isTrue();
  }

  @Test
  void lowWaterIsTheGreatestBoundUpToAndIncludingTheFirstOwnEntry() {
    bound.applied(1, 100);
    bound.elected(2);
    bound.applied(1, 200);
    bound.applied(2, 150);
    assertThat(bound.lowWater()).isEqualTo(200);
    LogBound other = new LogBound(1_000);
    other.applied(1, 200);
    other.elected(2);
    other.applied(2, 250);
    assertThat(other.lowWater()).isEqualTo(250);
  }

  @Test
  void laterEntriesRaiseWhatIsCoveredButNotTheLowWaterMark() {
    bound.elected(2);
    bound.applied(2, 100);
    bound.applied(2, 300);
    bound.applied(2, 200);
    assertThat(bound.lowWater()).isEqualTo(100);
    assertThat(bound.covers(300)).isTrue();
    assertThat(bound.covers(301)).isFalse();
  }

  @Test
  void whatItLearnedAsAFollowerOfALaterTermDoesNotCount() {
    bound.elected(2);
    bound.applied(2, 100);
    // Deposed, but it does not know yet.
    bound.applied(3, 500);
    assertThat(bound.covers(100)).isTrue();
    assertThat(bound.covers(101)).isFalse();
  }

  @Test
  void whatItLearnedAsAFollowerOfALaterTermCountsWhenItLeadsAfterThat() {
    bound.elected(2);
    bound.applied(2, 100);
    bound.applied(3, 500);
    bound.lostLeadership();
    bound.elected(4);
    bound.applied(4, 400);
    assertThat(bound.lowWater()).isEqualTo(500);
    assertThat(bound.covers(500)).isTrue();
  }

  @Test
  void aLateNoticeOfAnElectionNeverMakesALeaderReadyAfterALaterTerm() {
    bound.applied(3, 500);
    bound.elected(2);
    bound.applied(3, 600);
    assertThat(bound.ready()).isFalse();
    assertThat(bound.covers(1)).isFalse();
  }

  @Test
  void aReadThatBeganInAnotherTermStartsAnew() {
    bound.elected(2);
    bound.applied(2, 100);
    assertThat(bound.covers(2, 100)).isTrue();
    bound.lostLeadership();
    bound.elected(4);
    bound.applied(4, 100);
    assertThat(bound.covers(2, 100)).isFalse();
    assertThat(bound.covers(4, 100)).isTrue();
    assertThat(bound.lowWater(2)).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void aFollowerCoversNothing() {
    bound.applied(1, 100);
    assertThat(bound.covers(1)).isFalse();
    assertThat(bound.covers(0, 1)).isFalse();
    bound.elected(2);
    bound.applied(2, 100);
    bound.lostLeadership();
    assertThat(bound.covers(1)).isFalse();
    assertThat(bound.term()).isZero();
  }

  @Test
  void theBoundOfARestoredStoreCountsForTheLowWaterMark() {
    bound.restored(700);
    bound.elected(2);
    bound.applied(2, 100);
    assertThat(bound.lowWater()).isEqualTo(700);
  }

  @Test
  void whatIsCoveredIsKnownToItsTermOnly() {
    assertThat(bound.covered(0)).isNegative();
    bound.applied(1, 500);
    bound.elected(2);
    assertThat(bound.covered(2)).isNegative();
    bound.applied(2, 100);
    assertThat(bound.covered(2)).isEqualTo(500);
    bound.applied(2, 800);
    bound.applied(3, 900);
    assertThat(bound.covered(2)).isEqualTo(800);
    assertThat(bound.covered(3)).isNegative();
    bound.lostLeadership();
    assertThat(bound.covered(2)).isNegative();
  }
}
