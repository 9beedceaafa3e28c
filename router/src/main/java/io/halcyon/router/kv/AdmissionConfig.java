package io.halcyon.router.kv;

import io.halcyon.core.config.Describe;
import java.time.Duration;

/// Settings of load shedding, prefix `router.admission`.
///
/// @param operationsMax operations in flight through the router, at most
/// @param bytesMax bytes of requests in flight through the router, at most
/// @param retryAfter what a shed client is told to wait
@Describe("Load shedding.")
public record AdmissionConfig(
    @Describe("Operations in flight through the router, at most.") int operationsMax,
    @Describe("Bytes of requests in flight through the router, at most.") long bytesMax,
    @Describe("What a shed client is told to wait.") Duration retryAfter) {
  public static final AdmissionConfig DEFAULT =
      new AdmissionConfig(20_000, 64L << 20, Duration.ofMillis(50));

  public AdmissionConfig {
    if (operationsMax < 1) {
      throw new IllegalArgumentException(
          "router.admission.operations-max must be positive: " + operationsMax);
    }
    if (bytesMax < 1 << 20) {
      throw new IllegalArgumentException(
          "router.admission.bytes-max must be at least 1 MiB: " + bytesMax);
    }
    if (retryAfter.isNegative()) {
      throw new IllegalArgumentException(
          "router.admission.retry-after must not be negative: " + retryAfter);
    }
  }
}
