package io.halcyon.sql.regex;

import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;

/// How much work a match may still be. Not thread-safe.
final class StepBudget {
  private static final long STEPS_MAX = 200_000_000L;

  private long left = STEPS_MAX;

  void spend(long steps) {
    left -= steps;
    if (left < 0) {
      throw new SqlError(
          SqlState.STATEMENT_TOO_COMPLEX, "regular expression takes too many steps on this text");
    }
  }
}
