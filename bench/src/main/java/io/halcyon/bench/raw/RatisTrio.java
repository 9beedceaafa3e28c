package io.halcyon.bench.raw;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.RaftConfigKeys;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.datastream.SupportedDataStreamType;
import org.apache.ratis.grpc.GrpcConfigKeys;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.rpc.SupportedRpcType;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.statemachine.TransactionContext;
import org.apache.ratis.statemachine.impl.BaseStateMachine;
import org.apache.ratis.util.SizeInBytes;
import org.apache.ratis.util.TimeDuration;

/// Three Ratis servers in one process on loopback, with one group.
final class RatisTrio implements AutoCloseable {
  private static final int MEMBERS = 3;
  private static final long ELECTION_NANOS_MAX = 30_000_000_000L;

  private final RaftGroupId group;
  private final List<RaftServer> servers;

  private RatisTrio(RaftGroupId group, List<RaftServer> servers) {
    this.group = group;
    this.servers = servers;
  }

  static RatisTrio start(Path directory) throws IOException {
    List<RaftPeer> peers = new ArrayList<>();
    List<Integer> ports = freePorts();
    for (int i = 0; i < MEMBERS; i++) {
      peers.add(
          RaftPeer.newBuilder().setId("s" + i).setAddress("127.0.0.1:" + ports.get(i)).build());
    }
    RaftGroup group = RaftGroup.valueOf(RaftGroupId.randomId(), peers);
    List<RaftServer> servers = new ArrayList<>();
    RatisTrio trio = new RatisTrio(group.getGroupId(), servers);
    try {
      for (int i = 0; i < MEMBERS; i++) {
        Path storage = Files.createDirectories(directory.resolve("s" + i));
        RaftServer server =
            RaftServer.newBuilder()
                .setServerId(peers.get(i).getId())
                .setGroup(group)
                .setStateMachine(new Ignoring())
                .setProperties(properties(storage, ports.get(i)))
                .build();
        servers.add(server);
        server.start();
      }
      return trio;
    } catch (IOException | RuntimeException failed) {
      trio.close();
      throw failed;
    }
  }

  private static List<Integer> freePorts() throws IOException {
    List<ServerSocket> sockets = new ArrayList<>();
    try {
      for (int i = 0; i < MEMBERS; i++) {
        sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
      }
      return sockets.stream().map(ServerSocket::getLocalPort).toList();
    } finally {
      for (ServerSocket socket : sockets) {
        socket.close();
      }
    }
  }

  private static RaftProperties properties(Path storage, int port) {
    RaftProperties properties = new RaftProperties();
    RaftConfigKeys.Rpc.setType(properties, SupportedRpcType.GRPC);
    RaftConfigKeys.DataStream.setType(properties, SupportedDataStreamType.DISABLED);
    GrpcConfigKeys.Server.setHost(properties, "127.0.0.1");
    GrpcConfigKeys.Server.setPort(properties, port);
    RaftServerConfigKeys.setStorageDir(properties, List.of(storage.toFile()));
    RaftServerConfigKeys.Rpc.setTimeoutMin(
        properties, TimeDuration.valueOf(1500, TimeUnit.MILLISECONDS));
    RaftServerConfigKeys.Rpc.setTimeoutMax(
        properties, TimeDuration.valueOf(3000, TimeUnit.MILLISECONDS));
    RaftServerConfigKeys.Log.setPreallocatedSize(properties, SizeInBytes.valueOf("4MB"));
    RaftServerConfigKeys.Log.Appender.setWaitTimeMin(properties, TimeDuration.ONE_MILLISECOND);
    return properties;
  }

  RaftGroupId group() {
    return group;
  }

  /// Waits for the election.
  RaftServer leader() throws IOException, InterruptedException {
    long deadline = System.nanoTime() + ELECTION_NANOS_MAX;
    while (System.nanoTime() < deadline) {
      for (RaftServer server : servers) {
        if (server.getDivision(group).getInfo().isLeaderReady()) {
          return server;
        }
      }
      RatisProbe.park(20_000_000L);
    }
    throw new IllegalStateException("no leader after 30 s");
  }

  @Override
  public void close() throws IOException {
    for (RaftServer server : servers) {
      server.close();
    }
  }

  private static final class Ignoring extends BaseStateMachine {
    @Override
    public CompletableFuture<Message> applyTransaction(TransactionContext transaction) {
      var entry = transaction.getLogEntry();
      updateLastAppliedTermIndex(TermIndex.valueOf(entry));
      return CompletableFuture.completedFuture(Message.EMPTY);
    }
  }
}
