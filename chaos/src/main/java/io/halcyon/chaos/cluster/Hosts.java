package io.halcyon.chaos.cluster;

import java.util.List;
import java.util.Optional;

/// Where the servers of a cluster run: their addresses, and what their command lines begin with.
///
/// Owned by the thread that drives the cluster; {@link #close} may be called by any other.
interface Hosts extends AutoCloseable {
  /// What a server listens for.
  enum Listener {
    RPC,
    PEERS,
    HTTP
  }

  /// Returns the address that a server listens on and others reach it at.
  String host(ServerId server);

  /// Returns a port of the server's, the same at each call.
  int port(ServerId server, Listener listener);

  /// Returns what a command line begins with so that it runs on the server's host.
  List<String> prefix(ServerId server);

  /// Returns the network between the hosts; empty if it cannot be disturbed.
  Optional<Network> network();

  /// Takes the hosts away; the processes must have ended. Harmless when repeated.
  @Override
  void close();

  /// Returns `host:port`.
  default String address(ServerId server, Listener listener) {
    return host(server) + ":" + port(server, listener);
  }
}
