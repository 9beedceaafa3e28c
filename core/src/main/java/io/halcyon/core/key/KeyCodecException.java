package io.halcyon.core.key;

/// A key column cannot be encoded, or bytes are not what an encoder writes.
public final class KeyCodecException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// What is wrong.
  public enum Reason {
    /// The type cannot be part of a key.
    UNSUPPORTED_TYPE,
    /// The key would exceed the encoder's limit.
    TOO_LONG,
    /// The value is outside of what its type allows.
    OUT_OF_RANGE,
    /// The bytes to decode do not follow the layout: they are damaged, or of another type.
    MALFORMED
  }

  private final Reason reason;

  public KeyCodecException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
