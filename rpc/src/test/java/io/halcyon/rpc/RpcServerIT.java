package io.halcyon.rpc;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.stub.StreamObserver;
import io.halcyon.core.failure.Failure;
import io.halcyon.proto.v1.GetRequest;
import io.halcyon.proto.v1.GetResponse;
import io.halcyon.proto.v1.KvGrpc;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RpcServerIT {
  private final EventLoops loops = EventLoops.start(1);
  private final AtomicBoolean onVirtualThread = new AtomicBoolean();
  private RpcServer server;
  private ManagedChannel channel;

  @BeforeEach
  void start() throws IOException {
    FrameServer frames = new FrameServer(FrameServerConfig.DEFAULT, loops);
    server =
        RpcServer.builder(
                RpcServerConfig.at(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)),
                loops)
            .blocking(
                frames.bind(
                    new UnaryKv().bindService(),
                    FrameHop.KV,
                    () -> {
                      throw new IllegalStateException("no pipeline in this test");
                    }))
            .frames(frames)
            .start();
    channel = Channels.open("127.0.0.1:" + server.port(), loops);
  }

  @AfterEach
  void stop() {
    channel.shutdownNow();
    server.close();
    loops.close();
  }

  @Test
  void unaryMethodsKeepWorkingBesideThePipelineAndMayBlock() {
    GetResponse response =
        KvGrpc.newBlockingStub(channel)
            .withDeadlineAfter(10, SECONDS)
            .get(GetRequest.newBuilder().build());
    assertThat(response.getReadTimestamp()).isEqualTo(5);
    assertThat(onVirtualThread).isTrue();
  }

  @Test
  void failuresTravelInTheTrailer() {
    GetRequest request =
        GetRequest.newBuilder().setKey(com.google.protobuf.ByteString.copyFromUtf8("x")).build();
    assertThatThrownBy(
            () -> KvGrpc.newBlockingStub(channel).withDeadlineAfter(10, SECONDS).get(request))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e ->
                assertThat(Failures.fromException(e))
                    .isEqualTo(new Failure.OutOfRange("collected")));
  }

  @Test
  void reflectionDescribesThePipelineAsTheProtoFileDoes() throws Exception {
    CompletableFuture<ServerReflectionResponse> answer = new CompletableFuture<>();
    StreamObserver<ServerReflectionRequest> requests =
        ServerReflectionGrpc.newStub(channel)
            .serverReflectionInfo(
                new StreamObserver<>() {
                  @Override
                  public void onNext(ServerReflectionResponse response) {
                    answer.complete(response);
                  }

                  @Override
                  public void onError(Throwable thrown) {
                    answer.completeExceptionally(thrown);
                  }

                  @Override
                  public void onCompleted() {}
                });
    requests.onNext(
        ServerReflectionRequest.newBuilder()
            .setFileContainingSymbol("halcyon.v1.Kv.Pipeline")
            .build());
    assertThat(answer.get(10, SECONDS).getFileDescriptorResponse().getFileDescriptorProtoList())
        .anyMatch(file -> file.toStringUtf8().contains("Frame"));
    requests.onCompleted();
  }

  @Test
  void healthFollowsTheProcess() {
    HealthGrpc.HealthBlockingStub health = HealthGrpc.newBlockingStub(channel);
    HealthCheckRequest all = HealthCheckRequest.getDefaultInstance();
    assertThat(health.check(all).getStatus()).isEqualTo(ServingStatus.SERVING);
    server.serving(false);
    assertThat(health.check(all).getStatus()).isEqualTo(ServingStatus.NOT_SERVING);
  }

  @Test
  void malformedAddressesAreRefused() {
    for (String address : new String[] {"", "host", ":1", "host:", "host:x", "host:70000"}) {
      assertThatThrownBy(() -> Channels.open(address, loops))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("host:port");
    }
  }

  private final class UnaryKv extends KvGrpc.KvImplBase {
    @Override
    public void get(GetRequest request, StreamObserver<GetResponse> responses) {
      onVirtualThread.set(Thread.currentThread().isVirtual());
      if (request.getKey().isEmpty()) {
        responses.onNext(GetResponse.newBuilder().setReadTimestamp(5).build());
        responses.onCompleted();
      } else {
        responses.onError(Failures.exception(new Failure.OutOfRange("collected")));
      }
    }
  }
}
