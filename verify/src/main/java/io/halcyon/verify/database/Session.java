package io.halcyon.verify.database;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// One client's access. Reads are single operations of their own here. One thread at a time.
///
/// Every method may throw {@link io.halcyon.core.failure.HalcyonException}; the failure of a write
/// tells whether it may have taken effect.
public interface Session extends Reads {
  void put(String key, String value);

  /// @return whether there was something to delete
  boolean delete(String key);

  /// Replaces a value if it is the expected one.
  ///
  /// @param expected null: only if the key is absent
  /// @return whether it was replaced
  boolean compareAndSet(String key, @Nullable String expected, String value);

  /// Adds to a decimal integer value; an absent key counts as zero.
  ///
  /// @return the new value
  long increment(String key, long delta);

  /// Runs a transaction, again if it loses; at most one attempt takes effect.
  ///
  /// @return what the attempt that took effect returned
  <T> T transact(Function<Txn, T> body);

  /// Begins a transaction that is attempted once.
  OpenTxn begin();
}
