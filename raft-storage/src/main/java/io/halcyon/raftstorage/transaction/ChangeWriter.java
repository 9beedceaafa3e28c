package io.halcyon.raftstorage.transaction;

import io.halcyon.core.id.RequestId;
import io.halcyon.raftstorage.entry.EntryWriter;
import io.halcyon.txn.record.Change;
import io.halcyon.txn.record.Intent;
import io.halcyon.txn.record.TxnId;
import io.halcyon.txn.record.TxnOutcome;
import io.halcyon.txn.record.Value;
import java.util.List;
import java.util.function.ToLongFunction;

/// Writes what the participant proposes as effects of a log entry. The leader does it; replicas
/// apply the effects blindly (S2), whatever they would compute themselves.
///
/// Any number of proposals may go into one entry, as long as no two of them write the same key: the
/// participant keeps a key to itself while a change of it is in flight.
///
/// Immutable; thread-safe as long as the entry is not shared.
public final class ChangeWriter {
  private final RecordKeys keys;

  /// @param tokens the token of a stored key; the same function as that of {@link StoredShardState}
  public ChangeWriter(ToLongFunction<byte[]> tokens) {
    this.keys = new RecordKeys(tokens);
  }

  /// Adds the effects of `changes` to `entry`, in their order.
  ///
  /// @throws IllegalArgumentException if a change can not be stored: a key that is empty or longer
  ///   than an effect allows, a negative timestamp, a winner of another request
  public void write(List<Change> changes, EntryWriter entry) {
    for (Change change : changes) {
      write(change, entry);
    }
  }

  private void write(Change change, EntryWriter entry) {
    switch (change) {
      case Change.PutVersion put -> version(put, entry);
      case Change.PutIntent put -> {
        Intent intent = put.intent();
        entry.putIntent(intent.key().bytes(), RecordBytes.intent(intent));
      }
      case Change.RemoveIntent remove -> entry.removeIntent(remove.key().bytes());
      case Change.PutRecord put -> record(put, entry);
      case Change.RemoveRecord remove -> entry.removeTxn(keys.committed(remove.txn()));
      case Change.RememberRequest remember -> request(remember, entry);
      case Change.RememberResolved remember -> {
        TxnId txn = remember.txn();
        entry.remember(
            keys.resolved(txn, remember.key()),
            txn.request().createdMillis(),
            RecordBytes.outcome(remember.outcome()));
      }
      case Change.ForgetBefore forget -> entry.forgetBefore(forget.millis());
    }
  }

  private static void version(Change.PutVersion put, EntryWriter entry) {
    Value value = put.value();
    byte[] key = put.key().bytes();
    if (value == null) {
      entry.delete(key, put.at());
    } else {
      byte[] bytes = value.bytes();
      entry.put(key, put.at(), value.expiresAtMillis(), bytes, 0, bytes.length);
    }
  }

  /// The record of a commit stays until it is removed, that of an abort goes with the retry window:
  /// so they are kept in different places.
  private void record(Change.PutRecord put, EntryWriter entry) {
    byte[] record = RecordBytes.outcome(put.outcome());
    switch (put.outcome()) {
      case TxnOutcome.Committed _ -> entry.putTxn(keys.committed(put.txn()), record);
      case TxnOutcome.Aborted _ ->
          entry.remember(keys.aborted(put.txn()), put.txn().id().request().createdMillis(), record);
    }
  }

  private static void request(Change.RememberRequest remember, EntryWriter entry) {
    RequestId request = remember.request();
    if (!remember.outcome().winner().request().equals(request)) {
      throw new IllegalArgumentException(
          "the winner of " + request + " is of " + remember.outcome().winner().request());
    }
    entry.outcome(request, RecordBytes.requestOutcome(remember.outcome()));
  }
}
