package io.halcyon.txn.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.halcyon.core.id.RequestId;
import io.halcyon.core.testing.SeededTest;
import io.halcyon.txn.record.Key;
import io.halcyon.txn.record.Owner;
import io.halcyon.txn.record.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class TimestampCachePropertyTest {
  private static final Owner OWN = new Owner(new RequestId(1, 1, 0), 1);
  private static final Owner OTHER = new Owner(new RequestId(1, 1, 0), 2);

  private record Noted(Span span, long at, Owner reader) {}

  @SeededTest(runs = 200)
  void noReadByOthersIsEverForgotten(RandomGenerator random) {
    long lowWater = random.nextLong(50);
    TimestampCache cache =
        new TimestampCache(1 << random.nextInt(6), 1 + random.nextInt(4), lowWater);
    List<Noted> all = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      Key start = key(random);
      Span span = random.nextBoolean() ? Span.point(start) : new Span(start, key(random));
      Owner reader = random.nextBoolean() ? OWN : OTHER;
      long at = random.nextLong(1_000);
      cache.note(span, at, reader);
      all.add(new Noted(span, at, reader));

      Key written = key(random);
      long exact =
          all.stream()
              .filter(noted -> !noted.reader.equals(OWN) && noted.span.contains(written))
              .mapToLong(Noted::at)
              .max()
              .orElse(0);
      assertThat(cache.latest(written, OWN)).isGreaterThanOrEqualTo(Math.max(exact, lowWater));
    }
  }

  private static Key key(RandomGenerator random) {
    return new Key(new byte[] {(byte) random.nextInt(20)});
  }

  @Test
  void aTransactionIsNotPushedByItsOwnReads() {
    TimestampCache cache = new TimestampCache(64, 4, 5);
    Key key = Key.of("k");
    cache.note(key, 100, OWN);

    assertThat(cache.latest(key, OWN)).isEqualTo(5);
    assertThat(cache.latest(key, OTHER)).isEqualTo(100);

    cache.note(key, 90, OTHER);
    assertThat(cache.latest(key, OWN)).isEqualTo(90);

    cache.note(key, 100, null);
    assertThat(cache.latest(key, OWN)).isEqualTo(100);
  }

  @Test
  void aRangeThatFallsOutRaisesTheMarkForEveryKey() {
    TimestampCache cache = new TimestampCache(64, 1, 0);
    cache.note(new Span(Key.of("a"), Key.of("b")), 70, OTHER);
    assertThat(cache.latest(Key.of("z"), OWN)).isZero();

    cache.note(new Span(Key.of("c"), Key.of("d")), 60, OTHER);

    assertThat(cache.latest(Key.of("z"), OWN)).isEqualTo(70);
    assertThat(cache.latest(Key.of("a1"), OWN)).isEqualTo(70);
  }

  @Test
  void everythingUpToTheLowWaterMarkCountsAsRead() {
    assertThat(new TimestampCache(1, 1, 42).latest(Key.of("k"), OWN)).isEqualTo(42);
  }
}
