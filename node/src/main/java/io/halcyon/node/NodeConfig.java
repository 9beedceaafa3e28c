package io.halcyon.node;

import io.halcyon.core.config.Describe;
import io.halcyon.core.hlc.ClockConfig;
import io.halcyon.node.liveness.LivenessConfig;
import io.halcyon.node.membership.MembershipConfig;
import io.halcyon.node.repair.ScrubConfig;
import io.halcyon.node.replica.ReplicaConfig;
import io.halcyon.raftstorage.engine.StorageConfig;
import io.halcyon.raftstorage.ratis.RaftConfig;
import io.halcyon.raftstorage.transport.PeerTransportConfig;
import java.nio.file.Path;
import java.util.Map;

/// Settings of a node process, prefix `node`.
public record NodeConfig(
    @Describe("Where the node keeps its log, its stores and its identity.") Path data,
    @Describe("Address of the gRPC server (host:port); port 0 takes a free one.") String rpcListen,
    @Describe("Address of the Raft and peer transport (host:port).") String peerListen,
    @Describe("Address of the HTTP server for metrics and health (host:port).") String httpListen,
    @Describe("Host name or address under which others reach this node; empty: as listened on.")
        String advertiseHost,
    @Describe("Labels of the node, for instance zone=a.") Map<String, String> labels,
    @Describe("The hybrid logical clock.") ClockConfig clock,
    @Describe("How the node finds its cluster.") MembershipConfig membership,
    @Describe("The liveness lease.") LivenessConfig liveness,
    @Describe("Shard replicas.") ReplicaConfig replica,
    @Describe("The Raft log.") RaftConfig raft,
    @Describe("The transport between nodes.") PeerTransportConfig peer,
    @Describe("RocksDB.") StorageConfig storage,
    @Describe("The background check of stored data.") ScrubConfig scrub) {
  public static final NodeConfig DEFAULT =
      new NodeConfig(
          Path.of("data"),
          "127.0.0.1:7410",
          "127.0.0.1:7411",
          "127.0.0.1:7481",
          "",
          Map.of(),
          ClockConfig.DEFAULT,
          MembershipConfig.DEFAULT,
          LivenessConfig.DEFAULT,
          ReplicaConfig.DEFAULT,
          RaftConfig.DEFAULT,
          PeerTransportConfig.DEFAULT,
          StorageConfig.DEFAULT,
          ScrubConfig.DEFAULT);

  public NodeConfig {
    labels = Map.copyOf(labels);
  }

  /// Returns a copy with other settings of the liveness lease.
  public NodeConfig withLiveness(LivenessConfig lease) {
    return new NodeConfig(
        data,
        rpcListen,
        peerListen,
        httpListen,
        advertiseHost,
        labels,
        clock,
        membership,
        lease,
        replica,
        raft,
        peer,
        storage,
        scrub);
  }

  /// Returns a copy with other settings of the background check of stored data.
  public NodeConfig withScrub(ScrubConfig check) {
    return new NodeConfig(
        data,
        rpcListen,
        peerListen,
        httpListen,
        advertiseHost,
        labels,
        clock,
        membership,
        liveness,
        replica,
        raft,
        peer,
        storage,
        check);
  }

  /// Returns a copy for another place: what differs between the nodes of one machine.
  public NodeConfig at(
      Path directory, String rpc, String peerAddress, String http, MembershipConfig joining) {
    return new NodeConfig(
        directory,
        rpc,
        peerAddress,
        http,
        advertiseHost,
        labels,
        clock,
        joining,
        liveness,
        replica,
        raft,
        peer,
        storage,
        scrub);
  }
}
