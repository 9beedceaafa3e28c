package io.halcyon.testkit.simulation;

/// What a simulated cluster is configured with; small times, so that rare turns come often.
///
/// @param leaseMillis length of the liveness lease
/// @param marginMillis what the system shard waits beyond it
/// @param boundLeadMillis how far B runs ahead of physical time
/// @param clockOffsetMillis the greatest difference of clocks that messages tolerate
/// @param faultMillis how long faults go on
/// @param healMillis how long the healed cluster has to finish what is outstanding
record Settings(
    long leaseMillis,
    long marginMillis,
    long boundLeadMillis,
    long clockOffsetMillis,
    long faultMillis,
    long healMillis) {
  static final Settings DEFAULT = new Settings(250, 40, 200, 100, 3_500, 5_000);

  long leaseNanos() {
    return leaseMillis * Scheduler.MILLI;
  }

  long marginNanos() {
    return marginMillis * Scheduler.MILLI;
  }
}
