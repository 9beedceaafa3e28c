package io.halcyon.core.key;

import static org.assertj.core.api.Assertions.assertThat;

import io.halcyon.core.key.KeyValues.Column;
import io.halcyon.core.testing.SeededTest;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Design section 3: the unsigned order of the bytes is the logical order.
class KeyCodecPropertyTest {
  private static final int ROWS = 40;

  @SeededTest(runs = 300)
  void byteOrderIsLogicalOrder(RandomGenerator random) {
    List<Column> columns = KeyValues.columns(random);
    for (int i = 0; i < ROWS; i++) {
      List<@Nullable Object> left = KeyValues.row(columns, random);
      List<@Nullable Object> right = KeyValues.sibling(columns, left, random);

      int encoded =
          Arrays.compareUnsigned(KeyValues.encode(columns, left), KeyValues.encode(columns, right));

      assertThat(Integer.signum(encoded))
          .as("%s: %s against %s", columns, left, right)
          .isEqualTo(KeyValues.compare(columns, left, right));
    }
  }

  @SeededTest(runs = 300)
  void decodingGivesBackWhatWasEncoded(RandomGenerator random) {
    List<Column> columns = KeyValues.columns(random);
    for (int i = 0; i < ROWS; i++) {
      List<@Nullable Object> row = KeyValues.row(columns, random);
      byte[] key = KeyValues.encode(columns, row);

      List<@Nullable Object> decoded = KeyValues.decode(columns, key);

      assertThat(KeyValues.compare(columns, decoded, row)).as("%s: %s", columns, row).isZero();
      assertThat(KeyValues.encode(columns, decoded)).isEqualTo(key);
      for (int c = 0; c < columns.size(); c++) {
        if (columns.get(c).type().exact()) {
          assertThat(List.of(Optional.ofNullable(decoded.get(c))).toArray())
              .usingRecursiveComparison()
              .isEqualTo(List.of(Optional.ofNullable(row.get(c))).toArray());
        }
      }
    }
  }

  @SeededTest(runs = 300)
  void noKeyIsAPrefixOfAnother(RandomGenerator random) {
    List<Column> columns = KeyValues.columns(random);
    for (int i = 0; i < ROWS; i++) {
      List<@Nullable Object> row = KeyValues.row(columns, random);
      byte[] left = KeyValues.encode(columns, row);
      byte[] right = KeyValues.encode(columns, KeyValues.sibling(columns, row, random));

      int mismatch = Arrays.mismatch(left, right);

      assertThat(mismatch).isLessThan(Math.min(left.length, right.length));
    }
  }

  @SeededTest(runs = 300)
  void damagedKeysAreRefusedOrAreKeysOfOtherValues(RandomGenerator random) {
    List<Column> columns = KeyValues.columns(random);
    for (int i = 0; i < ROWS; i++) {
      byte[] key = KeyValues.encode(columns, KeyValues.row(columns, random));
      byte[] damaged =
          random.nextBoolean() ? Arrays.copyOf(key, random.nextInt(key.length)) : key.clone();
      for (int flips = random.nextInt(3); flips > 0 && damaged.length > 0; flips--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      }

      List<@Nullable Object> decoded;
      try {
        decoded = KeyValues.decode(columns, damaged);
      } catch (KeyCodecException refused) {
        assertThat(refused.reason()).isEqualTo(KeyCodecException.Reason.MALFORMED);
        continue;
      }
      assertThat(KeyValues.encode(columns, decoded)).isEqualTo(damaged);
    }
  }
}
