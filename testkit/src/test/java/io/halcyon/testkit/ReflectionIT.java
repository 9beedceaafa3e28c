package io.halcyon.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import io.grpc.CallOptions;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.reflection.v1.ServiceResponse;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// What grpcurl does: finds services, their methods and messages by server reflection alone, and
/// calls them. No generated class of Halcyon's is used.
class ReflectionIT {
  @Test
  void aReflectionClientListsDescribesAndCallsARouter() throws Exception {
    try (var cluster = Halcyon.cluster(1).shards(1).start();
        var server = new Reflected(cluster.routerAddress())) {
      assertThat(server.services())
          .contains(
              "halcyon.v1.Kv",
              "halcyon.v1.Sql",
              "halcyon.v1.Admin",
              "grpc.health.v1.Health",
              "grpc.reflection.v1.ServerReflection");
      FileDescriptor file = server.describe("halcyon.v1.Kv");
      assertThat(file.findServiceByName("Kv").getMethods())
          .extracting(com.google.protobuf.Descriptors.MethodDescriptor::getName)
          .contains("Put", "Get", "Delete", "Scan");

      server.call(
          "halcyon.v1.Kv",
          "Put",
          Map.of("key", ByteString.copyFromUtf8("k"), "value", ByteString.copyFromUtf8("v")));
      DynamicMessage got =
          server.call("halcyon.v1.Kv", "Get", Map.of("key", ByteString.copyFromUtf8("k")));

      assertThat(got.toString()).contains("value: \"v\"");
      assertThat(health(server)).isEqualTo("SERVING");
    }
  }

  @Test
  void aReflectionClientListsAndAsksANode() throws Exception {
    try (var cluster = Halcyon.cluster(1).shards(1).start();
        var server = new Reflected(cluster.node(1).config().rpcListen())) {
      assertThat(server.services())
          .contains(
              "halcyon.v1.Admin",
              "halcyon.internal.v1.Shards",
              "halcyon.internal.v1.Membership",
              "grpc.health.v1.Health");
      DynamicMessage state = server.call("halcyon.v1.Admin", "GetCluster", Map.of());
      assertThat(state.toString()).contains("shards {");
      assertThat(health(server)).isEqualTo("SERVING");
    }
  }

  private static String health(Reflected server) throws Exception {
    DynamicMessage answer = server.call("grpc.health.v1.Health", "Check", Map.of());
    return answer.getField(answer.getDescriptorForType().findFieldByName("status")).toString();
  }

  /// A server that is known by its address only.
  private static final class Reflected implements AutoCloseable {
    private final ManagedChannel channel;

    Reflected(String address) {
      channel = Grpc.newChannelBuilder(address, InsecureChannelCredentials.create()).build();
    }

    List<String> services() throws Exception {
      return ask(ServerReflectionRequest.newBuilder().setListServices("").build())
          .getListServicesResponse()
          .getServiceList()
          .stream()
          .map(ServiceResponse::getName)
          .toList();
    }

    /// Returns the file that declares a symbol, with all that it depends on.
    FileDescriptor describe(String symbol) throws Exception {
      ServerReflectionResponse answer =
          ask(ServerReflectionRequest.newBuilder().setFileContainingSymbol(symbol).build());
      Map<String, FileDescriptorProto> files = new HashMap<>();
      String name = "";
      for (ByteString bytes : answer.getFileDescriptorResponse().getFileDescriptorProtoList()) {
        FileDescriptorProto file = FileDescriptorProto.parseFrom(bytes);
        files.put(file.getName(), file);
        if (declares(file, symbol)) {
          name = file.getName();
        }
      }
      return build(name, files);
    }

    private static boolean declares(FileDescriptorProto file, String symbol) {
      return file.getServiceList().stream()
          .anyMatch(service -> symbol.equals(file.getPackage() + "." + service.getName()));
    }

    private FileDescriptor build(String name, Map<String, FileDescriptorProto> files)
        throws Exception {
      FileDescriptorProto file = files.get(name);
      if (file == null) {
        ServerReflectionResponse answer =
            ask(ServerReflectionRequest.newBuilder().setFileByFilename(name).build());
        file =
            FileDescriptorProto.parseFrom(
                answer.getFileDescriptorResponse().getFileDescriptorProto(0));
      }
      FileDescriptor[] dependencies = new FileDescriptor[file.getDependencyCount()];
      for (int i = 0; i < dependencies.length; i++) {
        dependencies[i] = build(file.getDependency(i), files);
      }
      return FileDescriptor.buildFrom(file, dependencies);
    }

    private ServerReflectionResponse ask(ServerReflectionRequest request) throws Exception {
      CompletableFuture<ServerReflectionResponse> answer = new CompletableFuture<>();
      StreamObserver<ServerReflectionRequest> requests =
          ServerReflectionGrpc.newStub(channel)
              .serverReflectionInfo(
                  new StreamObserver<>() {
                    @Override
                    public void onNext(ServerReflectionResponse value) {
                      answer.complete(value);
                    }

                    @Override
                    public void onError(Throwable t) {
                      answer.completeExceptionally(t);
                    }

                    @Override
                    public void onCompleted() {
                      answer.completeExceptionally(new AssertionError("no answer"));
                    }
                  });
      requests.onNext(request);
      ServerReflectionResponse value = answer.get(30, TimeUnit.SECONDS);
      requests.onCompleted();
      return value;
    }

    /// Calls a unary method with the given fields set in its request.
    DynamicMessage call(String service, String method, Map<String, Object> fields)
        throws Exception {
      FileDescriptor file = describe(service);
      var described =
          file.findServiceByName(service.substring(service.lastIndexOf('.') + 1))
              .findMethodByName(method);
      Descriptor input = described.getInputType();
      DynamicMessage.Builder request = DynamicMessage.newBuilder(input);
      fields.forEach((name, value) -> request.setField(input.findFieldByName(name), value));
      MethodDescriptor<DynamicMessage, DynamicMessage> call =
          MethodDescriptor.<DynamicMessage, DynamicMessage>newBuilder()
              .setType(MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(MethodDescriptor.generateFullMethodName(service, method))
              .setRequestMarshaller(ProtoUtils.marshaller(DynamicMessage.getDefaultInstance(input)))
              .setResponseMarshaller(
                  ProtoUtils.marshaller(
                      DynamicMessage.getDefaultInstance(described.getOutputType())))
              .build();
      return ClientCalls.blockingUnaryCall(
          channel,
          call,
          CallOptions.DEFAULT.withDeadlineAfter(30, TimeUnit.SECONDS),
          request.build());
    }

    @Override
    public void close() {
      channel.shutdownNow();
    }
  }
}
