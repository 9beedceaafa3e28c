package io.halcyon.raftstorage.ratis;

import java.net.InetSocketAddress;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.conf.RaftProperties;

/// The choice of how Ratis's servers talk to each other, made once per process.
@FunctionalInterface
public interface RatisTransport {
  /// Names the RPC type with all its settings in `properties`, and puts the live objects that its
  /// factory needs into `parameters`.
  ///
  /// @param self where this server listens
  void configure(RaftProperties properties, Parameters parameters, InetSocketAddress self);
}
