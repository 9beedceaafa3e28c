package io.halcyon.raftstorage.ratis.rpc;

import io.halcyon.core.id.Incarnation;
import io.halcyon.core.id.NodeId;
import io.halcyon.raftstorage.transport.ConnectionWatcher;
import io.halcyon.raftstorage.transport.PeerFailureException;
import io.halcyon.raftstorage.transport.PeerTransport;
import io.halcyon.raftstorage.transport.ReplyHandler;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.ratis.proto.RaftProtos.AppendEntriesReplyProto;
import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotReplyProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotRequestProto;
import org.apache.ratis.proto.RaftProtos.RaftRpcRequestProto;
import org.apache.ratis.proto.RaftProtos.ReadIndexReplyProto;
import org.apache.ratis.proto.RaftProtos.ReadIndexRequestProto;
import org.apache.ratis.proto.RaftProtos.RequestVoteReplyProto;
import org.apache.ratis.proto.RaftProtos.RequestVoteRequestProto;
import org.apache.ratis.proto.RaftProtos.StartLeaderElectionReplyProto;
import org.apache.ratis.proto.RaftProtos.StartLeaderElectionRequestProto;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.rpc.RpcType;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.apache.ratis.server.RaftServerRpc;
import org.apache.ratis.server.protocol.RaftServerAsynchronousProtocol;
import org.apache.ratis.thirdparty.com.google.protobuf.MessageLite;
import org.apache.ratis.thirdparty.com.google.protobuf.Parser;

/// A Ratis server's way to its peers, over the peer transport.
///
/// Calls that Ratis makes blocking (votes, start of an election) block the calling thread for at
/// most the request timeout. Thread-safe.
final class PeerRaftRpc implements RaftServerRpc, RaftServerAsynchronousProtocol {
  private final RaftServer server;
  private final RpcType type;
  private final PeerTransport transport;
  private final RaftRpcConfig config;
  private final RaftRpcCounters counters;
  private final Duration requestTimeout;
  private final ExecutorService blocking =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("raft-rpc-", 0).factory());
  private final Map<NodeId, FollowerLoop> loops = new ConcurrentHashMap<>();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final RaftInbound inbound;
  private final ConnectionWatcher watcher =
      new ConnectionWatcher() {
        @Override
        public void connected(Incarnation peer) {
          FollowerLoop loop = loops.get(peer.node());
          if (loop != null) {
            loop.connected();
          }
        }
      };

  PeerRaftRpc(
      RaftServer server,
      RpcType type,
      PeerTransport transport,
      RaftRpcConfig config,
      RaftRpcCounters counters) {
    this.server = server;
    this.type = type;
    this.transport = transport;
    this.config = config;
    this.counters = counters;
    this.requestTimeout =
        Duration.ofMillis(
            RaftServerConfigKeys.Rpc.requestTimeout(server.getProperties())
                .toLong(TimeUnit.MILLISECONDS));
    counters.arrivals.begin(transport.clock().monotonicNanos());
    this.inbound = new RaftInbound(server, blocking, counters, transport.clock());
  }

  RaftRpcConfig config() {
    return config;
  }

  RaftRpcCounters counters() {
    return counters;
  }

  /// Runs what may block.
  Executor blocking() {
    return blocking;
  }

  FollowerLoop loop(NodeId follower, long tickMillis) {
    return loops.computeIfAbsent(
        follower,
        node ->
            new FollowerLoop(
                () -> transport.connected(node).isPresent(),
                transport.eventLoop(node),
                tickMillis,
                config.commitNoticeDelay()));
  }

  void send(NodeId to, RaftCall call, MessageLite request, boolean askClock, ReplyHandler handler) {
    transport.request(
        to, call.service, new ProtoMessage(request), requestTimeout, askClock, handler);
  }

  @Override
  public void start() {
    inbound.register(transport);
    transport.watch(watcher);
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      transport.unwatch(watcher);
      inbound.unregister(transport);
      loops.values().forEach(FollowerLoop::close);
      blocking.shutdown();
    }
  }

  @Override
  public RpcType getRpcType() {
    return type;
  }

  @Override
  public InetSocketAddress getInetSocketAddress() {
    return transport.localAddress();
  }

  @Override
  public void addRaftPeers(Collection<RaftPeer> peers) {
    for (RaftPeer peer : peers) {
      NodeId node = PeerNames.node(peer.getId());
      if (!node.equals(transport.self().node())) {
        transport.open(node);
      }
    }
  }

  /// Nothing to do: the transport reconnects by itself.
  @Override
  public void handleException(RaftPeerId peer, Exception failure, boolean reconnect) {}

  @Override
  public RaftServerAsynchronousProtocol async() {
    return this;
  }

  @Override
  public RequestVoteReplyProto requestVote(RequestVoteRequestProto request) throws IOException {
    return call(RaftCall.VOTE, request.getServerRequest(), request, RequestVoteReplyProto.parser());
  }

  @Override
  public StartLeaderElectionReplyProto startLeaderElection(StartLeaderElectionRequestProto request)
      throws IOException {
    return call(
        RaftCall.START_ELECTION,
        request.getServerRequest(),
        request,
        StartLeaderElectionReplyProto.parser());
  }

  @Override
  public AppendEntriesReplyProto appendEntries(AppendEntriesRequestProto request)
      throws IOException {
    return call(
        RaftCall.APPEND, request.getServerRequest(), request, AppendEntriesReplyProto.parser());
  }

  @Override
  public InstallSnapshotReplyProto installSnapshot(InstallSnapshotRequestProto request)
      throws IOException {
    return call(
        RaftCall.SNAPSHOT, request.getServerRequest(), request, InstallSnapshotReplyProto.parser());
  }

  @Override
  public CompletableFuture<AppendEntriesReplyProto> appendEntriesAsync(
      AppendEntriesRequestProto request) {
    return callAsync(
        RaftCall.APPEND, request.getServerRequest(), request, AppendEntriesReplyProto.parser());
  }

  @Override
  public CompletableFuture<ReadIndexReplyProto> readIndexAsync(ReadIndexRequestProto request) {
    return callAsync(
        RaftCall.READ_INDEX, request.getServerRequest(), request, ReadIndexReplyProto.parser());
  }

  private <T extends MessageLite> CompletableFuture<T> callAsync(
      RaftCall call, RaftRpcRequestProto header, MessageLite request, Parser<T> parser) {
    NodeId target = PeerNames.node(header.getReplyId());
    return transport
        .request(target, call.service, new ProtoMessage(request), requestTimeout)
        .thenCompose(body -> {
          try {
            return CompletableFuture.completedFuture(ProtoMessage.parse(parser, body));
          } catch (IOException e) {
            return CompletableFuture.failedFuture(e);
          }
        });
  }

  private <T extends MessageLite> T call(
      RaftCall call, RaftRpcRequestProto header, MessageLite request, Parser<T> parser)
      throws IOException {
    try {
      return callAsync(call, header, request, parser).get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      var interrupted = new InterruptedIOException(call + " was interrupted");
      interrupted.initCause(e);
      throw interrupted;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof PeerFailureException failure) {
        throw new PeerFailureException(failure.failure());
      }
      throw new IOException(call + " failed", e.getCause());
    }
  }
}
