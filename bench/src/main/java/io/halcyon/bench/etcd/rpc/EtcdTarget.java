package io.halcyon.bench.etcd.rpc;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import io.halcyon.bench.load.KvTarget;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;

/// etcd by its gRPC service: one unary call an operation, which is all it offers, completed on the
/// network thread. Clients are spread evenly over the members.
public final class EtcdTarget implements KvTarget {
  private static final int DEADLINE_SECONDS = 10;

  private final List<ManagedChannel> channels = new ArrayList<>();

  /// @param endpoints `host:port` of each member
  /// @param connections how many in all; at least one for each member is opened
  public EtcdTarget(List<String> endpoints, int connections) {
    for (int i = 0; i < Math.max(connections, endpoints.size()); i++) {
      channels.add(
          NettyChannelBuilder.forTarget(endpoints.get(i % endpoints.size()))
              .usePlaintext()
              .directExecutor()
              .build());
    }
  }

  @Override
  public String name() {
    return "etcd";
  }

  @Override
  public void put(int client, byte[] key, byte[] value, Completion completion) {
    call(client, EtcdMessages.PUT, EtcdMessages.put(key, value), completion, _ -> 0);
  }

  @Override
  public void get(int client, byte[] key, Completion completion) {
    call(client, EtcdMessages.RANGE, EtcdMessages.get(key), completion, EtcdMessages::pairs);
  }

  @Override
  public void scan(int client, byte[] start, int limit, Completion completion) {
    byte[] request = EtcdMessages.scan(start, limit);
    call(client, EtcdMessages.RANGE, request, completion, EtcdMessages::pairs);
  }

  private void call(
      int client,
      MethodDescriptor<byte[], byte[]> method,
      byte[] request,
      Completion completion,
      ToIntFunction<byte[]> items) {
    CallOptions options = CallOptions.DEFAULT.withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS);
    ManagedChannel channel = channels.get(client % channels.size());
    ClientCalls.asyncUnaryCall(
        channel.newCall(method, options),
        request,
        new StreamObserver<>() {
          private int found;

          @Override
          public void onNext(byte[] response) {
            found = items.applyAsInt(response);
          }

          @Override
          public void onError(Throwable failure) {
            completion.failed(failure);
          }

          @Override
          public void onCompleted() {
            completion.succeeded(found);
          }
        });
  }

  @Override
  public void close() {
    channels.forEach(ManagedChannel::shutdownNow);
  }
}
