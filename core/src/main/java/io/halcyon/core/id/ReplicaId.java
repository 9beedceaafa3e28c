package io.halcyon.core.id;

/// Names one replica of a shard for its whole life; a replica rebuilt from nothing gets a new
/// generation, because it forgot its votes.
public record ReplicaId(NodeId node, int generation) {
  public ReplicaId {
    if (generation <= 0) {
      throw new IllegalArgumentException("generation must be positive: " + generation);
    }
  }

  /// Returns the form used as Raft peer id, for instance `n3.1`.
  @Override
  public String toString() {
    return node + "." + generation;
  }

  /// Parses what {@link #toString} prints.
  public static ReplicaId parse(String text) {
    int dot = text.indexOf('.');
    if (dot < 2 || text.charAt(0) != 'n') {
      throw new IllegalArgumentException("not a replica id: " + text);
    }
    return new ReplicaId(
        new NodeId(Long.parseLong(text.substring(1, dot))),
        Integer.parseInt(text.substring(dot + 1)));
  }
}
