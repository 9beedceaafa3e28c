package io.halcyon.bench.micro;

import io.halcyon.core.key.KeyDecoder;
import io.halcyon.core.key.KeyEncoder;
import io.halcyon.core.key.KeyOrder;
import io.halcyon.core.key.KeyType;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/// The order-preserving codec, for a key of a table with an integer and a text column.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class KeyCodecBenchmark {
  private static final String TEXT = "a customer's name";

  private final KeyEncoder encoder = new KeyEncoder();
  private byte[] integerKey = new byte[0];
  private byte[] textKey = new byte[0];
  private long number;

  @Setup
  public void setUp() {
    integerKey = encodeInteger();
    textKey = encodeText();
  }

  @Benchmark
  public byte[] encodeInteger() {
    return encoder
        .reset()
        .tablePrefix(7, 1)
        .appendInt8(number++, KeyOrder.ASC_NULLS_LAST)
        .toBytes();
  }

  @Benchmark
  public byte[] encodeText() {
    return encoder
        .reset()
        .tablePrefix(7, 1)
        .append(KeyType.Scalar.TEXT, TEXT, KeyOrder.ASC_NULLS_LAST)
        .toBytes();
  }

  @Benchmark
  public @Nullable Object decodeInteger() {
    KeyDecoder decoder = new KeyDecoder(integerKey);
    decoder.tablePrefix(1);
    return decoder.next(KeyType.Scalar.INT8, KeyOrder.ASC_NULLS_LAST);
  }

  @Benchmark
  public @Nullable Object decodeText() {
    KeyDecoder decoder = new KeyDecoder(textKey);
    decoder.tablePrefix(1);
    return decoder.next(KeyType.Scalar.TEXT, KeyOrder.ASC_NULLS_LAST);
  }
}
