package io.halcyon.chaos.nemesis;

import io.halcyon.chaos.cluster.Network.Link;
import io.halcyon.chaos.cluster.ServerId;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// A way to cut a network into parts: which links are cut, and how people call it.
public record Partition(String name, Set<Link> cut) {
  public Partition {
    cut = Set.copyOf(cut);
  }

  /// Cuts some servers off from others, both ways.
  static Partition between(String name, Collection<ServerId> some, Collection<ServerId> others) {
    Set<Link> cut = new HashSet<>();
    for (ServerId one : some) {
      for (ServerId other : others) {
        if (!one.equals(other)) {
          cut.add(new Link(one, other));
          cut.add(new Link(other, one));
        }
      }
    }
    return new Partition(name, cut);
  }

  /// Lets a server hear nobody.
  static Partition deaf(ServerId server, List<ServerId> all) {
    Set<Link> cut = new HashSet<>();
    all.stream()
        .filter(other -> !other.equals(server))
        .forEach(other -> cut.add(new Link(other, server)));
    return new Partition(server + " hears nobody", cut);
  }

  /// Lets nobody hear a server.
  static Partition mute(ServerId server, List<ServerId> all) {
    Set<Link> cut = new HashSet<>();
    all.stream()
        .filter(other -> !other.equals(server))
        .forEach(other -> cut.add(new Link(server, other)));
    return new Partition("nobody hears " + server, cut);
  }

  /// Splits nodes into two halves that share only the node in the middle.
  ///
  /// @param order the nodes, at least three
  static Partition bridge(List<ServerId> order) {
    int middle = order.size() / 2;
    List<ServerId> left = order.subList(0, middle);
    List<ServerId> right = order.subList(middle + 1, order.size());
    return between(
        "bridge " + order.get(middle) + " between " + left + " and " + right, left, right);
  }

  /// Lets each node see a majority, itself included, no two the same: those around it in a ring.
  ///
  /// @param order the nodes, at least four
  static Partition ring(List<ServerId> order) {
    int count = order.size();
    int reach = Math.max(1, (count / 2 + 1) / 2);
    Set<Link> cut = new HashSet<>();
    for (int i = 0; i < count; i++) {
      for (int j = 0; j < count; j++) {
        int distance = Math.min(Math.floorMod(i - j, count), Math.floorMod(j - i, count));
        if (distance > reach) {
          cut.add(new Link(order.get(i), order.get(j)));
        }
      }
    }
    return new Partition("ring " + order, cut);
  }
}
