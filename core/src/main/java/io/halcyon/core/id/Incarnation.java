package io.halcyon.core.id;

/// One start of a node's process: the unit of membership (rules C2 and C3).
///
/// @param number grows with every start of the same node
public record Incarnation(NodeId node, long number) {
  public Incarnation {
    if (number <= 0) {
      throw new IllegalArgumentException("incarnation must be positive: " + number);
    }
  }

  @Override
  public String toString() {
    return node + "#" + number;
  }
}
