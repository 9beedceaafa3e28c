package io.halcyon.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.halcyon.core.testing.SeededTest;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantitiesTest {
  @ParameterizedTest
  @CsvSource({
    "500ms,PT0.5S",
    "9s,PT9S",
    "10m,PT10M",
    "1h,PT1H",
    "2d,PT48H",
    "1h30m,PT1H30M",
    "0s,PT0S",
    "7us,PT0.000007S",
    "3ns,PT0.000000003S"
  })
  void durationsAreNumbersWithUnits(String text, Duration expected) {
    assertThat(DurationText.parse(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "9", "s", "-1s", "1.5s", "9 s", "9sx", "x9s", "9999999999999999999d"})
  void otherTextIsNoDuration(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> DurationText.parse(text));
  }

  @ParameterizedTest
  @CsvSource({"512B,512", "0B,0", "64KiB,65536", "64 MiB,67108864", "2GiB,2147483648"})
  void sizesAreNumbersWithBinaryUnits(String text, long expected) {
    assertThat(ByteSize.parse(text).bytes()).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "64",
        "64MB",
        "-1B",
        "1.5GiB",
        "9000000000TiB",
        "9999999999999999999B",
        "1GiB ",
        "k"
      })
  void otherTextIsNoSize(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> ByteSize.parse(text));
  }

  @SeededTest(runs = 200)
  void whatIsPrintedIsReadBack(RandomGenerator random) {
    var duration = Duration.ofNanos(random.nextLong(Long.MAX_VALUE) >>> random.nextInt(63));
    assertThat(DurationText.parse(DurationText.format(duration))).isEqualTo(duration);
    var size = new ByteSize(random.nextLong(Long.MAX_VALUE) >>> random.nextInt(63));
    assertThat(ByteSize.parse(size.toString())).isEqualTo(size);
  }
}
