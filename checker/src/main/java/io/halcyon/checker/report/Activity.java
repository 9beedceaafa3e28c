package io.halcyon.checker.report;

import java.util.List;

/// What went on in a run, by the second of the histories' clock: a lane for each kind of traffic.
public record Activity(List<Lane> lanes) {
  public Activity {
    lanes = List.copyOf(lanes);
  }

  /// One kind of traffic.
  ///
  /// @param counts one for each second, from second 0 on
  public record Lane(String name, List<Count> counts) {
    public Lane {
      counts = List.copyOf(counts);
    }
  }

  /// How many operations ended in a second; ambiguous ones count where they began.
  public record Count(long ok, long failed, long ambiguous) {}

  /// Returns how many seconds the longest lane has.
  int seconds() {
    return lanes.stream().mapToInt(lane -> lane.counts().size()).max().orElse(0);
  }
}
