package io.halcyon.raftstorage.ratis;

import java.net.InetSocketAddress;
import java.util.OptionalLong;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.protocol.RaftGroupId;

/// The choice of how Ratis's servers talk to each other, made once per process.
@FunctionalInterface
public interface RatisTransport {
  /// Names the RPC type with all its settings in `properties`, and puts the live objects that its
  /// factory needs into `parameters`.
  ///
  /// @param self where this server listens
  void configure(RaftProperties properties, Parameters parameters, InetSocketAddress self);

  /// A checkpoint of a group has been fetched: it counts as an arrival.
  default void fetched(RaftGroupId group) {}

  /// Returns a moment of the process's monotonic clock at or after which no entry of another leader
  /// has arrived for a group; empty if this transport does not know.
  default OptionalLong lastArrivalNanos(RaftGroupId group) {
    return OptionalLong.empty();
  }
}
