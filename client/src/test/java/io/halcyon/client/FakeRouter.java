package io.halcyon.client;

import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.BindableService;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.HalcyonException;
import io.halcyon.core.wire.OpRequest;
import io.halcyon.proto.v1.KvGrpc;
import io.halcyon.proto.v1.WatchRequest;
import io.halcyon.proto.v1.WatchResponse;
import io.halcyon.rpc.EventLoops;
import io.halcyon.rpc.FrameHandler;
import io.halcyon.rpc.FrameHop;
import io.halcyon.rpc.FrameServer;
import io.halcyon.rpc.FrameServerConfig;
import io.halcyon.rpc.Responder;
import io.halcyon.rpc.RpcServer;
import io.halcyon.rpc.RpcServerConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

/// A router without a cluster: real streams, a map behind them, and a script of misbehaviour.
final class FakeRouter implements AutoCloseable {
  /// What to do with the next operation instead of serving it.
  interface Misbehaviour {
    void instead(OpRequest request, Responder responder);
  }

  /// A watch that a client has opened; the test says what it tells.
  record OpenedWatch(WatchRequest request, ServerCallStreamObserver<WatchResponse> responses) {}

  final AtomicInteger frames = new AtomicInteger();
  final Queue<OpRequest> received = new ConcurrentLinkedQueue<>();
  final Queue<Misbehaviour> script = new ConcurrentLinkedQueue<>();
  final BlockingQueue<OpenedWatch> watches = new LinkedBlockingQueue<>();
  private final FakeStore store;
  private final RpcServer server;

  FakeRouter(EventLoops loops, FakeStore store) throws IOException {
    this(loops, store, 0);
  }

  FakeRouter(EventLoops loops, FakeStore store, int port, BindableService... more)
      throws IOException {
    this.store = store;
    FrameServer frameServer = new FrameServer(FrameServerConfig.DEFAULT, loops);
    RpcServer.Builder builder =
        RpcServer.builder(
                new RpcServerConfig(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                    1 << 24,
                    Duration.ofSeconds(20),
                    Duration.ofMillis(100),
                    100),
                loops)
            .service(frameServer.bind(new Service().bindService(), FrameHop.KV, Handler::new))
            .frames(frameServer);
    for (BindableService service : more) {
      builder.service(service.bindService());
    }
    this.server = builder.start();
  }

  String address() {
    return "127.0.0.1:" + port();
  }

  int port() {
    return server.port();
  }

  /// Lets the next `count` operations fail.
  void failNext(int count, Failure failure) {
    for (int i = 0; i < count; i++) {
      script.add((_, responder) -> responder.fail(failure));
    }
  }

  /// Serves the operation and keeps the answer to itself.
  void serveSilently(OpRequest request, Responder responder) {
    try {
      store.serve(request);
    } catch (InvalidProtocolBufferException e) {
      responder.fail(new Failure.Invalid("no call"));
    }
  }

  @Override
  public void close() {
    server.close();
  }

  private final class Handler implements FrameHandler {
    @Override
    public void handle(OpRequest request, Responder responder) {
      received.add(request);
      Misbehaviour misbehaviour = script.poll();
      if (misbehaviour != null) {
        misbehaviour.instead(request, responder);
        return;
      }
      try {
        responder.ok(store.serve(request));
      } catch (HalcyonException e) {
        responder.fail(e.failure());
      } catch (InvalidProtocolBufferException e) {
        responder.fail(new Failure.Invalid("no call"));
      }
    }

    @Override
    public void frameEnd() {
      frames.incrementAndGet();
    }

    @Override
    public long hlc() {
      return 0;
    }

    @Override
    public boolean mergeHlc(long hlc) {
      return true;
    }
  }

  private final class Service extends KvGrpc.KvImplBase {
    @Override
    public void watch(WatchRequest request, StreamObserver<WatchResponse> responses) {
      var observer = (ServerCallStreamObserver<WatchResponse>) responses;
      observer.setOnCancelHandler(() -> {});
      watches.add(new OpenedWatch(request, observer));
    }
  }
}
