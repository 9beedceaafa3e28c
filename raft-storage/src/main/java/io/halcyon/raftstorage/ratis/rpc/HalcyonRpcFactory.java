package io.halcyon.raftstorage.ratis.rpc;

import io.halcyon.raftstorage.transport.PeerTransport;
import org.apache.ratis.rpc.RpcType;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.RaftServerRpc;
import org.apache.ratis.server.ServerFactory;
import org.apache.ratis.server.leader.FollowerInfo;
import org.apache.ratis.server.leader.LeaderState;
import org.apache.ratis.server.leader.LogAppender;

/// Creates the parts that Ratis asks an RPC type for.
final class HalcyonRpcFactory implements ServerFactory {
  private final RpcType type;
  private final PeerTransport transport;
  private final RaftRpcConfig config;
  private final RaftRpcCounters counters;

  HalcyonRpcFactory(
      RpcType type, PeerTransport transport, RaftRpcConfig config, RaftRpcCounters counters) {
    this.type = type;
    this.transport = transport;
    this.config = config;
    this.counters = counters;
  }

  @Override
  public LogAppender newLogAppender(
      RaftServer.Division server, LeaderState state, FollowerInfo follower) {
    var rpc = (PeerRaftRpc) server.getRaftServer().getServerRpc();
    return new PipelinedLogAppender(server, state, follower, rpc);
  }

  @Override
  public RaftServerRpc newRaftServerRpc(RaftServer server) {
    return new PeerRaftRpc(server, type, transport, config, counters);
  }

  @Override
  public RpcType getRpcType() {
    return type;
  }
}
