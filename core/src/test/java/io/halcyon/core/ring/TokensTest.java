package io.halcyon.core.ring;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokensTest {
  private static long tokenOf(String key) {
    byte[] bytes = ("??" + key + "}?").getBytes(UTF_8);
    return Tokens.ofKey(bytes, 2, bytes.length - 4);
  }

  private static long hashOf(String part) {
    byte[] bytes = part.getBytes(UTF_8);
    return Tokens.of(bytes, 0, bytes.length);
  }

  /// The vectors of xxHash's own sanity test (XXH3_64bits, seed 0), whose input it generates so.
  @ParameterizedTest
  @CsvSource({
    "0, 2D06800538D394C2",
    "1, C44BDFF4074EECDB",
    "6, 27B56A84CD2D7325",
    "12, A713DAF0DFBB77E7",
    "24, A3FE70BF9D3510EB",
    "48, 397DA259ECBA1F11",
    "80, BCDEFBBB2C47C90A",
    "195, CD94217EE362EC3A"
  })
  void tokensAreXxh3WithSeedZero(int length, String expected) {
    byte[] input = new byte[length];
    long generator = 2654435761L;
    for (int i = 0; i < length; i++) {
      input[i] = (byte) (generator >>> 56);
      generator *= -7046029288634856819L;
    }

    assertThat(Long.toHexString(Tokens.of(input, 0, length))).isEqualToIgnoringCase(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "plain, plain",
    "{user7}.cart, user7",
    "cart.{user7}, user7",
    "a{b}{c}, b",
    "a{{b}}, {b",
    "a{}{b}, a{}{b}",
    "a{b, a{b",
    "a}b{c, a}b{c",
  })
  void theHashTagIsWhatStandsInTheFirstBracesIfAnything(String key, String part) {
    assertThat(tokenOf(key)).isEqualTo(hashOf(part));
  }

  @Test
  void theWholeKeyCountsWithoutBraces() {
    assertThat(tokenOf("a")).isNotEqualTo(tokenOf("b"));
  }
}
