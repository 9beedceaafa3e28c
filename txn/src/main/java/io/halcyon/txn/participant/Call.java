package io.halcyon.txn.participant;

import io.halcyon.txn.record.Key;
import org.jspecify.annotations.Nullable;

/// A request from its arrival until it is answered; evaluated anew each time that what it waited
/// for has happened. Keeps what must not change between evaluations.
final class Call {
  final long id;
  final Request request;
  final long sinceMillis;

  /// The timestamp it reads at, once assigned; 0 before.
  long readAt;

  /// Whether the read has been noted in the cache at `readAt`.
  boolean noted;

  /// The lock it waits for.
  @Nullable Key lock;

  Call(long id, Request request, long sinceMillis) {
    this.id = id;
    this.request = request;
    this.sinceMillis = sinceMillis;
  }
}
