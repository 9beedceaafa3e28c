package io.halcyon.node.replica;

/// Where the evaluation of a command puts what the command does.
interface WriteSink {
  /// Sets a key as of `timestamp`; the value is a slice that is not changed afterwards.
  ///
  /// @param expiresAtMillis physical time from which on the key counts as absent; 0 for never
  void put(byte[] key, long timestamp, long expiresAtMillis, byte[] buffer, int offset, int length);

  void delete(byte[] key, long timestamp);
}
