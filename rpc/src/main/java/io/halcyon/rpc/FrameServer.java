package io.halcyon.rpc;

import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.halcyon.core.failure.Failure;
import io.netty.channel.EventLoop;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Binds frame handlers as gRPC pipeline methods: adaptive batching of the answers, flow control,
/// and a bound on what one stream may have in flight (beyond it: `Overloaded`).
///
/// Its services must be served by a {@link RpcServer} on the same event loops. Thread-safe.
public final class FrameServer {
  private final FrameServerConfig config;
  private final EventLoops loops;
  private final Set<ServerPipeline> streams = ConcurrentHashMap.newKeySet();
  private volatile boolean draining;

  public FrameServer(FrameServerConfig config, EventLoops loops) {
    this.config = config;
    this.loops = loops;
  }

  /// Returns the generated service with its Pipeline method replaced by one that serves frames.
  ///
  /// @throws IllegalArgumentException if the service has no such method
  public ServerServiceDefinition bind(
      ServerServiceDefinition generated, FrameHop hop, FrameHandler.Factory handlers) {
    MethodDescriptor<byte[], byte[]> pipeline = hop.method();
    ServiceDescriptor described = generated.getServiceDescriptor();
    if (generated.getMethod(pipeline.getFullMethodName()) == null) {
      throw new IllegalArgumentException(
          described.getName() + " has no method " + pipeline.getFullMethodName());
    }
    ServiceDescriptor.Builder descriptor =
        ServiceDescriptor.newBuilder(described.getName())
            .setSchemaDescriptor(described.getSchemaDescriptor());
    for (MethodDescriptor<?, ?> method : described.getMethods()) {
      descriptor.addMethod(isPipeline(method, pipeline) ? pipeline : method);
    }
    ServerServiceDefinition.Builder service = ServerServiceDefinition.builder(descriptor.build());
    for (ServerMethodDefinition<?, ?> method : generated.getMethods()) {
      if (!isPipeline(method.getMethodDescriptor(), pipeline)) {
        service.addMethod(method);
      }
    }
    return service.addMethod(pipeline, (call, headers) -> start(call, handlers)).build();
  }

  private static boolean isPipeline(
      MethodDescriptor<?, ?> method, MethodDescriptor<byte[], byte[]> pipeline) {
    return method.getFullMethodName().equals(pipeline.getFullMethodName());
  }

  /// Takes no more operations: each stream ends when what it has in flight has been answered, new
  /// ones are refused with `Unavailable`. Returns at once.
  public void drain() {
    draining = true;
    streams.forEach(ServerPipeline::drain);
  }

  /// Returns how many streams are open.
  public int streams() {
    return streams.size();
  }

  private ServerCall.Listener<byte[]> start(
      ServerCall<byte[], byte[]> call, FrameHandler.Factory handlers) {
    EventLoop loop = loops.current();
    if (loop == null) {
      throw new IllegalStateException("pipelines must be served on the server's event loops");
    }
    if (draining) {
      Failure failure = new Failure.Unavailable("shutting down");
      call.close(Failures.status(failure), Failures.trailers(failure));
      return new ServerCall.Listener<>() {};
    }
    ServerPipeline stream =
        new ServerPipeline(config, loop, call, handlers.open(), streams::remove);
    streams.add(stream);
    call.sendHeaders(new Metadata());
    stream.start();
    if (draining) {
      stream.drain(); // it may have been missed
    }
    return stream;
  }
}
