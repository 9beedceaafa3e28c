package io.halcyon.raftstorage.ratis.rpc;

import io.halcyon.raftstorage.ratis.RatisTransport;
import io.halcyon.raftstorage.transport.PeerTransport;
import java.net.InetSocketAddress;
import java.util.OptionalLong;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.protocol.RaftGroupId;

/// Lets Raft servers talk over the peer transport, which must have been started and is closed by
/// its owner after the Raft server.
///
/// @param counters filled by the server
public record HalcyonTransport(
    PeerTransport transport, RaftRpcConfig config, RaftRpcCounters counters)
    implements RatisTransport {
  public HalcyonTransport(PeerTransport transport) {
    this(transport, RaftRpcConfig.DEFAULT, new RaftRpcCounters());
  }

  @Override
  public void fetched(RaftGroupId group) {
    counters.arrivals.note(group.toByteString(), transport.clock().monotonicNanos());
  }

  @Override
  public OptionalLong lastArrivalNanos(RaftGroupId group) {
    return counters.arrivals.last(group);
  }

  @Override
  public void configure(RaftProperties properties, Parameters parameters, InetSocketAddress self) {
    HalcyonRpcType.select(properties, parameters, transport, config, counters);
  }
}
