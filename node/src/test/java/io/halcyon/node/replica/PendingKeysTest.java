package io.halcyon.node.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.halcyon.core.hlc.ClockConfig;
import io.halcyon.core.hlc.HlcBound;
import io.halcyon.core.hlc.HlcClock;
import io.halcyon.core.testing.FakeClock;
import io.halcyon.core.testing.SeededTest;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class PendingKeysTest {
  @Test
  void aStripeIsInFlightUntilEveryWriteHasEnded() {
    PendingKeys keys = new PendingKeys(5);
    keys.begin(3);
    keys.begin(3);
    keys.end(3, 10);
    assertThat(keys.inFlight(3)).isTrue();
    assertThat(keys.inFlight(4)).isFalse();
    keys.end(3, 0);
    assertThat(keys.inFlight(3)).isFalse();
    assertThat(keys.lastApplied(3)).isEqualTo(10);
    assertThat(keys.lastApplied(4)).isEqualTo(5);
  }

  @Test
  void theLastWriteNeverGoesBack() {
    PendingKeys keys = new PendingKeys(0);
    keys.begin(1);
    keys.begin(1);
    keys.end(1, 20);
    keys.end(1, 10);
    assertThat(keys.lastApplied(1)).isEqualTo(20);
  }

  @Test
  void aWriteAboveAReadIsNoticedFromItsBeginOn() {
    PendingKeys keys = new PendingKeys(50);
    assertThat(keys.writtenAfter(1, 50)).isFalse();
    assertThat(keys.writtenAfter(1, 49)).isTrue();
    keys.begin(1);
    assertThat(keys.writtenAfter(1, 50)).isTrue();
    keys.end(1, 60);
    assertThat(keys.writtenAfter(1, 59)).isTrue();
    assertThat(keys.writtenAfter(1, 60)).isFalse();
  }

  /// C1: whatever a writer does between its begin and its end, a read that took its timestamp first
  /// sees each write at or below it as pending or applied.
  @SeededTest(runs = 50)
  void aReadSeesEveryWriteAtOrBelowItAsPendingOrApplied(RandomGenerator random) {
    HlcClock clock = new HlcClock(new FakeClock(), ClockConfig.DEFAULT, HlcBound.NONE);
    PendingKeys keys = new PendingKeys(0);
    // Timestamp of each begun write, 0 while it has none.
    Map<Integer, Long> begun = new HashMap<>();
    for (int step = 0; step < 200; step++) {
      int stripe = random.nextInt(4);
      Long at = begun.get(stripe);
      if (random.nextInt(3) == 0) {
        long read = clock.tick();
        boolean pending = keys.inFlight(stripe);
        boolean below = at != null && at > 0 && at <= read;
        assertThat(pending || !below).isTrue();
      } else if (at == null) {
        keys.begin(stripe);
        begun.put(stripe, 0L);
      } else if (at == 0) {
        begun.put(stripe, clock.now());
      } else {
        keys.end(stripe, at);
        begun.remove(stripe);
        assertThat(keys.lastApplied(stripe)).isGreaterThanOrEqualTo(at);
      }
    }
  }
}
