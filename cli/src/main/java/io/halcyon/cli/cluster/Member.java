package io.halcyon.cli.cluster;

/// One process of a local cluster.
///
/// @param name `n1`, `n2` ... for nodes, `r1`, `r2` ... for routers
/// @param port of its gRPC server
/// @param peerPort of its Raft transport; 0 for a router
/// @param pid of the process that was started last; 0 if none was
/// @param startedMillis when that process began, which tells it from a later one of the same number
public record Member(
    String name, int port, int peerPort, int httpPort, long pid, long startedMillis) {
  boolean isNode() {
    return name.startsWith("n");
  }

  /// Returns `host:port` of the gRPC server.
  String address() {
    return LocalCluster.HOST + ":" + port;
  }

  Member running(long newPid, long newStart) {
    return new Member(name, port, peerPort, httpPort, newPid, newStart);
  }
}
