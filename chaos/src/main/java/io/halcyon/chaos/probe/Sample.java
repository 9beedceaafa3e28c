package io.halcyon.chaos.probe;

/// One call of the probe.
///
/// @param lane whose call it was
/// @param fromNanos when it was made, by the run's clock
/// @param toNanos when it was answered, or given up
/// @param failure the kind of failure; empty if it succeeded
public record Sample(int lane, boolean write, long fromNanos, long toNanos, String failure) {
  public boolean ok() {
    return failure.isEmpty();
  }
}
