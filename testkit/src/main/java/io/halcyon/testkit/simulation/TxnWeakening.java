package io.halcyon.testkit.simulation;

/// One clause of the transaction protocol left out, at its ports or between its parts: the
/// simulation must notice each.
public enum TxnWeakening {
  /// C2: outcomes and versions are told without waiting for the floor.
  FORGET_FLOOR,
  /// C1: reads do not wait for a bound.
  READ_WITHOUT_BOUND,
  /// C1: prepares and one-phase commits ignore the low-water mark.
  PREPARE_BELOW_LOW_WATER,
  /// C1: decisions ignore the low-water mark.
  DECIDE_BELOW_LOW_WATER,
  /// C1: a push is answered without a bound.
  PUSH_WITHOUT_BOUND,
  /// C1: that a request is not decided is told without a bound.
  STATUS_WITHOUT_BOUND,
  /// C1: proposals count as applied, and are answered, when they are appended.
  ANSWER_BEFORE_APPLIED,
  /// S2: an entry counts although it was evaluated in another term.
  EFFECT_OF_OTHER_TERM,
  /// T1: reads are not noted in the timestamp cache.
  READS_NOT_NOTED,
  /// T1: ranges are not noted in the timestamp cache.
  RANGES_NOT_NOTED,
  /// T1: the timestamp cache forgets without raising its mark.
  CACHE_FORGETS,
  /// A refresh is taken for granted.
  SKIP_REFRESH,
  /// One-phase commits do not check what was read.
  SKIP_ONE_PHASE_CHECKS,
  /// A decision may be at or below a push.
  DECISION_IGNORES_PUSHES,
  /// The commit timestamp ignores those at which participants prepared.
  IGNORE_PREPARED_TIMESTAMP,
  /// Intents are resolved as committed before the decision is made.
  RESOLVE_BEFORE_DECISION,
  /// The client is told of the commit before the decision is made.
  ANSWER_BEFORE_DECISION,
  /// An attempt whose commit may still happen is given up without recording an abort.
  ABANDON_WITHOUT_RECORD,
  /// Who finds a coordinator silent takes it for aborted without recording that.
  RECOVER_WITHOUT_RECORD,
  /// A prepare that comes late lays intents again.
  PREPARE_OF_RESOLVED_LAYS_INTENT,
  /// Reads pass intents that may have been committed below them.
  READ_PASSES_INTENT,
  /// An intent is taken for aborted when its owner was pushed to a lower timestamp only.
  PUSH_COUNTS_FOR_LATER_READS,
  /// T3: the outcome of a request is not remembered.
  FORGET_REQUEST,
  /// T3: a request that wrote nothing is not remembered.
  FORGET_REFUSED_REQUEST,
  /// First committer wins is not checked.
  IGNORE_BASIS,
  /// What was locked is not validated at commit, although locks die with their leader.
  TRUST_LOCKS,
  /// A one-phase commit ignores the timestamp that it is bound to.
  COMMIT_TOO_LATE,
  /// Requests older than what is remembered are evaluated anew.
  EVALUATE_OLD_REQUESTS,
  /// Nobody is ever taken for dead.
  WAIT_FOR_THE_DEAD,
  /// Coordinators do not tell whom they wait for.
  DEADLOCKS_UNSEEN
}
