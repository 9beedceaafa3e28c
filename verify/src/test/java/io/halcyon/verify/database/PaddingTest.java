package io.halcyon.verify.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PaddingTest {
  @Test
  void theSameContentIsAlwaysTheSameValue() {
    assertThat(Padding.wrap("17")).isEqualTo(Padding.wrap("17")).startsWith("17~");
    assertThat(Padding.unwrap("k", Padding.wrap("17 18"))).isEqualTo("17 18");
    assertThat(Padding.unwrap("k", null)).isNull();
  }

  @Test
  void valuesHaveMixedSizes() {
    int[] sizes =
        IntStream.range(0, 2_000).map(i -> Padding.wrap("v" + i).length()).sorted().toArray();

    assertThat(sizes[1_000]).isLessThan(100);
    assertThat(sizes[1_700]).isGreaterThan(150);
    assertThat(sizes[1_999]).isBetween(1_100, 8_300);
  }

  @Test
  void anyChangeIsNoticed() {
    String value = Padding.wrap("42");
    for (String damaged :
        new String[] {
          "42", value + "a", value.substring(0, value.length() - 1), "43" + value.substring(2), ""
        }) {
      assertThatThrownBy(() -> Padding.unwrap("k", damaged))
          .isInstanceOf(DamagedValueException.class)
          .hasMessageContaining("key k");
    }
  }
}
