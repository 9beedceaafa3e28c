package io.halcyon.raftstorage.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.HalcyonException;
import io.halcyon.core.hlc.HlcTimestamp;
import io.halcyon.core.id.RequestId;
import io.halcyon.core.key.StoredKey;
import io.halcyon.raftstorage.entry.EntryWriter;
import io.halcyon.txn.record.Change;
import io.halcyon.txn.record.Intent;
import io.halcyon.txn.record.Key;
import io.halcyon.txn.record.RequestOutcome;
import io.halcyon.txn.record.Row;
import io.halcyon.txn.record.Span;
import io.halcyon.txn.record.TxnOutcome;
import io.halcyon.txn.record.TxnOutcome.Cause;
import io.halcyon.txn.record.TxnRef;
import io.halcyon.txn.record.Value;
import io.halcyon.txn.record.Version;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoredShardStateTest {
  private static final Key KEY = Key.of("\1k");
  private static final Key ABSENT = Key.of("\1none");
  private static final Value VALUE = StateFixture.value("value");
  private static final long CREATED = 10_000_000;
  private static final TxnRef TXN = StateFixture.txn(1, CREATED, KEY);

  @TempDir private Path directory;
  private StateFixture db;

  @BeforeEach
  void open() {
    db = new StateFixture(directory.resolve("store"));
  }

  @AfterEach
  void close() {
    db.close();
  }

  @Test
  void anAbsenceDependsOnNoWriteThatIsNotADeletion() {
    db.apply(new Change.PutVersion(KEY, 100, VALUE));

    assertThat(db.state().at(ABSENT, 50)).isEqualTo(Version.ABSENT);
    assertThat(db.state().at(ABSENT, 200)).isEqualTo(Version.ABSENT);
    assertThat(db.state().scan(new Span(ABSENT, null), 200, 5, false).shown()).isZero();
  }

  @Test
  void anAbsentKeyMayHaveBeenDeletedWhenAnyWas() {
    db.apply(new Change.PutVersion(KEY, 100, VALUE));
    db.apply(new Change.PutVersion(KEY, 120, null));

    assertThat(db.state().at(ABSENT, 200)).isEqualTo(new Version(120, null));
    assertThat(db.state().at(ABSENT, 110)).as("looked up").isEqualTo(Version.ABSENT);
    db.flushAndReopen();
    assertThat(db.state().at(ABSENT, 200)).isEqualTo(new Version(120, null));
  }

  @Test
  void aDeletionIsExactOnAKeyThatHasAnIntent() {
    db.apply(new Change.PutVersion(KEY, 100, VALUE), new Change.PutVersion(ABSENT, 100, VALUE));
    db.apply(new Change.PutVersion(KEY, 120, null));
    db.apply(new Change.PutVersion(ABSENT, 150, null));
    assertThat(db.state().at(KEY, 200).timestamp()).isEqualTo(150);

    db.apply(new Change.PutIntent(new Intent(KEY, TXN, 130, VALUE)));

    assertThat(db.state().at(KEY, 200)).isEqualTo(new Version(120, null));
  }

  @Test
  void anExpiredKeyIsShownAsDeletedByTheVersionThatExpired() {
    long written = HlcTimestamp.packMillis(1_000);
    db.apply(new Change.PutVersion(KEY, written, new Value(new byte[] {1}, 1_500)));

    long later = HlcTimestamp.packMillis(1_500);
    assertThat(db.state().at(KEY, later)).isEqualTo(new Version(written, null));
    assertThat(db.state().at(KEY, later - 1).exists()).isTrue();
    assertThat(db.state().scan(new Span(KEY, null), later, 5, false).rows()).isEmpty();
    assertThat(db.state().scan(new Span(KEY, null), later, 5, false).shown()).isEqualTo(written);
  }

  @Test
  void keysThatTheShardDoesNotOwnArePassedOverInRanges() {
    db.apply(
        new Change.PutVersion(KEY, 100, VALUE),
        new Change.PutVersion(ABSENT, 100, VALUE),
        new Change.PutIntent(new Intent(KEY, TXN, 130, VALUE)));
    StoredShardState state =
        new StoredShardState(db.store(), StoredKey::token, key -> !new Key(key).equals(KEY));

    Span all = new Span(KEY, null);
    assertThat(state.scan(all, 200, 5, false).rows()).extracting(Row::key).containsExactly(ABSENT);
    assertThat(state.intents(all)).isEmpty();
  }

  @Test
  void garbageCollectionDropsWhatIsForgottenAndKeepsRecordsOfCommits() {
    TxnRef aborted = StateFixture.txn(2, CREATED, KEY);
    TxnRef young = StateFixture.txn(3, CREATED + 500_000, KEY);
    for (TxnRef txn : List.of(TXN, young)) {
      db.apply(
          new Change.PutRecord(txn, new TxnOutcome.Committed(100)),
          new Change.RememberRequest(txn.id().request(), new RequestOutcome(txn.id(), 100, VALUE)),
          new Change.RememberResolved(txn.id(), KEY, new TxnOutcome.Committed(100)));
    }
    db.apply(new Change.PutRecord(aborted, new TxnOutcome.Aborted(Cause.OPERATOR)));
    RecordKeys keys = new RecordKeys(StoredKey::token);

    db.apply(new Change.ForgetBefore(CREATED + 200_000));
    assertThat(db.store().remembered(CREATED, keys.aborted(aborted))).as("not yet").isNotNull();
    db.store().collectGarbage(0, Long.MAX_VALUE);
    db.flushAndReopen();

    assertThat(db.store().remembered(CREATED, keys.aborted(aborted))).isNull();
    assertThat(db.store().remembered(CREATED, keys.resolved(TXN.id(), KEY))).isNull();
    assertThat(db.store().outcome(TXN.id().request())).isNull();
    assertThat(db.state().record(TXN)).isEqualTo(new TxnOutcome.Committed(100));
    assertThat(db.state().outcome(young.id().request()))
        .as("the mark and not the caller says what goes")
        .isNotNull();
    assertThat(db.state().resolved(young.id(), KEY)).isEqualTo(new TxnOutcome.Committed(100));
    assertThat(db.state().forgottenBeforeMillis()).isEqualTo(CREATED + 200_000);
  }

  @Test
  void theMarkNeverFalls() {
    db.apply(new Change.ForgetBefore(500), new Change.ForgetBefore(400));
    db.apply(new Change.ForgetBefore(300));

    assertThat(db.state().forgottenBeforeMillis()).isEqualTo(500);
  }

  @Test
  void recordsThatDoNotFollowTheirLayoutAreCorrupted() {
    RequestId request = TXN.id().request();
    RecordKeys keys = new RecordKeys(StoredKey::token);
    byte[] damaged = {9, 9, 9};
    EntryWriter entry = new EntryWriter().begin(1);
    entry.putIntent(KEY.bytes(), damaged);
    entry.outcome(request, damaged);
    entry.putTxn(keys.committed(TXN), damaged);
    entry.remember(keys.resolved(TXN.id(), KEY), CREATED, damaged);
    db.applyRaw(entry);

    corrupted(() -> db.state().intent(KEY));
    corrupted(() -> db.state().intents(new Span(KEY, null)));
    corrupted(() -> db.state().outcome(request));
    corrupted(() -> db.state().record(TXN));
    corrupted(() -> db.state().resolved(TXN.id(), KEY));
  }

  private static void corrupted(Runnable read) {
    assertThatThrownBy(read::run)
        .isInstanceOfSatisfying(
            HalcyonException.class,
            e -> assertThat(e.failure()).isInstanceOf(Failure.Corrupted.class));
  }
}
