package io.halcyon.checker.report;

import java.util.List;

/// How long calls took, by the histories' clock: a lane for each kind of call.
public record Latencies(List<Lane> lanes) {
  public Latencies {
    lanes = List.copyOf(lanes);
  }

  /// One kind of call.
  public record Lane(String name, List<Point> points) {
    public Lane {
      points = List.copyOf(points);
    }
  }

  /// One call.
  ///
  /// @param fromNanos when it was made
  public record Point(long fromNanos, long tookNanos, boolean ok) {}
}
