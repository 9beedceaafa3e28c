package io.halcyon.core.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.halcyon.core.id.RequestId;
import io.halcyon.core.testing.SeededTest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class FramePropertyTest {
  private static final byte[] EMPTY = {};

  private record Sent(
      long id, OpKind kind, int shard, long epoch, int deadlineMillis, byte[] body) {}

  private static byte[] bytes(RandomGenerator random, int lengthMax) {
    byte[] bytes = new byte[random.nextInt(lengthMax + 1)];
    random.nextBytes(bytes);
    return bytes;
  }

  private static RequestId requestId(RandomGenerator random) {
    return new RequestId(random.nextLong(), random.nextLong(), random.nextLong());
  }

  private static Sent sent(RandomGenerator random) {
    List<OpKind> kinds = List.of(OpKind.values());
    OpKind kind = kinds.get(random.nextInt(kinds.size()));
    byte[] body =
        switch (kind) {
          case GET -> Bodies.get(bytes(random, 20), random.nextLong(1L << 62), random.nextInt());
          case PUT ->
              Bodies.put(
                  bytes(random, 20), bytes(random, 50), random.nextLong(), requestId(random));
          case DELETE -> Bodies.delete(bytes(random, 20), requestId(random));
          case READ_CALL, WRITE_CALL, TXN_CALL -> bytes(random, 100);
        };
    return new Sent(
        random.nextLong(),
        kind,
        random.nextInt(Integer.MAX_VALUE),
        random.nextLong(Long.MAX_VALUE),
        random.nextInt(),
        body);
  }

  private static byte[] requestFrame(List<Sent> sent, long hlc) {
    var writer = new FrameWriter();
    for (Sent s : sent) {
      writer.request(
          s.id(), s.kind(), s.shard(), s.epoch(), s.deadlineMillis(), s.body(), 0, s.body().length);
    }
    return writer.finish(hlc);
  }

  private static List<Sent> some(RandomGenerator random) {
    List<Sent> sent = new ArrayList<>();
    for (int i = random.nextInt(6); i > 0; i--) {
      sent.add(sent(random));
    }
    return sent;
  }

  @SeededTest(runs = 300)
  void requestsArriveAsTheyWereSent(RandomGenerator random) {
    List<Sent> sent = some(random);
    long hlc = random.nextLong(Long.MAX_VALUE);

    var reader = new FrameReader(requestFrame(sent, hlc));

    assertThat(reader.hlc()).isEqualTo(hlc);
    for (Sent s : sent) {
      OpRequest request = reader.nextRequest();
      assertThat(request)
          .returns(s.id(), OpRequest::id)
          .returns(s.kind(), OpRequest::kind)
          .returns(s.shard(), OpRequest::shard)
          .returns(s.epoch(), OpRequest::epoch)
          .returns(s.deadlineMillis(), OpRequest::deadlineMillis);
      assertThat(request.body()).isEqualTo(s.body());
    }
    assertThat(reader.hasNext()).isFalse();
  }

  @SeededTest(runs = 300)
  void repliesArriveAsTheyWereSent(RandomGenerator random) {
    var writer = new FrameWriter();
    List<OpReply> sent = new ArrayList<>();
    for (int i = random.nextInt(6); i > 0; i--) {
      var reply = new OpReply(random.nextLong(), random.nextBoolean(), bytes(random, 2000));
      sent.add(reply);
      writer.reply(reply.id(), reply.failed(), reply.body(), 0, reply.body().length);
    }
    assertThat(writer.count()).isEqualTo(sent.size());
    int bytes = writer.bytes();
    byte[] frame = writer.finish(0);
    assertThat(frame).hasSize(bytes);

    var reader = new FrameReader(frame);

    for (OpReply reply : sent) {
      assertThat(reader.nextReply()).usingRecursiveComparison().isEqualTo(reply);
    }
    assertThat(reader.hasNext()).isFalse();
    assertThat(writer.count()).isZero();
  }

  @SeededTest(runs = 300)
  void bodiesKeepTheirFields(RandomGenerator random) {
    byte[] key = bytes(random, 300);
    byte[] value = bytes(random, 300);
    RequestId id = requestId(random);
    long ttl = random.nextLong();

    OpRequest put = request(OpKind.PUT, Bodies.put(key, value, ttl, id));
    assertThat(put.key()).isEqualTo(key);
    assertThat(put.ttlMillis()).isEqualTo(ttl);
    assertThat(put.requestId()).isEqualTo(id);
    assertThat(
            Arrays.copyOfRange(
                put.buffer(), put.valueOffset(), put.valueOffset() + put.valueLength()))
        .isEqualTo(value);

    OpRequest get = request(OpKind.GET, Bodies.get(key, 5, 6));
    assertThat(get.key()).isEqualTo(key);
    assertThat(get.readAt()).isEqualTo(5);
    assertThat(get.maxStalenessMillis()).isEqualTo(6);

    OpRequest delete = request(OpKind.DELETE, Bodies.delete(key, id));
    assertThat(delete.key()).isEqualTo(key);
    assertThat(delete.requestId()).isEqualTo(id);
  }

  private static OpRequest request(OpKind kind, byte[] body) {
    return new FrameReader(requestFrame(List.of(new Sent(1, kind, 0, 0, 0, body)), 0))
        .nextRequest();
  }

  /// Reads a frame as a receiver would: every field and every accessor that the kind allows.
  private static void readAll(byte[] frame, boolean asReplies) {
    var reader = new FrameReader(frame);
    assertThat(reader.hlc()).isNotNegative();
    while (reader.hasNext()) {
      if (asReplies) {
        assertThat(reader.nextReply().body().length).isLessThanOrEqualTo(frame.length);
        continue;
      }
      OpRequest request = reader.nextRequest();
      assertThat(request.body().length).isLessThanOrEqualTo(frame.length);
      assertThat(request.shard()).isNotNegative();
      assertThat(request.epoch()).isNotNegative();
      switch (request.kind()) {
        case GET -> {
          assertThat(request.readAt()).isNotNegative();
          assertThat(request.key().length).isEqualTo(request.keyLength());
        }
        case PUT -> {
          assertThat(request.requestId()).isNotNull();
          assertThat(request.key().length).isEqualTo(request.keyLength());
          assertThat(request.valueLength()).isNotNegative();
          assertThat(request.valueOffset() + request.valueLength())
              .isEqualTo(request.bodyOffset() + request.bodyLength());
        }
        case DELETE -> {
          assertThat(request.requestId()).isNotNull();
          assertThat(request.key().length).isEqualTo(request.keyLength());
        }
        case READ_CALL, WRITE_CALL, TXN_CALL ->
            assertThatThrownBy(request::key).isInstanceOf(IllegalStateException.class);
      }
    }
  }

  private static void readDamaged(byte[] frame, boolean asReplies) {
    try {
      readAll(frame, asReplies);
    } catch (MalformedFrameException refused) {
      assertThat(refused).hasMessageNotContaining("null");
    }
  }

  @SeededTest(runs = 100)
  void everyTruncationIsAValidFrameOrMalformed(RandomGenerator random) {
    byte[] frame = requestFrame(some(random), 1);
    for (int length = 0; length < frame.length; length++) {
      readDamaged(Arrays.copyOf(frame, length), false);
      readDamaged(Arrays.copyOf(frame, length), true);
    }
  }

  @SeededTest(runs = 200)
  void damagedFramesAreValidFramesOrMalformed(RandomGenerator random) {
    byte[] frame = requestFrame(some(random), random.nextLong(Long.MAX_VALUE));
    for (int i = 0; i < 100; i++) {
      byte[] damaged = frame.clone();
      for (int flips = random.nextInt(1, 4); flips > 0; flips--) {
        damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
      }
      readDamaged(damaged, false);
      readDamaged(damaged, true);
    }
  }

  @Test
  void framesOfOtherVersionsAndUnknownOperationsAreRefused() {
    byte[] frame =
        requestFrame(List.of(new Sent(1, OpKind.GET, 0, 0, 0, Bodies.get(EMPTY, 0, 0))), 0);
    byte[] version = frame.clone();
    version[0] = 2;
    assertThatThrownBy(() -> readAll(version, false)).hasMessageContaining("version 2");
    for (byte code : new byte[] {0, 7, -1}) {
      byte[] unknown = frame.clone();
      unknown[FrameWriter.FRAME_HEADER + 12] = code;
      assertThatThrownBy(() -> readAll(unknown, false)).hasMessageContaining("operation code");
    }
  }

  @Test
  void answersKeepTheirFields() {
    byte[] get = Bodies.getResult(1, 2, 3, new byte[] {9});
    assertThat(get).hasSize(Bodies.GET_RESULT_HEADER + 1);
    assertThat(List.of(Bodies.longAt(get, 0), Bodies.longAt(get, 8), Bodies.longAt(get, 16)))
        .containsExactly(1L, 2L, 3L);
    assertThat(Bodies.longAt(Bodies.putResult(7), 0)).isEqualTo(7);
    assertThat(Bodies.deleteResult(7, true)).endsWith(1).hasSize(9);
    assertThatThrownBy(() -> Bodies.longAt(get, 18)).isInstanceOf(MalformedFrameException.class);
  }

  @Test
  void aKeyThatDoesNotFitItsLengthFieldIsRefused() {
    assertThatThrownBy(() -> Bodies.put(new byte[65_536], EMPTY, 0, new RequestId(0, 0, 0)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void everyOperationCodeReadsBackAndWritesAreMarked() {
    for (OpKind kind : OpKind.values()) {
      assertThat(OpKind.of(kind.code())).isEqualTo(kind);
    }
    assertThat(Arrays.stream(OpKind.values()).filter(OpKind::writes))
        .containsExactly(OpKind.PUT, OpKind.DELETE, OpKind.WRITE_CALL, OpKind.TXN_CALL);
  }
}
