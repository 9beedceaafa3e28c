package io.halcyon.core.id;

/// Names a node for as long as it keeps its disk; a node that lost its disk gets a new one.
public record NodeId(long value) implements Comparable<NodeId> {
  public NodeId {
    if (value <= 0) {
      throw new IllegalArgumentException("node id must be positive: " + value);
    }
  }

  @Override
  public int compareTo(NodeId other) {
    return Long.compare(value, other.value);
  }

  @Override
  public String toString() {
    return "n" + value;
  }
}
