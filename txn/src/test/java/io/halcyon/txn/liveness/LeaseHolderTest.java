package io.halcyon.txn.liveness;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LeaseHolderTest {
  private static final long LEASE = 100;

  private final LeaseHolder holder = new LeaseHolder();

  @Test
  void nothingIsServedBeforeTheFirstGrant() {
    holder.requestSent(10);
    assertThat(holder.valid(10)).isFalse();
    assertThat(holder.holds(holder.session(), 10)).isFalse();
  }

  @Test
  void theLeaseIsTimedFromBeforeItsRequestWasSent() {
    long token = holder.requestSent(10);
    holder.granted(token, LEASE);
    assertThat(holder.valid(109)).isTrue();
    assertThat(holder.valid(110)).isFalse();
  }

  @Test
  void theMonotonicClockMayHaveAnyOrigin() {
    long start = Long.MAX_VALUE - 20;
    holder.granted(holder.requestSent(start), LEASE);
    assertThat(holder.valid(start + 99)).isTrue();
    assertThat(holder.valid(start + 100)).isFalse();
  }

  @Test
  void aRenewalInTimeKeepsTheSession() {
    holder.granted(holder.requestSent(10), LEASE);
    long session = holder.session();
    holder.granted(holder.requestSent(60), LEASE);
    assertThat(holder.holds(session, 150)).isTrue();
  }

  @Test
  void anInterruptionChangesTheSession() {
    holder.granted(holder.requestSent(10), LEASE);
    long session = holder.session();
    holder.granted(holder.requestSent(111), LEASE);
    assertThat(holder.valid(150)).isTrue();
    assertThat(holder.holds(session, 150)).isFalse();
  }

  @Test
  void anOldGrantNeverShortensTheLease() {
    long early = holder.requestSent(10);
    long late = holder.requestSent(50);
    holder.granted(late, LEASE);
    holder.granted(early, LEASE);
    assertThat(holder.valid(149)).isTrue();
  }

  @Test
  void declaredDownEndsTheSessionAndGrantsOfEarlierRequestsDoNotCount() {
    holder.granted(holder.requestSent(10), LEASE);
    long session = holder.session();
    long outstanding = holder.requestSent(20);
    holder.lost();
    assertThat(holder.valid(21)).isFalse();
    holder.granted(outstanding, LEASE);
    assertThat(holder.valid(21)).isFalse();
    holder.granted(holder.requestSent(22), LEASE);
    assertThat(holder.valid(23)).isTrue();
    assertThat(holder.holds(session, 23)).isFalse();
  }

  @Test
  void unknownAndForgottenTokensAreIgnored() {
    long first = holder.requestSent(10);
    for (int i = 0; i < 16; i++) {
      holder.requestSent(11);
    }
    holder.granted(first, LEASE);
    holder.granted(99, LEASE);
    holder.granted(0, LEASE);
    assertThat(holder.valid(12)).isFalse();
  }
}
