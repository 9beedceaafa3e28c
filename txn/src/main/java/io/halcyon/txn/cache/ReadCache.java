package io.halcyon.txn.cache;

import io.halcyon.txn.record.Key;
import io.halcyon.txn.record.Owner;
import io.halcyon.txn.record.Span;
import org.jspecify.annotations.Nullable;

/// What the leader of one term has noted of reads: part of rule C1 and of T1.
public interface ReadCache {
  /// Notes that `key` is about to be read at `readAt`.
  ///
  /// @param reader null for a read outside of transactions
  void note(Key key, long readAt, @Nullable Owner reader);

  /// Notes that all of `span` is about to be read at `readAt`.
  void note(Span span, long readAt, @Nullable Owner reader);

  /// Returns a timestamp at or above every read of `key` by others that was noted.
  ///
  /// @param writer whose own reads do not count
  long latest(Key key, Owner writer);
}
