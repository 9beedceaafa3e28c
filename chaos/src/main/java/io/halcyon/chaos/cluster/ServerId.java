package io.halcyon.chaos.cluster;

/// One server process of a cluster, over all its restarts.
///
/// @param number counted from 1 within its kind
public record ServerId(Kind kind, int number) {
  /// What the process is.
  public enum Kind {
    NODE,
    ROUTER
  }

  public ServerId {
    if (number < 1) {
      throw new IllegalArgumentException("servers count from 1: " + number);
    }
  }

  public static ServerId node(int number) {
    return new ServerId(Kind.NODE, number);
  }

  public static ServerId router(int number) {
    return new ServerId(Kind.ROUTER, number);
  }

  public boolean isNode() {
    return kind == Kind.NODE;
  }

  /// `n1` for the first node, `r2` for the second router.
  @Override
  public String toString() {
    return (isNode() ? "n" : "r") + number;
  }
}
