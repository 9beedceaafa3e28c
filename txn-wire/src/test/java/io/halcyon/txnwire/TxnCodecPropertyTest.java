package io.halcyon.txnwire;

import static org.assertj.core.api.Assertions.assertThat;

import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.HalcyonException;
import io.halcyon.core.testing.SeededTest;
import io.halcyon.txn.participant.Request;
import io.halcyon.txn.participant.Response;
import java.util.Arrays;
import java.util.function.Function;
import java.util.random.RandomGenerator;

class TxnCodecPropertyTest {
  private static final int BLOCK = 64;

  @SeededTest(runs = 200)
  void everyRequestComesBackAsItWas(RandomGenerator random) {
    for (Request kind : Examples.REQUESTS) {
      Request request = new RandomRecords(random).like(kind);
      assertThat(TxnCodec.decodeRequest(TxnCodec.encode(request))).isEqualTo(request);
    }
  }

  @SeededTest(runs = 200)
  void everyResponseComesBackAsItWas(RandomGenerator random) {
    for (Response kind : Examples.RESPONSES) {
      Response response = new RandomRecords(random).like(kind);
      assertThat(TxnCodec.decodeResponse(TxnCodec.encode(response))).isEqualTo(response);
    }
  }

  @SeededTest(runs = 50)
  void aMessageIsReadFromTheMiddleOfABuffer(RandomGenerator random) {
    Request request = new RandomRecords(random).like(Examples.REQUESTS.getFirst());
    byte[] body = TxnCodec.encode(request);
    byte[] buffer = new byte[body.length + 2 * BLOCK];
    random.nextBytes(buffer);
    System.arraycopy(body, 0, buffer, BLOCK, body.length);
    assertThat(TxnCodec.decodeRequest(buffer, BLOCK, body.length)).isEqualTo(request);
  }

  @SeededTest(runs = 300)
  void damagedBytesAreInvalidOrARecordThatTravelsAgain(RandomGenerator random) {
    RandomRecords records = new RandomRecords(random);
    for (Request kind : Examples.REQUESTS) {
      byte[] damaged = damage(TxnCodec.encode(records.like(kind)), random);
      checkDecodable(damaged, TxnCodec::decodeRequest, TxnCodec::encode);
      checkDecodable(damaged, TxnCodec::decodeResponse, TxnCodec::encode);
    }
    for (Response kind : Examples.RESPONSES) {
      byte[] damaged = damage(TxnCodec.encode(records.like(kind)), random);
      checkDecodable(damaged, TxnCodec::decodeResponse, TxnCodec::encode);
      checkDecodable(damaged, TxnCodec::decodeRequest, TxnCodec::encode);
    }
  }

  @SeededTest(runs = 300)
  void randomBytesAreInvalidOrARecordThatTravelsAgain(RandomGenerator random) {
    byte[] noise = new byte[random.nextInt(200)];
    random.nextBytes(noise);
    checkDecodable(noise, TxnCodec::decodeRequest, TxnCodec::encode);
    checkDecodable(noise, TxnCodec::decodeResponse, TxnCodec::encode);
  }

  /// Any other exception than `Invalid` fails the test.
  private static <T> void checkDecodable(
      byte[] bytes, Function<byte[], T> decode, Function<T, byte[]> encode) {
    T decoded;
    try {
      decoded = decode.apply(bytes);
    } catch (HalcyonException e) {
      assertThat(e.failure()).isInstanceOf(Failure.Invalid.class);
      return;
    }
    assertThat(decode.apply(encode.apply(decoded))).isEqualTo(decoded);
  }

  private static byte[] damage(byte[] bytes, RandomGenerator random) {
    byte[] damaged =
        random.nextInt(3) == 0
            ? Arrays.copyOf(bytes, random.nextInt(bytes.length + 1))
            : bytes.clone();
    for (int i = random.nextInt(4); i >= 0 && damaged.length > 0; i--) {
      int at = random.nextInt(Math.min(damaged.length, random.nextBoolean() ? 12 : damaged.length));
      damaged[at] =
          (byte) (random.nextBoolean() ? random.nextInt() : damaged[at] ^ 1 << random.nextInt(8));
    }
    return damaged;
  }
}
