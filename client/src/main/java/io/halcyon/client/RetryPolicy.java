package io.halcyon.client;

import java.time.Duration;

/// How a call is repeated within its deadline. Reads are repeated freely, writes under their
/// request id.
///
/// @param attemptsMax most attempts of one call; 1 never repeats
/// @param backoffMin first pause; doubles with each attempt, jittered. Turning to another router
///   that is connected needs no pause
/// @param backoffMax longest pause
/// @param attemptTimeout how long to wait for one router's answer before another one is asked;
///   without effect while there is only one
public record RetryPolicy(
    int attemptsMax, Duration backoffMin, Duration backoffMax, Duration attemptTimeout) {
  public static final RetryPolicy DEFAULT =
      new RetryPolicy(
          Integer.MAX_VALUE, Duration.ofMillis(10), Duration.ofMillis(500), Duration.ofSeconds(2));

  /// One attempt only.
  public static final RetryPolicy NEVER =
      new RetryPolicy(1, Duration.ofMillis(10), Duration.ofMillis(10), Duration.ofDays(1));

  public RetryPolicy {
    if (attemptsMax < 1) {
      throw new IllegalArgumentException("attemptsMax must be at least 1: " + attemptsMax);
    }
    if (!backoffMin.isPositive() || backoffMax.compareTo(backoffMin) < 0) {
      throw new IllegalArgumentException(
          "backoff must be positive and ascending: " + backoffMin + " to " + backoffMax);
    }
    if (attemptTimeout.compareTo(Duration.ofMillis(10)) < 0) {
      throw new IllegalArgumentException(
          "attemptTimeout must be at least 10 ms: " + attemptTimeout);
    }
  }

  /// Returns the longest pause before the attempt after `attempts`, in nanoseconds.
  long pauseNanos(int attempts) {
    long doubled = backoffMin.toNanos() << Math.min(attempts, 20);
    return Math.min(doubled <= 0 ? Long.MAX_VALUE : doubled, backoffMax.toNanos());
  }
}
