package io.halcyon.raftstorage.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.halcyon.core.testing.SeededTest;
import java.util.Arrays;
import java.util.random.RandomGenerator;

class LayoutPropertyTest {
  @SeededTest(runs = 500)
  void historyKeysOrderByBucketThenKeyThenSupersededTimestamp(RandomGenerator random) {
    byte[] a = key(random);
    byte[] b = random.nextInt(4) == 0 ? a : key(random);
    long aTs = random.nextLong(Long.MAX_VALUE);
    long bTs = random.nextBoolean() ? aTs + random.nextInt(3) : random.nextLong(Long.MAX_VALUE);

    int expected = Integer.compare(Layout.bucket(aTs), Layout.bucket(bTs));
    expected = expected != 0 ? expected : Arrays.compareUnsigned(a, b);
    expected = expected != 0 ? expected : Long.compare(aTs, bTs);

    byte[] aKey = Layout.historyKey(a, 0, a.length, Layout.bucket(aTs), aTs);
    byte[] bKey = Layout.historyKey(b, 0, b.length, Layout.bucket(bTs), bTs);
    assertThat(Integer.signum(Arrays.compareUnsigned(aKey, bKey)))
        .isEqualTo(Integer.signum(expected));
    assertThat(Layout.historyUserKey(aKey, aKey.length)).isEqualTo(a);
    assertThat(Layout.historySuperseded(aKey, aKey.length)).isEqualTo(aTs);
    assertThat(Layout.historyBucket(aKey)).isEqualTo(Layout.bucket(aTs));
  }

  @SeededTest(runs = 500)
  void theBoundOfAKeyLiesBetweenSmallerAndLargerKeys(RandomGenerator random) {
    byte[] bound = key(random);
    byte[] other = key(random);
    byte[] from = Layout.historyFrom(Layout.bucket(77), bound);
    byte[] at = Layout.historyKey(other, 0, other.length, Layout.bucket(77), 77);

    assertThat(Arrays.compareUnsigned(at, from) >= 0)
        .isEqualTo(Arrays.compareUnsigned(other, bound) >= 0);
  }

  /// Short keys of few different bytes, so that prefixes and escapes are frequent.
  private static byte[] key(RandomGenerator random) {
    byte[] key = new byte[1 + random.nextInt(4)];
    for (int i = 0; i < key.length; i++) {
      key[i] = new byte[] {0, 1, 2, (byte) 0xFF, (byte) 0xFE}[random.nextInt(5)];
    }
    return key;
  }
}
