package io.halcyon.router.transact;

import com.google.protobuf.ByteString;

/// What a key holds under the steps of a program so far.
///
/// @param timestamp of the version; {@link #OWN} if the program itself has written it
/// @param expiresAtMillis 0 for never
record Cell(ByteString value, long timestamp, long expiresAtMillis) {
  /// The program's own write will be the newest version of all: it compares as such, and becomes
  /// the commit's timestamp in results.
  static final long OWN = Long.MAX_VALUE;
}
