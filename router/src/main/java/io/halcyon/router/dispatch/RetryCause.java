package io.halcyon.router.dispatch;

/// Why an operation was sent again.
public enum RetryCause {
  NOT_LEADER,
  NOT_OWNER,
  UNAVAILABLE,
  BLOCKED,
  OVERLOADED,
  TIMEOUT,
  AMBIGUOUS,
  CORRUPTED,
  NO_ROUTE
}
