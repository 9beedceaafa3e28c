package io.halcyon.rpc;

import io.grpc.MethodDescriptor;

/// Which of the two services a pipeline stream belongs to.
public enum FrameHop {
  /// Client to router: `halcyon.v1.Kv/Pipeline`.
  KV,
  /// Router to node: `halcyon.internal.v1.Shards/Pipeline`.
  SHARDS;

  MethodDescriptor<byte[], byte[]> method() {
    return switch (this) {
      case KV -> FrameMethods.KV_PIPELINE;
      case SHARDS -> FrameMethods.SHARDS_PIPELINE;
    };
  }
}
