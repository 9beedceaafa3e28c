package io.halcyon.core.failure;

/// Carries a {@link Failure} over an API border; inside protocol code failures are values.
public final class HalcyonException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Failure failure;

  public HalcyonException(Failure failure) {
    super(failure.message());
    this.failure = failure;
  }

  public HalcyonException(Failure failure, Throwable cause) {
    super(failure.message(), cause);
    this.failure = failure;
  }

  public Failure failure() {
    return failure;
  }
}
