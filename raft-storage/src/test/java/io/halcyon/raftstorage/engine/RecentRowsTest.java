package io.halcyon.raftstorage.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.halcyon.core.runtime.Randomness;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RecentRowsTest {
  private final VersionSlice slice = new VersionSlice();

  @Test
  void whatIsFoundIsWhatWasWrittenLast() {
    RecentRows rows = new RecentRows(64 * 1024);
    Map<String, byte[]> model = new HashMap<>();
    var random = Randomness.seeded(7);
    int hits = 0;
    for (int step = 0; step < 200_000; step++) {
      String name = "key" + random.nextInt(600);
      byte[] key = name.getBytes(StandardCharsets.UTF_8);
      boolean found = rows.find(key, 0, key.length, slice);
      byte[] expected = model.get(name);
      if (found) {
        hits++;
        if (expected == null) {
          throw new AssertionError(name + " was removed");
        }
        assertThat(slice.timestamp()).isEqualTo(expected.length * 3L);
        assertThat(slice.expiresAtMillis()).isEqualTo(expected.length * 7L);
        assertThat(
                Arrays.copyOfRange(slice.buffer(), slice.offset(), slice.offset() + slice.length()))
            .isEqualTo(expected);
      }
      if (random.nextInt(4) == 0) {
        rows.remove(key, 0, key.length);
        model.remove(name);
      } else {
        byte[] value = new byte[random.nextInt(RecentRows.ROW_BYTES_MAX + 20)];
        random.nextBytes(value);
        rows.put(
            key,
            0,
            key.length,
            new VersionSlice().set(value.length * 3L, value.length * 7L, value, 0, value.length));
        model.put(name, value);
      }
    }
    assertThat(hits).isGreaterThan(10_000);
  }

  @Test
  void aRowThatDoesNotFitReplacesOneThatDid() {
    RecentRows rows = new RecentRows(64 * 1024);
    byte[] key = {1, 2, 3};
    rows.put(key, 0, 3, slice.set(1, 0, new byte[10], 0, 10));
    rows.put(key, 0, 3, slice.set(2, 0, new byte[1_000], 0, 1_000));
    assertThat(rows.find(key, 0, 3, slice)).isFalse();
  }

  @Test
  void ofNoSizeItKeepsNothing() {
    RecentRows rows = new RecentRows(0);
    byte[] key = {1};
    rows.put(key, 0, 1, slice.set(1, 0, new byte[1], 0, 1));
    assertThat(rows.find(key, 0, 1, slice)).isFalse();
    assertThatThrownBy(() -> new RecentRows(65 * 1024))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
