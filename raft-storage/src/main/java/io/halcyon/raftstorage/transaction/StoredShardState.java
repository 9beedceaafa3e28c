package io.halcyon.raftstorage.transaction;

import io.halcyon.core.id.RequestId;
import io.halcyon.raftstorage.engine.KeyState;
import io.halcyon.raftstorage.engine.ScanPage;
import io.halcyon.raftstorage.engine.ScanRange;
import io.halcyon.raftstorage.engine.ShardStore;
import io.halcyon.raftstorage.engine.StoredRecord;
import io.halcyon.txn.participant.ShardState;
import io.halcyon.txn.record.Intent;
import io.halcyon.txn.record.Key;
import io.halcyon.txn.record.RequestOutcome;
import io.halcyon.txn.record.Row;
import io.halcyon.txn.record.Span;
import io.halcyon.txn.record.TxnId;
import io.halcyon.txn.record.TxnOutcome;
import io.halcyon.txn.record.TxnRef;
import io.halcyon.txn.record.Value;
import io.halcyon.txn.record.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// What a shard's participant sees of its replica's store.
///
/// A key that has expired at the physical part of the read is shown as deleted by the version that
/// has expired. The deletion of an absent key changes nothing, so it counts for neither {@link
/// #lastWriteAfter} nor {@link #changed}.
///
/// **Costs**, in native calls: `at` and `lastWriteAfter` of an existing key 1, of an absent one 2
/// and 1; `intent`, `outcome`, `resolved` 1; `record` 1 if committed, else 2. An iterator is opened
/// only for a key that has been overwritten since the read, for an absent key if anything in the
/// shard has been deleted since the read, and for an absent key that has an intent.
///
/// **Failures**: as those of {@link ShardStore}: reads below the garbage horizon are refused with
/// `OutOfRange`, records that do not follow their layout with `Corrupted`.
///
/// Thread-safe, but what two calls return belongs together only if nothing is applied in between to
/// what they ask about; the participant waits for keys with changes in flight.
public final class StoredShardState implements ShardState {
  /// A page of a scan ends once its keys and values reach this many bytes.
  private static final long PAGE_BYTES_MAX = 1L << 20;

  private static final byte[] FIRST_KEY = {0};
  private static final int INTENTS_PAGE = 256;

  private final ShardStore store;
  private final RecordKeys keys;
  private final Predicate<byte[]> owns;

  /// @param tokens the token of a stored key; the same function as that of {@link ChangeWriter}
  /// @param owns whether the shard serves a key; in ranges, others are passed over (R1)
  public StoredShardState(ShardStore store, ToLongFunction<byte[]> tokens, Predicate<byte[]> owns) {
    this.store = store;
    this.keys = new RecordKeys(tokens);
    this.owns = owns;
  }

  @Override
  public Version at(Key key, long readAt) {
    KeyState state = store.state(key.bytes(), readAt, false);
    if (state.version() == null && state.timestamp() > 0 && store.intent(key.bytes()) != null) {
      // A reader compares it with the timestamp at which the intent has committed.
      state = store.state(key.bytes(), readAt, true);
    }
    var version = state.version();
    if (version == null) {
      return state.timestamp() == 0 ? Version.ABSENT : new Version(state.timestamp(), null);
    }
    return new Version(version.timestamp(), new Value(version.value(), version.expiresAtMillis()));
  }

  @Override
  public long lastWriteAfter(Key key, long after) {
    return store.lastWriteAfter(key.bytes(), after);
  }

  @Override
  public boolean changed(Span span, long after, long upTo) {
    return store.changed(span.start().bytes(), endOf(span), after, upTo);
  }

  /// Returns a page that may be short, even empty, with a rest, when much was passed over or is
  /// large: no request holds the participant for long.
  @Override
  public Page scan(Span span, long readAt, int limit, boolean reverse) {
    ScanPage page =
        store.scan(
            new ScanRange(
                span.start().bytes(),
                endOf(span),
                reverse,
                readAt,
                limit,
                PAGE_BYTES_MAX,
                false,
                owns));
    List<Row> rows = new ArrayList<>(page.items().size());
    for (ScanPage.Item item : page.items()) {
      Value value = new Value(item.value(), item.expiresAtMillis());
      rows.add(new Row(new Key(item.key()), new Version(item.timestamp(), value)));
    }
    byte[] resume = page.resumeKey();
    return new Page(rows, page.shown(), resume == null ? null : rest(span, resume, reverse));
  }

  private static Span rest(Span span, byte[] resume, boolean reverse) {
    return reverse
        ? new Span(span.start(), new Key(resume))
        : new Span(new Key(resume), span.end());
  }

  @Override
  public @Nullable Intent intent(Key key) {
    byte[] record = store.intent(key.bytes());
    return record == null ? null : RecordReader.intent(store.shard(), key, record);
  }

  @Override
  public List<Intent> intents(Span span) {
    Key end = span.end();
    if (end != null && span.start().compareTo(end) >= 0) {
      return List.of();
    }
    List<Intent> intents = new ArrayList<>();
    for (StoredRecord record :
        store.intents(span.start().bytes(), endOf(span), Integer.MAX_VALUE)) {
      if (owns.test(record.key())) {
        intents.add(RecordReader.intent(store.shard(), new Key(record.key()), record.value()));
      }
    }
    return intents;
  }

  /// Hands over every intent of the shard in key order, a page at a time.
  public void forEachIntent(Consumer<Intent> task) {
    byte[] from = FIRST_KEY;
    List<StoredRecord> page;
    do {
      page = store.intents(from, null, INTENTS_PAGE);
      for (StoredRecord record : page) {
        Key key = new Key(record.key());
        task.accept(RecordReader.intent(store.shard(), key, record.value()));
        from = key.next().bytes();
      }
    } while (page.size() == INTENTS_PAGE);
  }

  @Override
  public @Nullable TxnOutcome record(TxnRef txn) {
    byte[] record = store.txn(keys.committed(txn));
    if (record == null) {
      record = remembered(txn.id().request(), keys.aborted(txn));
    }
    return record == null ? null : RecordReader.outcome(store.shard(), record);
  }

  @Override
  public @Nullable RequestOutcome outcome(RequestId request) {
    byte[] record = forgotten(request) ? null : store.outcome(request);
    if (record == null) {
      return null;
    }
    RequestOutcome outcome = RecordReader.requestOutcome(store.shard(), request, record);
    // The stored key has the time of creation in coarse steps only.
    return outcome.winner().request().equals(request) ? outcome : null;
  }

  @Override
  public @Nullable TxnOutcome resolved(TxnId txn, Key key) {
    byte[] record = remembered(txn.request(), keys.resolved(txn, key));
    return record == null ? null : RecordReader.outcome(store.shard(), record);
  }

  @Override
  public long forgottenBeforeMillis() {
    return store.forgottenBeforeMillis();
  }

  private byte @Nullable [] remembered(RequestId request, byte[] key) {
    return forgotten(request) ? null : store.remembered(request.createdMillis(), key);
  }

  /// Whether a request lies before the mark: its memories may be dropped or not yet, which must
  /// make no difference between replicas.
  private boolean forgotten(RequestId request) {
    return request.createdMillis() < store.forgottenBeforeMillis();
  }

  private static byte @Nullable [] endOf(Span span) {
    Key end = span.end();
    return end == null ? null : end.bytes();
  }
}
