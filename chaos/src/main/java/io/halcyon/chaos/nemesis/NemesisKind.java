package io.halcyon.chaos.nemesis;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A kind of fault, by the name that users choose it with. Kinds of a family can be chosen
/// together.
public enum NemesisKind {
  KILL_NODE("kill-node", "kill", 1, "kill -9 of a node, started again after up to 2.5 s"),
  KILL_ROUTER("kill-router", "kill", 1, "kill -9 of a router, started again after up to 2.5 s"),
  KILL_ALL("kill-all", "kill", 1, "kill -9 of every process at once"),
  PAUSE_NODE("pause-node", "pause", 1, "SIGSTOP of a node for 2 to 4 s, then SIGCONT"),
  PAUSE_ROUTER("pause-router", "pause", 1, "SIGSTOP of a router for 2 to 4 s, then SIGCONT"),
  PAUSE_AND_KILL("pause-and-kill", "pause", 2, "a node is frozen, another killed meanwhile"),
  RESTART("restart", "restart", 1, "a node or router ends gracefully and starts again"),
  ROLL("roll", "restart", 1, "the nodes are killed one after the other, without waiting for them"),
  ISOLATE("isolate", "partition", 2, "one node is cut off from all other servers, routers too"),
  MAJORITY(
      "majority", "partition", 3, "nodes and routers are split into a majority and a minority"),
  BRIDGE("bridge", "partition", 3, "two halves that see each other only through one node"),
  RING("ring", "partition", 4, "each node sees only the next nodes of a ring"),
  ONE_WAY("one-way", "partition", 2, "one node hears nobody, or nobody hears it"),
  ISOLATE_LEADER(
      "isolate-leader", "partition", 2, "a shard's leader is cut off from the other nodes"),
  CUT_ROUTER("cut-router", "partition", 2, "a router cannot reach some of the nodes"),
  FLAP("flap", "partition", 2, "one node is cut off and joined again, several times a few seconds"),
  LOSS("loss", "loss", 1, "servers lose 5 to 30 % of the packets from other servers");

  private final String title;
  private final String family;
  private final int nodesMin;
  private final String description;

  NemesisKind(String title, String family, int nodesMin, String description) {
    this.title = title;
    this.family = family;
    this.nodesMin = nodesMin;
    this.description = description;
  }

  public String title() {
    return title;
  }

  public String family() {
    return family;
  }

  /// Returns in words what it does.
  public String description() {
    return description;
  }

  /// Returns whether it disturbs the network, which not every cluster can.
  public boolean needsNetwork() {
    return family.equals("partition") || family.equals("loss");
  }

  /// Returns how many nodes there must be for it to differ from another kind.
  public int nodesMin() {
    return nodesMin;
  }

  /// Returns the kinds of a title or a family, all for `all`; empty if there are none of that name.
  public static Optional<Set<NemesisKind>> named(String name) {
    Set<NemesisKind> found = new LinkedHashSet<>();
    for (NemesisKind kind : values()) {
      if (name.equals("all") || kind.title.equals(name) || kind.family.equals(name)) {
        found.add(kind);
      }
    }
    return found.isEmpty() ? Optional.empty() : Optional.of(found);
  }

  /// Returns the names of all families and kinds.
  public static List<String> names() {
    Set<String> names = new LinkedHashSet<>();
    Arrays.stream(values()).forEach(kind -> names.add(kind.family));
    Arrays.stream(values()).forEach(kind -> names.add(kind.title));
    return List.copyOf(names);
  }
}
