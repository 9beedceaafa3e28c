package io.halcyon.bench.micro;

import io.halcyon.core.id.RequestId;
import io.halcyon.core.key.StoredKey;
import io.halcyon.core.wire.Bodies;
import io.halcyon.core.wire.FrameReader;
import io.halcyon.core.wire.FrameWriter;
import io.halcyon.core.wire.OpKind;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/// Encoding and decoding of frames of 32 puts with 100-byte values; figures are for one operation.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class FrameBenchmark {
  private static final int OPERATIONS = 32;

  private final FrameWriter writer = new FrameWriter();
  private final byte[] key = StoredKey.kv("user00000012345".getBytes(StandardCharsets.US_ASCII));
  private final byte[] value = new byte[100];
  private byte[] requests = new byte[0];
  private byte[] replies = new byte[0];

  @Setup
  public void setUp() {
    requests = encodeRequests();
    replies = encodeReplies();
  }

  @Benchmark
  @OperationsPerInvocation(OPERATIONS)
  public byte[] encodeRequests() {
    for (int i = 0; i < OPERATIONS; i++) {
      byte[] body = Bodies.put(key, value, 0, new RequestId(1, i, 1));
      writer.request(i, OpKind.PUT, 3, 1, 1000, body, 0, body.length);
    }
    return writer.finish(1);
  }

  @Benchmark
  @OperationsPerInvocation(OPERATIONS)
  public void decodeRequests(Blackhole blackhole) {
    FrameReader reader = new FrameReader(requests);
    while (reader.hasNext()) {
      blackhole.consume(reader.nextRequest());
    }
  }

  @Benchmark
  @OperationsPerInvocation(OPERATIONS)
  public byte[] encodeReplies() {
    for (int i = 0; i < OPERATIONS; i++) {
      byte[] body = Bodies.putResult(i);
      writer.reply(i, false, body, 0, body.length);
    }
    return writer.finish(1);
  }

  @Benchmark
  @OperationsPerInvocation(OPERATIONS)
  public void decodeReplies(Blackhole blackhole) {
    FrameReader reader = new FrameReader(replies);
    while (reader.hasNext()) {
      blackhole.consume(reader.nextReply());
    }
  }
}
