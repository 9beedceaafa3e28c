package io.halcyon.testkit.simulation;

/// One clause of the rules left out, in the simulation's shell: the simulation must notice each.
public enum Weakening {
  /// C2: answers do not wait for the floor.
  FORGET_FLOOR,
  /// C2, C3: members add a newcomer only once it is active.
  FLOOR_IGNORES_JOINING,
  /// C2: the lease is checked when an operation begins and not again before its answer.
  LEASE_NOT_RECHECKED,
  /// C1: reads do not wait for a bound.
  READ_WITHOUT_BOUND,
  /// C1: a bound counts whatever the term of its entry.
  BOUND_OF_LATER_TERM,
  /// C1: the low-water mark is taken at the election instead of after the first own entry.
  LOW_WATER_WITHOUT_FIRST_ENTRY,
  /// C1: reads do not wait for writes in flight at or below them.
  READ_PASSES_WRITE_IN_FLIGHT,
  /// C3: a restarted clock begins at physical time, not at the persisted bound.
  CLOCK_FORGETS_BOUND,
  /// C3: a new leader of the system shard declares nodes down without waiting a lease.
  NO_WAIT_AFTER_ELECTION,
  /// C3: a new leader of the system shard waits from its start, not from the last entry's arrival.
  ARRIVALS_NOT_NOTED,
  /// C3: a lease is granted without an entry of the own term after the request.
  GRANT_WITHOUT_ENTRY,
  /// C3: a lease counts from the arrival of its grant.
  LEASE_FROM_REPLY,
  /// C3: grants count before the node is activated, and so it serves.
  SERVE_WHILE_JOINING,
  /// C3: a newcomer activates after it registered, without introductions.
  NO_INTRODUCTIONS,
  /// C3: when a member goes down during a join, the others are not asked again.
  NO_SECOND_ROUND,
  /// C3: members learn of newcomers by introductions only, not from the system shard's state too.
  ONLY_INTRODUCTIONS,
  /// C3: activation does not ask whether the incarnation is still registered.
  UNCONDITIONAL_ACTIVATION,
  /// S2: an entry counts although it was evaluated in another term.
  EFFECT_OF_OTHER_TERM,
  /// S2, C3: an entry of the system shard names the term it is proposed in, not the one in which
  /// the leases were looked at.
  EVALUATED_IN_TERM_OF_PROPOSAL,
  /// T3: a retried write is evaluated anew.
  FORGET_OUTCOMES,
  /// T3: a failed comparison is answered without being remembered under its id.
  FORGET_FAILED_CONDITION
}
