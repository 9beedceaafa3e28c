package io.halcyon.core.key;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.halcyon.core.ring.Tokens;
import io.halcyon.core.testing.SeededTest;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class StoredKeyTest {
  @Test
  void keyspacesAreTheFirstByte() {
    assertThat(StoredKey.system(new byte[] {7})).containsExactly(0, 7);
    assertThat(StoredKey.kv(new byte[] {7})).containsExactly(1, 7);
    assertThat(StoredKey.userKey(StoredKey.kv(new byte[] {7, 8}))).containsExactly(7, 8);
  }

  @Test
  void theTokenIsThatOfTheUsersKey() {
    byte[] user = "a{b}".getBytes(UTF_8);
    assertThat(StoredKey.token(StoredKey.kv(user))).isEqualTo(Tokens.ofKey(user, 0, user.length));
    assertThat(StoredKey.token(StoredKey.kv(user)))
        .isEqualTo(StoredKey.token(StoredKey.kv("{b}c".getBytes(UTF_8))));
  }

  @SeededTest(runs = 200)
  void thePrefixEndIsAboveEverythingWithThePrefixAndNothingElse(RandomGenerator random) {
    byte[] prefix = bytes(random);
    byte[] key = bytes(random);
    byte[] end = StoredKey.prefixEnd(prefix);

    boolean inRange =
        Arrays.compareUnsigned(prefix, key) <= 0
            && (end == null || Arrays.compareUnsigned(key, end) < 0);

    assertThat(inRange)
        .isEqualTo(
            Arrays.mismatch(prefix, key) == prefix.length
                || Arrays.equals(prefix, key)
                || prefix.length == 0);
  }

  private static byte[] bytes(RandomGenerator random) {
    byte[] bytes = new byte[random.nextInt(4)];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) random.nextInt(-2, 2);
    }
    return bytes;
  }

  @Test
  void aKvKeyHasItsKeyspaceAndAnAllowedLength() {
    assertThat(isKv(StoredKey.kv(new byte[1]))).isTrue();
    assertThat(isKv(StoredKey.kv(new byte[StoredKey.KEY_BYTES_MAX]))).isTrue();
    assertThat(isKv(StoredKey.kv(new byte[0]))).isFalse();
    assertThat(isKv(new byte[0])).isFalse();
    assertThat(isKv(StoredKey.kv(new byte[StoredKey.KEY_BYTES_MAX + 1]))).isFalse();
    assertThat(isKv(StoredKey.system(new byte[1]))).isFalse();
  }

  private static boolean isKv(byte[] stored) {
    return StoredKey.isKv(stored, 0, stored.length);
  }
}
