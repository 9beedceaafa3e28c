package io.halcyon.raftstorage.ratis;

import io.halcyon.raftstorage.ratis.rpc.HalcyonRpcType;
import io.halcyon.raftstorage.ratis.rpc.RaftRpcConfig;
import io.halcyon.raftstorage.transport.PeerTransport;
import java.net.InetSocketAddress;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.conf.RaftProperties;

/// Raft over the nodes' common transport: the messages of all groups between two nodes share one
/// stream, whose frames carry the clock news of rule C2 as well.
public record PeerRatisTransport(PeerTransport transport, RaftRpcConfig config)
    implements RatisTransport {
  @Override
  public void configure(RaftProperties properties, Parameters parameters, InetSocketAddress self) {
    HalcyonRpcType.select(properties, parameters, transport, config);
  }
}
