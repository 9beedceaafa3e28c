package io.halcyon.verify.database;

/// A value was read that nobody can have written.
public final class DamagedValueException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int SHOWN_MAX = 80;

  public DamagedValueException(String key, String value) {
    super(
        "key %s holds %d characters that nobody wrote: %s"
            .formatted(
                key, value.length(), value.substring(0, Math.min(value.length(), SHOWN_MAX))));
  }
}
