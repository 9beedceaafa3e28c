package io.halcyon.chaos.cluster;

import java.util.Map;
import java.util.Set;

/// The network between the servers of a cluster. Whoever drives the cluster, and its clients, reach
/// every server whatever happens between them.
public interface Network {
  /// The way of packets from one server to another.
  record Link(ServerId from, ServerId to) {}

  /// What is wrong with the network.
  ///
  /// @param cut links on which no packet arrives; the other direction is a link of its own
  /// @param lossPercent of the packets that a server gets from other servers, how many are lost
  record Disorder(Set<Link> cut, Map<ServerId, Integer> lossPercent) {
    /// Nothing is wrong.
    public static final Disorder NONE = new Disorder(Set.of(), Map.of());

    public Disorder {
      cut = Set.copyOf(cut);
      lossPercent = Map.copyOf(lossPercent);
    }

    public static Disorder cutting(Set<Link> links) {
      return new Disorder(links, Map.of());
    }
  }

  /// Makes the network as described, whatever it was before. Server by server, each at once.
  ///
  /// @throws IllegalStateException if the machine refuses
  void become(Disorder disorder);
}
