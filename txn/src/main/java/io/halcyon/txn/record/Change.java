package io.halcyon.txn.record;

import io.halcyon.core.id.RequestId;
import org.jspecify.annotations.Nullable;

/// What an entry of a shard's log does to its state: decided at the leader, applied blindly by
/// every replica (S2). All changes of one proposal are in one entry.
public sealed interface Change {
  /// A committed version; `value` null for a deletion. Writing the same version again is harmless.
  record PutVersion(Key key, long at, @Nullable Value value) implements Change {}

  record PutIntent(Intent intent) implements Change {}

  record RemoveIntent(Key key) implements Change {}

  /// The decision record, on the anchor's shard.
  record PutRecord(TxnRef txn, TxnOutcome outcome) implements Change {}

  /// All intents of a committed transaction are resolved; its record is not needed any more.
  record RemoveRecord(TxnRef txn) implements Change {}

  /// The outcome of the request, on the anchor's shard; kept for the retry window.
  record RememberRequest(RequestId request, RequestOutcome outcome) implements Change {}

  /// The attempt is over on this key; a prepare that comes late lays no intent. Kept for the retry
  /// window.
  record RememberResolved(TxnId txn, Key key, TxnOutcome outcome) implements Change {}

  /// What is remembered of requests created before `millis` may be dropped: outcomes, memories of
  /// resolved keys, records of aborted attempts. Not so records of committed attempts: they stay
  /// until they are removed, because there may be intents that nobody has met yet.
  ///
  /// The mark is part of the state and never falls; whatever is older is refused from then on.
  record ForgetBefore(long millis) implements Change {}
}
