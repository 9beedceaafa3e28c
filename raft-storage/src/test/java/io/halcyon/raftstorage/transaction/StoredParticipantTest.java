package io.halcyon.raftstorage.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import io.halcyon.core.id.RequestId;
import io.halcyon.txn.participant.Request;
import io.halcyon.txn.participant.Response;
import io.halcyon.txn.participant.Verdict;
import io.halcyon.txn.record.Change;
import io.halcyon.txn.record.Key;
import io.halcyon.txn.record.Row;
import io.halcyon.txn.record.Span;
import io.halcyon.txn.record.TxnId;
import io.halcyon.txn.record.TxnOutcome;
import io.halcyon.txn.record.TxnOutcome.Cause;
import io.halcyon.txn.record.TxnRef;
import io.halcyon.txn.record.Value;
import io.halcyon.txn.record.Write;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The participant on a real store: prepare, decide, resolve, remember, and what survives a
/// restart.
class StoredParticipantTest {
  private static final Key KEY = Key.of("\1k");
  private static final Key OTHER = Key.of("\1m");
  private static final Value VALUE = StateFixture.value("value");

  @TempDir private Path directory;
  private StoredShard shard;

  @BeforeEach
  void open() {
    shard = new StoredShard(directory.resolve("store"));
  }

  @AfterEach
  void close() {
    shard.close();
  }

  private static TxnRef txn(int number) {
    return new TxnRef(new TxnId(new RequestId(number, 0, 1_000_000 + number), 1, 0), KEY);
  }

  private Request.Prepare prepare(TxnRef txn, @Nullable Value value, Key... keys) {
    return new Request.Prepare(
        txn, List.of(keys).stream().map(key -> new Write(key, value, Write.BLIND)).toList(), 0);
  }

  private long prepared(TxnRef txn, @Nullable Value value, Key... keys) {
    return ((Response.Prepared) shard.answer(prepare(txn, value, keys))).at();
  }

  private long committed(TxnRef txn, @Nullable Value value, Key... keys) {
    long at = prepared(txn, value, keys);
    Response response = shard.answer(new Request.Commit(txn, at, StateFixture.value("done")));
    assertThat(response).isInstanceOf(Response.Ended.class);
    return at;
  }

  private void resolve(TxnRef txn, TxnOutcome outcome, Key... keys) {
    assertThat(shard.answer(new Request.Resolve(txn, List.of(keys), outcome, true)))
        .isEqualTo(new Response.Done());
  }

  private Response read(long at, Span span, Verdict... known) {
    return shard.answer(
        new Request.Read(txn(99).id(), at, List.of(span), 100, false, List.of(known)));
  }

  private @Nullable Value valueAt(long at) {
    Row row = ((Response.Rows) read(at, Span.point(KEY))).rows().getFirst();
    return row.version().value();
  }

  @Test
  void twoPhasesCommitAndRemember() {
    TxnRef txn = txn(1);
    long at = committed(txn, VALUE, KEY, OTHER);
    resolve(txn, new TxnOutcome.Committed(at), KEY, OTHER);
    shard.answer(new Request.Forget(txn));
    shard.restart();

    assertThat(valueAt(at)).isEqualTo(VALUE);
    assertThat(valueAt(at - 1)).isNull();
    StoredShardState state = shard.db().state();
    assertThat(state.intents(new Span(KEY, null))).isEmpty();
    assertThat(state.record(txn)).as("removed").isNull();
    assertThat(shard.answer(new Request.Status(txn)))
        .isEqualTo(
            new Response.Ended(txn, new TxnOutcome.Committed(at), StateFixture.value("done")));
    assertThat(shard.answer(prepare(txn, VALUE, KEY)))
        .as("a late prepare lays no intent")
        .isInstanceOf(Response.Ended.class);
    assertThat(state.intent(KEY)).isNull();
  }

  @Test
  void anIntentOutlivesARestartAndIsResolvedByTheReadThatFindsItsRecord() {
    long at = committed(txn(1), VALUE, KEY);
    shard.restart();

    assertThat(valueAt(at)).isEqualTo(VALUE);
    assertThat(shard.db().state().intent(KEY)).isNull();
    assertThat(shard.db().state().at(KEY, at).value()).isEqualTo(VALUE);
  }

  @Test
  void aCommittedIntentIsSeenOnAKeyThatWasDeletedBefore() {
    resolve(txn(1), new TxnOutcome.Committed(committed(txn(1), VALUE, KEY)), KEY);
    resolve(txn(2), new TxnOutcome.Committed(committed(txn(2), null, KEY)), KEY);
    TxnRef elsewhere = new TxnRef(new TxnId(new RequestId(3, 0, 1_000_003), 1, 0), Key.of("\1far"));
    long at = prepared(elsewhere, VALUE, KEY);
    // Another key is deleted later, so that the store's deletions reach above the intent.
    resolve(txn(4), new TxnOutcome.Committed(committed(txn(4), VALUE, OTHER)), OTHER);
    resolve(txn(5), new TxnOutcome.Committed(committed(txn(5), null, OTHER)), OTHER);

    long readAt = shard.now();
    Verdict verdict = new Verdict.Committed(elsewhere.id(), at);
    Row row = ((Response.Rows) read(readAt, Span.point(KEY), verdict)).rows().getFirst();
    assertThat(row.version().value()).isEqualTo(VALUE);
    List<Row> range = ((Response.Rows) read(readAt, new Span(KEY, null), verdict)).rows();
    assertThat(range).extracting(Row::key).containsExactly(KEY);
  }

  @Test
  void anAbsenceShowsTheDeletion() {
    resolve(txn(1), new TxnOutcome.Committed(committed(txn(1), VALUE, KEY)), KEY);
    long deleted = committed(txn(2), null, KEY);
    resolve(txn(2), new TxnOutcome.Committed(deleted), KEY);

    read(shard.now(), Span.point(KEY));
    assertThat(shard.shown()).as("of a key").isGreaterThanOrEqualTo(deleted);
    read(shard.now(), new Span(KEY, null));
    assertThat(shard.shown()).as("of a range").isGreaterThanOrEqualTo(deleted);
  }

  @Test
  void anIntentThatCommittedLongAgoDoesNotHideALaterVersion() {
    long at = prepared(txn(1), VALUE, KEY);
    Value later = StateFixture.value("later");
    shard.db().apply(new Change.PutVersion(KEY, at + 7, later));

    resolve(txn(1), new TxnOutcome.Committed(at), KEY);

    assertThat(valueAt(at + 6)).isEqualTo(VALUE);
    assertThat(valueAt(at + 7)).isEqualTo(later);
  }

  @Test
  void anAbortStandsAndIsForgottenWithTheWindow() {
    TxnRef txn = txn(1);
    long at = prepared(txn, VALUE, KEY);
    shard.answer(new Request.Abort(txn, Cause.OPERATOR));
    shard.restart();
    TxnOutcome aborted = new TxnOutcome.Aborted(Cause.OPERATOR);
    assertThat(((Response.Ended) shard.answer(new Request.Commit(txn, at, VALUE))).outcome())
        .isEqualTo(aborted);
    resolve(txn, aborted, KEY);
    assertThat(shard.db().state().resolved(txn.id(), KEY)).isEqualTo(aborted);

    shard.pass(2 * StoredShard.CONFIG.retryWindowMillis());

    StoredShardState state = shard.db().state();
    assertThat(state.forgottenBeforeMillis()).isGreaterThan(txn.id().request().createdMillis());
    assertThat(state.record(txn)).isNull();
    assertThat(state.resolved(txn.id(), KEY)).isNull();
    assertThat(shard.answer(prepare(txn, VALUE, KEY))).isEqualTo(new Response.TooOld());
    assertThat(((Response.Ended) shard.answer(new Request.Push(txn, 0, 0))).outcome())
        .isEqualTo(new TxnOutcome.Aborted(Cause.FORGOTTEN));
  }

  @Test
  void theRecordOfACommitOutlivesTheWindow() {
    TxnRef txn = txn(1);
    long at = committed(txn, VALUE, KEY);
    shard.pass(2 * StoredShard.CONFIG.retryWindowMillis());
    shard.db().store().collectGarbage(0, shard.millis());
    shard.restart();

    assertThat(shard.db().state().outcome(txn.id().request())).isNull();
    assertThat(((Response.Ended) shard.answer(new Request.Push(txn, 0, 0))).outcome())
        .isEqualTo(new TxnOutcome.Committed(at));
    assertThat(valueAt(at)).as("found by the reader that meets the intent").isEqualTo(VALUE);
  }

  @Test
  void aOnePhaseCommitIsRemembered() {
    Request.CommitOnePhase commit =
        new Request.CommitOnePhase(
            txn(1),
            List.of(new Write(KEY, VALUE, Write.BLIND), new Write(OTHER, null, Write.BLIND)),
            List.of(),
            0,
            true,
            StateFixture.value("one"),
            List.of());
    Response first = shard.answer(commit);
    shard.restart();

    assertThat(first).isInstanceOf(Response.Ended.class);
    assertThat(shard.answer(commit)).isEqualTo(first);
    assertThat(shard.answer(new Request.Status(txn(1)))).isEqualTo(first);
  }
}
