package io.halcyon.core.failure;

/// A broken invariant: the replica that throws it must stop and keep the evidence, never continue.
public final class InvariantViolation extends Error {
  private static final long serialVersionUID = 1L;

  public InvariantViolation(String message) {
    super(message);
  }
}
