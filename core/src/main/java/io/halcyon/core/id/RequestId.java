package io.halcyon.core.id;

/// Names one logical request over all its retries, so that it takes effect at most once (T3).
///
/// @param session random 64 bits that name the client's session
/// @param sequence unique within the session
/// @param createdMillis the client's physical time; requests older than the retry window are
///   refused
public record RequestId(long session, long sequence, long createdMillis) {
  /// Bytes of the encoded form: `session (8) | sequence (8) | created (8)`.
  public static final int BYTES = 24;
}
