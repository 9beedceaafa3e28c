package io.halcyon.core.hlc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.halcyon.core.testing.FakeClock;
import io.halcyon.core.testing.SeededTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/// Kulkarni et al. 2014, section 3, and rule C3 of the design.
class HlcClockTest {
  private final FakeClock physical = new FakeClock();
  private final RecordedBound bound = new RecordedBound();
  private final HlcClock clock = new HlcClock(physical, ClockConfig.DEFAULT, bound);

  /// Remembers what had to be made durable.
  private static final class RecordedBound implements HlcBound {
    private final AtomicLong durable = new AtomicLong();

    @Override
    public long current() {
      return durable.get();
    }

    @Override
    public void ensureAbove(long packed) {
      durable.accumulateAndGet(packed, Math::max);
    }
  }

  @Test
  void followsPhysicalTimeWhenItIsAhead() {
    assertThat(HlcTimestamp.millisOf(clock.now())).isEqualTo(physical.millis());
    physical.advanceMillis(5);
    assertThat(clock.now()).isEqualTo(HlcTimestamp.packMillis(physical.millis()));
  }

  @Test
  void countsUpWhilePhysicalTimeStandsStillOrGoesBack() {
    long first = clock.now();
    assertThat(clock.now()).isEqualTo(first + 1);
    physical.jumpTo(physical.millis() - 60_000);
    assertThat(clock.now()).isEqualTo(first + 2);
    assertThat(clock.leadMillis()).isEqualTo(60_000);
  }

  @Test
  void tickAdvancesWithoutBeingUnique() {
    long tick = clock.tick();
    assertThat(clock.tick()).isEqualTo(tick).isEqualTo(clock.peek());
    assertThat(clock.now()).isGreaterThan(tick);
  }

  @Test
  void isAboveEverythingItMerged() {
    long received = HlcTimestamp.packMillis(physical.millis() + 300) + 7;
    assertThat(clock.merge(received)).isTrue();
    assertThat(clock.peek()).isEqualTo(received);
    assertThat(clock.now()).isEqualTo(received + 1);
  }

  @Test
  void mergingThePastChangesNothing() {
    long now = clock.now();
    assertThat(clock.merge(now - 1)).isTrue();
    assertThat(clock.merge(0)).isTrue();
    assertThat(clock.peek()).isEqualTo(now);
  }

  @Test
  void refusesAndCountsWhatIsMoreThanTheOffsetPlusTheBoundsLeadAhead() {
    long lead = ClockConfig.DEFAULT.acceptedLead().toMillis();
    assertThat(lead).isEqualTo(1500);
    long accepted = HlcTimestamp.packMillis(physical.millis() + lead);

    assertThat(clock.merge(accepted + 1)).isFalse();
    assertThat(clock.merge(Long.MAX_VALUE)).isFalse();

    assertThat(clock.peek()).isLessThan(accepted);
    assertThat(clock.refusedCount()).isEqualTo(2);
    assertThat(clock.merge(accepted)).isTrue();
  }

  @Test
  void acceptsWhatItHasReachedItselfEvenAfterItsPhysicalClockJumpedBack() {
    long reached = clock.now();
    physical.jumpTo(physical.millis() - 3_600_000);

    assertThat(clock.merge(reached)).isTrue();
    assertThat(clock.merge(reached + 1)).isFalse();
  }

  @Test
  void c3NeverGoesBackAcrossRestarts() {
    long before = Math.max(clock.now(), clock.now());
    clock.merge(before + 1000);
    long last = clock.now();
    physical.jumpTo(physical.millis() - 10_000);

    var restarted = new HlcClock(physical, ClockConfig.DEFAULT, bound);

    assertThat(restarted.peek()).isGreaterThanOrEqualTo(last);
    assertThat(restarted.now()).isGreaterThan(last);
  }

  @SeededTest(runs = 100)
  void c3TheBoundIsDurableBeforeTheClockShowsIt(RandomGenerator random) {
    long last = 0;
    for (int i = 0; i < 100; i++) {
      switch (random.nextInt(4)) {
        case 0 -> physical.advanceMillis(random.nextInt(10));
        case 1 -> physical.jumpTo(physical.millis() - random.nextInt(100));
        case 2 -> clock.merge(clock.peek() + random.nextLong(100L << 16));
        default -> {
          long now = clock.now();
          assertThat(now).isGreaterThan(last);
          last = now;
        }
      }
      assertThat(clock.peek()).isGreaterThanOrEqualTo(last);
      assertThat(bound.current()).isGreaterThanOrEqualTo(clock.peek());
    }
  }

  @Test
  void timestampsAreUniqueAndAscendInEachThread() throws Exception {
    Callable<List<Long>> work =
        () -> {
          List<Long> taken = new ArrayList<>();
          for (int i = 0; i < 20_000; i++) {
            taken.add(clock.now());
            if (i % 100 == 0) {
              physical.advance(Duration.ofMillis(1));
              clock.merge(clock.peek() + 3);
            }
          }
          return taken;
        };

    Set<Long> all = new HashSet<>();
    try (var threads = Executors.newFixedThreadPool(4)) {
      for (Future<List<Long>> taken : threads.invokeAll(List.of(work, work, work, work))) {
        assertThat(taken.get()).isSorted();
        all.addAll(taken.get());
      }
    }

    assertThat(all).hasSize(80_000);
  }

  @Test
  void timestampsKeepMillisecondsAndCounter() {
    var timestamp = new HlcTimestamp(HlcTimestamp.packMillis(FakeClock.START_MILLIS) + 9);
    assertThat(timestamp.millis()).isEqualTo(FakeClock.START_MILLIS);
    assertThat(timestamp.counter()).isEqualTo(9);
    assertThat(timestamp).hasToString("1700000000000.9").isGreaterThan(HlcTimestamp.ZERO);
    assertThat(HlcTimestamp.ofMillis(7).packed()).isEqualTo(7L << 16);
    assertThatThrownBy(() -> new HlcTimestamp(-1)).isInstanceOf(IllegalArgumentException.class);
  }
}
