package io.halcyon.rpc;

import io.halcyon.core.wire.OpRequest;
import io.halcyon.proto.v1.KvGrpc;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;

/// A server whose pipeline does with each operation what a test says.
final class EchoServer implements AutoCloseable {
  final AtomicInteger frames = new AtomicInteger();
  final AtomicInteger operations = new AtomicInteger();
  final AtomicInteger streamsClosed = new AtomicInteger();
  final List<Long> merged = Collections.synchronizedList(new ArrayList<>());
  volatile boolean refuseClocks;
  volatile long hlc = 77;
  private final RpcServer server;

  EchoServer(
      EventLoops loops,
      FrameServerConfig config,
      int port,
      BiConsumer<OpRequest, Responder> behaviour)
      throws IOException {
    FrameServer frameServer = new FrameServer(config, loops);
    this.server =
        RpcServer.builder(
                new RpcServerConfig(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                    FrameMethods.FRAME_BYTES_MAX + 1024,
                    Duration.ofSeconds(20),
                    Duration.ofMillis(300),
                    100),
                loops)
            .blocking(
                frameServer.bind(
                    new KvGrpc.KvImplBase() {}.bindService(),
                    FrameHop.KV,
                    () -> new Handler(behaviour)))
            .frames(frameServer)
            .start();
  }

  String address() {
    return "127.0.0.1:" + port();
  }

  int port() {
    return server.port();
  }

  @Override
  public void close() {
    server.close();
  }

  private final class Handler implements FrameHandler {
    private final BiConsumer<OpRequest, Responder> behaviour;

    Handler(BiConsumer<OpRequest, Responder> behaviour) {
      this.behaviour = behaviour;
    }

    @Override
    public void handle(OpRequest request, Responder responder) {
      operations.incrementAndGet();
      behaviour.accept(request, responder);
    }

    @Override
    public void frameEnd() {
      frames.incrementAndGet();
    }

    @Override
    public long hlc() {
      return hlc;
    }

    @Override
    public boolean mergeHlc(long received) {
      merged.add(received);
      return !refuseClocks;
    }

    @Override
    public void closed() {
      streamsClosed.incrementAndGet();
    }
  }
}
