package io.halcyon.bench.etcd.rpc;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/// Encoding of the two calls, after etcd's api/etcdserverpb/rpc.proto (3.4 and later).
final class EtcdMessages {
  private static final int KEY = 1;
  private static final int VALUE_OR_RANGE_END = 2;
  private static final int LIMIT = 3;
  private static final int RESPONSE_KVS = 2;

  static final MethodDescriptor<byte[], byte[]> RANGE = method("Range");
  static final MethodDescriptor<byte[], byte[]> PUT = method("Put");

  private EtcdMessages() {}

  private static MethodDescriptor<byte[], byte[]> method(String name) {
    return MethodDescriptor.<byte[], byte[]>newBuilder()
        .setType(MethodDescriptor.MethodType.UNARY)
        .setFullMethodName("etcdserverpb.KV/" + name)
        .setRequestMarshaller(new Raw())
        .setResponseMarshaller(new Raw())
        .build();
  }

  /// PutRequest: `key = 1, value = 2`.
  static byte[] put(byte[] key, byte[] value) {
    return encode(
        CodedOutputStream.computeByteArraySize(KEY, key)
            + CodedOutputStream.computeByteArraySize(VALUE_OR_RANGE_END, value),
        out -> {
          out.writeByteArray(KEY, key);
          out.writeByteArray(VALUE_OR_RANGE_END, value);
        });
  }

  /// RangeRequest: `key = 1`; linearizable, which is etcd's default.
  static byte[] get(byte[] key) {
    return encode(
        CodedOutputStream.computeByteArraySize(KEY, key), out -> out.writeByteArray(KEY, key));
  }

  /// RangeRequest: `key = 1, range_end = 2, limit = 3`, from the key to the last one.
  static byte[] scan(byte[] start, int limit) {
    byte[] toTheLast = {0};
    return encode(
        CodedOutputStream.computeByteArraySize(KEY, start)
            + CodedOutputStream.computeByteArraySize(VALUE_OR_RANGE_END, toTheLast)
            + CodedOutputStream.computeInt64Size(LIMIT, limit),
        out -> {
          out.writeByteArray(KEY, start);
          out.writeByteArray(VALUE_OR_RANGE_END, toTheLast);
          out.writeInt64(LIMIT, limit);
        });
  }

  /// RangeResponse: counts the pairs, `kvs = 2`.
  static int pairs(byte[] response) {
    CodedInputStream in = CodedInputStream.newInstance(response);
    try {
      int pairs = 0;
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        if (WireFormat.getTagFieldNumber(tag) == RESPONSE_KVS) {
          pairs++;
        }
        in.skipField(tag);
      }
      return pairs;
    } catch (IOException malformed) {
      throw new UncheckedIOException(malformed);
    }
  }

  private interface Body {
    void write(CodedOutputStream out) throws IOException;
  }

  private static byte[] encode(int bytes, Body body) {
    byte[] message = new byte[bytes];
    try {
      body.write(CodedOutputStream.newInstance(message));
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return message;
  }

  private static final class Raw implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] value) {
      return new ByteArrayInputStream(value);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        if (stream instanceof KnownLength) {
          byte[] bytes = new byte[stream.available()];
          int read = stream.readNBytes(bytes, 0, bytes.length);
          if (read == bytes.length) {
            return bytes;
          }
        }
        return stream.readAllBytes();
      } catch (IOException broken) {
        throw new UncheckedIOException(broken);
      }
    }
  }
}
