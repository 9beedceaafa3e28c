package io.halcyon.rpc;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import java.util.concurrent.Executor;

/// Moves the callbacks of a service's calls off the event loop, so that its methods may block.
final class BlockingService {
  private BlockingService() {}

  static ServerServiceDefinition on(Executor executor, ServerServiceDefinition service) {
    ServerServiceDefinition.Builder moved =
        ServerServiceDefinition.builder(service.getServiceDescriptor());
    for (ServerMethodDefinition<?, ?> method : service.getMethods()) {
      moved.addMethod(moved(executor, method));
    }
    return moved.build();
  }

  private static <Q, A> ServerMethodDefinition<Q, A> moved(
      Executor executor, ServerMethodDefinition<Q, A> method) {
    if (FrameMethods.carriesFrames(method.getMethodDescriptor())) {
      return method;
    }
    ServerCallHandler<Q, A> handler = method.getServerCallHandler();
    return method.withServerCallHandler((ServerCall<Q, A> call, Metadata headers) ->
        new MovedListener<>(executor, handler.startCall(call, headers)));
  }

  /// Forwards the callbacks of one call in order, each on the executor.
  private static final class MovedListener<Q> extends ServerCall.Listener<Q> {
    private final SerialExecutor serial;
    private final ServerCall.Listener<Q> target;

    MovedListener(Executor executor, ServerCall.Listener<Q> target) {
      this.serial = new SerialExecutor(executor);
      this.target = target;
    }

    @Override
    public void onMessage(Q message) {
      serial.execute(() -> target.onMessage(message));
    }

    @Override
    public void onHalfClose() {
      serial.execute(target::onHalfClose);
    }

    @Override
    public void onCancel() {
      serial.execute(target::onCancel);
    }

    @Override
    public void onComplete() {
      serial.execute(target::onComplete);
    }

    @Override
    public void onReady() {
      serial.execute(target::onReady);
    }
  }
}
