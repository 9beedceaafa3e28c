package io.halcyon.router.dispatch;

import io.halcyon.core.config.Describe;
import java.time.Duration;

/// Settings of retries towards nodes, prefix `router.retry`.
///
/// @param backoffMin the pause before the first delayed retry; doubles with each, jittered down to
///   half
/// @param backoffMax the longest pause between two tries
/// @param attemptTimeout how long the first try may take before another replica is asked; doubles
///   with each try that times out
/// @param attemptsMax tries of one operation, at most
@Describe("Retries towards nodes.")
public record RetryConfig(
    @Describe("Pause before the first delayed retry; doubles with each, jittered down to half.")
        Duration backoffMin,
    @Describe("Longest pause between two tries.") Duration backoffMax,
    @Describe(
            "How long the first try may take before another replica is asked; doubles with each try that times out.")
        Duration attemptTimeout,
    @Describe("Tries of one operation, at most.") int attemptsMax) {
  public static final RetryConfig DEFAULT =
      new RetryConfig(Duration.ofMillis(4), Duration.ofMillis(200), Duration.ofSeconds(2), 1000);

  public RetryConfig {
    if (backoffMin.toMillis() < 1) {
      throw new IllegalArgumentException(
          "router.retry.backoff-min must be at least 1ms: " + backoffMin);
    }
    if (backoffMax.compareTo(backoffMin) < 0) {
      throw new IllegalArgumentException(
          "router.retry.backoff-max must not be below backoff-min: " + backoffMax);
    }
    if (attemptTimeout.toMillis() < 10) {
      throw new IllegalArgumentException(
          "router.retry.attempt-timeout must be at least 10ms: " + attemptTimeout);
    }
    if (attemptsMax < 1) {
      throw new IllegalArgumentException(
          "router.retry.attempts-max must be positive: " + attemptsMax);
    }
  }
}
