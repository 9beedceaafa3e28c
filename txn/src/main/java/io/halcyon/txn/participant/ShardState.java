package io.halcyon.txn.participant;

import io.halcyon.core.id.RequestId;
import io.halcyon.txn.record.Intent;
import io.halcyon.txn.record.Key;
import io.halcyon.txn.record.RequestOutcome;
import io.halcyon.txn.record.Row;
import io.halcyon.txn.record.Span;
import io.halcyon.txn.record.TxnId;
import io.halcyon.txn.record.TxnOutcome;
import io.halcyon.txn.record.TxnRef;
import io.halcyon.txn.record.Version;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The replicated state of one shard as the participant needs it: exactly what has been applied.
///
/// Everything that the participant has proposed and that `Landed` was reported for is in it. Calls
/// come from the thread that drives the participant; point methods must not open an iterator.
public interface ShardState {
  /// Returns the version of `key` at `readAt`; {@link Version#ABSENT} if there is none. A deleted
  /// key's timestamp is that of its deletion or, where that is not known, any at or above it: it is
  /// what the floor must pass before the absence is shown. Where the key has an intent it must be
  /// exact: a reader compares it with the timestamp at which the intent has committed.
  Version at(Key key, long readAt);

  /// Returns the timestamp of the last version or deletion of `key` if it is above `after`, else 0.
  long lastWriteAfter(Key key, long after);

  /// Returns whether any key of `span` was written or deleted in `(after, upTo]`.
  boolean changed(Span span, long after, long upTo);

  /// Returns the existing keys of `span` at `readAt` in key order (descending if `reverse`).
  ///
  /// @param limit most rows
  Page scan(Span span, long readAt, int limit, boolean reverse);

  /// Returns the intent on `key`, or null.
  @Nullable Intent intent(Key key);

  /// Returns the intents on keys of `span`, in key order.
  List<Intent> intents(Span span);

  /// Returns the decision record of an attempt anchored in this shard, or null.
  @Nullable TxnOutcome record(TxnRef txn);

  /// Returns what a request anchored in this shard came to, or null.
  @Nullable RequestOutcome outcome(RequestId request);

  /// Returns how an attempt ended on `key`, if it did and that is remembered.
  @Nullable TxnOutcome resolved(TxnId txn, Key key);

  /// Returns the greatest mark of {@link io.halcyon.txn.record.Change.ForgetBefore}; 0 at first.
  long forgottenBeforeMillis();

  /// Rows of a scan.
  ///
  /// @param shown the greatest timestamp that the page depends on, deletions included as far as
  ///   they are known
  /// @param rest what is left of the span because of the limit, or null
  record Page(List<Row> rows, long shown, @Nullable Span rest) {
    public Page {
      rows = List.copyOf(rows);
    }
  }
}
