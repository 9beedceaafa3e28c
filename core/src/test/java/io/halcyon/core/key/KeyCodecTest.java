package io.halcyon.core.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The layouts as documented: they are stored, so they must never change.
class KeyCodecTest {
  private static String hex(KeyType type, @Nullable Object value, KeyOrder order) {
    return HexFormat.of().formatHex(new KeyEncoder().append(type, value, order).toBytes());
  }

  private static String ascending(KeyType type, Object value) {
    return hex(type, value, KeyOrder.ASC_NULLS_LAST);
  }

  @Test
  void nullsAreOneByteBelowOrAboveEveryValue() {
    assertThat(hex(KeyType.Scalar.INT4, null, KeyOrder.ASC_NULLS_FIRST)).isEqualTo("01");
    assertThat(hex(KeyType.Scalar.INT4, null, KeyOrder.DESC_NULLS_FIRST)).isEqualTo("01");
    assertThat(hex(KeyType.Scalar.INT4, null, KeyOrder.ASC_NULLS_LAST)).isEqualTo("03");
    assertThat(hex(KeyType.Scalar.INT4, null, KeyOrder.DESC_NULLS_LAST)).isEqualTo("03");
  }

  @Test
  void layoutsOfFixedSize() {
    assertThat(ascending(KeyType.Scalar.BOOL, true)).isEqualTo("0201");
    assertThat(ascending(KeyType.Scalar.INT2, (short) -1)).isEqualTo("027fff");
    assertThat(ascending(KeyType.Scalar.INT4, 1)).isEqualTo("0280000001");
    assertThat(hex(KeyType.Scalar.INT4, 1, KeyOrder.DESC_NULLS_FIRST)).isEqualTo("027ffffffe");
    assertThat(ascending(KeyType.Scalar.INT8, Long.MIN_VALUE)).isEqualTo("020000000000000000");
    assertThat(ascending(KeyType.Scalar.FLOAT8, 1.0)).isEqualTo("02bff0000000000000");
    assertThat(ascending(KeyType.Scalar.FLOAT4, -0.0f)).isEqualTo("0280000000");
    assertThat(ascending(KeyType.Scalar.TIMETZ, new TimeTzKey(0, 1)))
        .isEqualTo("02" + "80000000000f4240" + "80000001");
    assertThat(ascending(KeyType.Scalar.INTERVAL, new IntervalKey(1, 1, 5)))
        .isEqualTo("02" + "800000000000001f" + "0000000000000005");
  }

  @Test
  void layoutsOfVariableSize() {
    assertThat(ascending(KeyType.Scalar.TEXT, "a\0b")).isEqualTo("02" + "6100ff62" + "0001");
    assertThat(hex(KeyType.Scalar.TEXT, "a", KeyOrder.DESC_NULLS_LAST))
        .isEqualTo("02" + "9e" + "fffe");
    assertThat(ascending(new KeyType.ArrayOf(KeyType.Scalar.BOOL), Arrays.asList(true, null)))
        .isEqualTo("02" + "0201" + "03" + "00");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 30",
    "1, 40810b00",
    "1.00, 40810b00",
    "12.3, 40820d1f00",
    "0.05, 407f3300",
    "-1, 207ef4ff",
    "1E+1000, 40f0000003e90b00",
    "1E-1000, 40007ffffc190b00"
  })
  void layoutsOfNumerics(String number, String payload) {
    assertThat(ascending(KeyType.Scalar.NUMERIC, NumericKey.of(new BigDecimal(number))))
        .isEqualTo("02" + payload);
  }

  @Test
  void primitiveFormsWriteTheSameBytes() {
    for (KeyOrder order : KeyOrder.values()) {
      assertThat(new KeyEncoder().appendInt4(-7, order).toBytes())
          .isEqualTo(new KeyEncoder().append(KeyType.Scalar.INT4, -7, order).toBytes());
      assertThat(new KeyEncoder().appendInt8(-7, order).toBytes())
          .isEqualTo(new KeyEncoder().append(KeyType.Scalar.INT8, -7L, order).toBytes());
      assertThat(new KeyEncoder().appendBytes(new byte[] {9, 0, 1, 9}, 1, 2, order).toBytes())
          .isEqualTo(
              new KeyEncoder().append(KeyType.Scalar.BYTEA, new byte[] {0, 1}, order).toBytes());
    }
  }

  @Test
  void equalValuesAreOneKeyWhateverTheirForm() {
    assertThat(ascending(KeyType.Scalar.INTERVAL, new IntervalKey(1, 0, 0)))
        .isEqualTo(ascending(KeyType.Scalar.INTERVAL, new IntervalKey(0, 29, 86_400_000_000L)));
    assertThat(ascending(KeyType.Scalar.FLOAT8, Double.NaN))
        .isEqualTo(ascending(KeyType.Scalar.FLOAT8, Double.longBitsToDouble(0xFFF8000000000001L)));
    assertThat(KeyType.Scalar.NUMERIC.exact()).isFalse();
    assertThat(new KeyType.ArrayOf(KeyType.Scalar.INTERVAL).exact()).isFalse();
  }

  @Test
  void theTablePrefixNamesTableAndIndex() {
    byte[] key =
        new KeyEncoder().tablePrefix(7, 0xFFFE).appendInt4(5, KeyOrder.ASC_NULLS_LAST).toBytes();

    assertThat(HexFormat.of().formatHex(key)).isEqualTo("02" + "00000007" + "fffe" + "0280000005");
    var decoder = new KeyDecoder(key);
    assertThat(decoder.tablePrefix(0xFFFE)).isEqualTo(7);
    assertThat(decoder.position()).isEqualTo(7);
    assertThat(decoder.next(KeyType.Scalar.INT4, KeyOrder.ASC_NULLS_LAST)).isEqualTo(5);
    assertThat(decoder.hasNext()).isFalse();
    assertThatThrownBy(() -> new KeyDecoder(key).tablePrefix(1))
        .isInstanceOf(KeyCodecException.class);
  }

  @Test
  void whatCannotBeAKeyIsRefusedWithItsReason() {
    assertRefused(KeyType.Scalar.JSONB, "{}", KeyCodecException.Reason.UNSUPPORTED_TYPE);
    assertRefused(KeyType.Scalar.TEXT, "\uD800", KeyCodecException.Reason.OUT_OF_RANGE);
    assertRefused(KeyType.Scalar.TIME, -1L, KeyCodecException.Reason.OUT_OF_RANGE);
    assertRefused(
        KeyType.Scalar.NUMERIC,
        NumericKey.of(new BigDecimal("1E+200000")),
        KeyCodecException.Reason.OUT_OF_RANGE);
    assertRefused(
        KeyType.Scalar.NUMERIC,
        NumericKey.of(new BigDecimal("1E-2147483647")),
        KeyCodecException.Reason.OUT_OF_RANGE);
    assertRefused(KeyType.Scalar.TEXT, "x".repeat(8192), KeyCodecException.Reason.TOO_LONG);
    assertRefused(KeyType.Scalar.BYTEA, new byte[5000], KeyCodecException.Reason.TOO_LONG);
    assertRefused(
        new KeyType.ArrayOf(KeyType.Scalar.INT8),
        Collections.nCopies(1000, 1L),
        KeyCodecException.Reason.TOO_LONG);
  }

  private static void assertRefused(KeyType type, Object value, KeyCodecException.Reason reason) {
    assertThatThrownBy(() -> ascending(type, value))
        .isInstanceOfSatisfying(
            KeyCodecException.class, refused -> assertThat(refused.reason()).isEqualTo(reason));
  }

  @Test
  void aDecoderKeepsWithinItsSlice() {
    byte[] key = new KeyEncoder().appendInt4(5, KeyOrder.ASC_NULLS_LAST).toBytes();
    byte[] wider = new byte[key.length + 20];
    System.arraycopy(key, 0, wider, 3, key.length);

    assertThat(
            new KeyDecoder(wider, 3, key.length).next(KeyType.Scalar.INT4, KeyOrder.ASC_NULLS_LAST))
        .isEqualTo(5);
    assertThatThrownBy(() ->
            new KeyDecoder(wider, 3, key.length - 1)
                .next(KeyType.Scalar.INT4, KeyOrder.ASC_NULLS_LAST))
        .isInstanceOf(KeyCodecException.class);
    assertThatThrownBy(() -> new KeyDecoder(wider, 3, wider.length))
        .isInstanceOf(KeyCodecException.class);
  }
}
