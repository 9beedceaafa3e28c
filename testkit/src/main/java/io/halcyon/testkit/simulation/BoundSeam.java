package io.halcyon.testkit.simulation;

import io.halcyon.txn.bound.LogBound;

/// The production rule C1 as the simulated replica uses it, with its weakened variants.
final class BoundSeam {
  private final World world;
  private final LogBound rule;
  private long greatest;
  private long greatestAtElection;

  BoundSeam(World world) {
    this.world = world;
    this.rule = new LogBound(world.settings().boundLeadMillis());
  }

  long next(long commitTs, long physicalMillis) {
    return rule.next(commitTs, physicalMillis);
  }

  void applied(long entryTerm, long bound) {
    greatest = Math.max(greatest, bound);
    rule.applied(entryTerm, bound);
  }

  void elected(long term) {
    greatestAtElection = greatest;
    rule.elected(term);
  }

  void lostLeadership() {
    rule.lostLeadership();
  }

  boolean readyIn(long term) {
    return term != 0 && rule.lowWater(term) != Long.MAX_VALUE;
  }

  boolean mayServe(long term) {
    return world.weak(Weakening.LOW_WATER_WITHOUT_FIRST_ENTRY)
        ? term != 0 && rule.term() == term
        : readyIn(term);
  }

  long lowWater(long term) {
    if (world.weak(Weakening.LOW_WATER_WITHOUT_FIRST_ENTRY) && rule.term() == term) {
      return greatestAtElection;
    }
    return rule.lowWater(term);
  }

  boolean covers(long term, long readAt) {
    if (world.weak(Weakening.READ_WITHOUT_BOUND)) {
      return true;
    }
    if (world.weak(Weakening.BOUND_OF_LATER_TERM) && readyIn(term)) {
      return greatest >= readAt;
    }
    return rule.covers(term, readAt);
  }

  long term() {
    return rule.term();
  }
}
