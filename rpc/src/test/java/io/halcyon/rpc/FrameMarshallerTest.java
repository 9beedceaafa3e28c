package io.halcyon.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import io.halcyon.core.runtime.Randomness;
import io.halcyon.proto.v1.Frame;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class FrameMarshallerTest {
  private static final int[] LENGTHS = {0, 1, 127, 128, 16_383, 16_384, 100_000, 2_097_152};
  private final FrameMarshaller marshaller = FrameMarshaller.INSTANCE;

  @Test
  void writesWhatTheGeneratedMessageWrites() throws IOException {
    for (int length : LENGTHS) {
      byte[] batch = bytes(length);
      byte[] expected =
          Frame.newBuilder().setBatch(ByteString.copyFrom(batch)).build().toByteArray();
      assertThat(marshaller.stream(batch).readAllBytes()).isEqualTo(expected);
      ByteArrayOutputStream drained = new ByteArrayOutputStream();
      FrameStream stream = new FrameStream(batch);
      assertThat(stream.available()).isEqualTo(expected.length);
      assertThat(stream.drainTo(drained)).isEqualTo(expected.length);
      assertThat(drained.toByteArray()).isEqualTo(expected);
      assertThat(stream.available()).isZero();
    }
  }

  @Test
  void readsWhatTheGeneratedMessageWrites() {
    for (int length : LENGTHS) {
      byte[] batch = bytes(length);
      byte[] message =
          Frame.newBuilder().setBatch(ByteString.copyFrom(batch)).build().toByteArray();
      assertThat(marshaller.parse(new ByteArrayInputStream(message))).isEqualTo(batch);
      assertThat(marshaller.parse(marshaller.stream(batch))).isEqualTo(batch);
    }
  }

  @Test
  void skipsUnknownFieldsAndTakesTheLastBatch() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    out.writeInt64(2, -1);
    out.writeByteArray(1, bytes(5));
    out.writeFixed32(3, 7);
    out.writeFixed64(4, 7);
    out.writeByteArray(1, bytes(9));
    out.writeString(5, "later");
    out.flush();
    assertThat(marshaller.parse(new ByteArrayInputStream(bytes.toByteArray()))).isEqualTo(bytes(9));
  }

  @Test
  void answersAnythingElseWithTheEmptyFrame() {
    byte[][] malformed = {
      {0x0A}, // no length
      {0x0A, 5, 1, 2}, // cut off
      {0x0A, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 0x0F}, // 4 GiB
      {0x00, 0x01}, // field 0
      {0x0B}, // a group
      {(byte) 0xFF}, // tag cut off
      {0x12, (byte) 0x80} // length cut off
    };
    for (byte[] message : malformed) {
      assertThat(marshaller.parse(new ByteArrayInputStream(message)))
          .as(Arrays.toString(message))
          .isEmpty();
    }
  }

  @Test
  void randomBytesNeverThrowNorAllocateMoreThanThereIs() {
    RandomGenerator random = Randomness.seeded(Long.getLong("halcyon.seed", 20_261_122));
    for (int i = 0; i < 20_000; i++) {
      byte[] message = new byte[random.nextInt(40)];
      random.nextBytes(message);
      if (message.length > 0 && random.nextBoolean()) {
        message[0] = FrameMarshaller.BATCH_TAG;
      }
      assertThat(marshaller.parse(new ByteArrayInputStream(message)).length)
          .isLessThanOrEqualTo(message.length);
    }
  }

  private static byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    Randomness.seeded(length).nextBytes(bytes);
    return bytes;
  }
}
