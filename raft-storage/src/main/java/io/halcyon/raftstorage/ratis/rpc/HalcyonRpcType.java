package io.halcyon.raftstorage.ratis.rpc;

import io.halcyon.raftstorage.transport.PeerTransport;
import org.apache.ratis.RaftConfigKeys;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.rpc.RpcType;
import org.apache.ratis.server.RaftServerConfigKeys;

/// Selects the RPC over {@link PeerTransport} for a Ratis server.
///
/// Ratis creates it by its class name, so it is public and has a constructor without parameters.
/// Peers are named like nodes (`n3`); the addresses in Ratis's configurations are not used, the
/// transport resolves nodes itself. Only the notification mode of snapshot installation is
/// supported.
public final class HalcyonRpcType implements RpcType {
  private static final String TRANSPORT = "halcyon.peer.transport";
  private static final String CONFIG = "halcyon.raft.rpc.config";
  private static final String COUNTERS = "halcyon.raft.rpc.counters";

  /// Makes a server that is built with `properties` and `parameters` use `transport`.
  ///
  /// The server registers its services at the transport when it starts and removes them when it
  /// closes; the transport itself is neither started nor closed.
  ///
  /// Also lets followers append on the calling thread: by default Ratis holds each append back
  /// until the one before it is on disk, over two thread hand-offs, which denies pipelined appends
  /// a common fsync. The order that this is meant to protect is kept by {@link Lane}.
  public static void select(
      RaftProperties properties,
      Parameters parameters,
      PeerTransport transport,
      RaftRpcConfig config,
      RaftRpcCounters counters) {
    RaftConfigKeys.Rpc.setType(properties, new HalcyonRpcType());
    RaftServerConfigKeys.Log.Appender.setInstallSnapshotEnabled(properties, false);
    RaftServerConfigKeys.Log.setAppendEntriesComposeEnabled(properties, false);
    parameters.put(TRANSPORT, transport, PeerTransport.class);
    parameters.put(CONFIG, config, RaftRpcConfig.class);
    parameters.put(COUNTERS, counters, RaftRpcCounters.class);
  }

  @Override
  public String name() {
    return HalcyonRpcType.class.getName();
  }

  @Override
  public HalcyonRpcFactory newFactory(Parameters parameters) {
    return new HalcyonRpcFactory(
        this,
        parameters.getNonNull(TRANSPORT, PeerTransport.class),
        parameters.getNonNull(CONFIG, RaftRpcConfig.class),
        parameters.getNonNull(COUNTERS, RaftRpcCounters.class));
  }
}
