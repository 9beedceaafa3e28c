package io.halcyon.rpc;

import io.grpc.MethodDescriptor;
import io.halcyon.proto.internal.v1.ShardsGrpc;
import io.halcyon.proto.v1.KvGrpc;

/// The two pipeline methods with frames as plain byte arrays. Name, type and schema are the
/// generated ones, and so are the bytes on the wire; only the marshaller differs.
public final class FrameMethods {
  /// Largest frame accepted, in bytes.
  public static final int FRAME_BYTES_MAX = 16 * 1024 * 1024;

  /// Client to router.
  public static final MethodDescriptor<byte[], byte[]> KV_PIPELINE =
      KvGrpc.getPipelineMethod().toBuilder(FrameMarshaller.INSTANCE, FrameMarshaller.INSTANCE)
          .build();

  /// Router to node.
  public static final MethodDescriptor<byte[], byte[]> SHARDS_PIPELINE =
      ShardsGrpc.getPipelineMethod().toBuilder(FrameMarshaller.INSTANCE, FrameMarshaller.INSTANCE)
          .build();

  private FrameMethods() {}

  static boolean carriesFrames(MethodDescriptor<?, ?> method) {
    return method.getRequestMarshaller() == FrameMarshaller.INSTANCE;
  }
}
