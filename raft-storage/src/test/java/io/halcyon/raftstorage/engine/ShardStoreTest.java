package io.halcyon.raftstorage.engine;

import static io.halcyon.raftstorage.engine.StoreFixture.bytes;
import static io.halcyon.raftstorage.engine.StoreFixture.put;
import static io.halcyon.raftstorage.engine.StoreFixture.seconds;
import static io.halcyon.raftstorage.engine.StoreFixture.text;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.HalcyonException;
import io.halcyon.core.failure.InvariantViolation;
import io.halcyon.core.hlc.HlcTimestamp;
import io.halcyon.core.id.RequestId;
import io.halcyon.raftstorage.entry.EntryReader;
import io.halcyon.raftstorage.entry.EntryWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShardStoreTest {
  @TempDir Path directory;
  private StoreFixture db;

  @BeforeEach
  void open() {
    db = new StoreFixture(directory);
  }

  @AfterEach
  void close() {
    db.close();
  }

  @Test
  void aReadSeesTheVersionThatWasCurrentAtItsTimestamp() {
    db.put("k", 10, "a");
    db.put("k", 20, "b");
    db.delete("k", 30);
    db.put("k", 40, "c");

    assertThat(db.read("k", 9)).isNull();
    assertThat(db.read("k", 10)).isEqualTo("a");
    assertThat(db.read("k", 19)).isEqualTo("a");
    assertThat(db.read("k", 20)).isEqualTo("b");
    assertThat(db.read("k", 30)).isNull();
    assertThat(db.read("k", 39)).isNull();
    assertThat(db.read("k", 40)).isEqualTo("c");
    assertThat(db.newest("k")).isEqualTo("c");
  }

  @Test
  void historyIsFoundOverManyBuckets() {
    for (int version = 0; version < 20; version++) {
      db.put("k", seconds(100 + 100 * version), "v" + version);
      db.put("k\0", seconds(100 + 100 * version), "other");
    }

    for (int version = 0; version < 20; version++) {
      assertThat(db.read("k", seconds(150 + 100 * version))).isEqualTo("v" + version);
    }
    assertThat(db.read("k", seconds(50))).isNull();
  }

  @Test
  void aKeyWrittenLongAgoIsReadAfterItsDeletion() {
    db.put("k", seconds(100), "a");
    db.delete("k", seconds(5000));
    db.put("other", seconds(6000), "x");

    assertThat(db.read("k", seconds(101))).isEqualTo("a");
    assertThat(db.read("k", seconds(5001))).isNull();
    assertThat(db.store.lastWriteAfter(bytes("k"), seconds(101))).isEqualTo(seconds(5000));
    assertThat(db.store.lastWriteAfter(bytes("k"), seconds(5000))).isZero();
    assertThat(db.store.lastWriteAfter(bytes("other"), seconds(5000))).isEqualTo(seconds(6000));
  }

  @Test
  void effectsOfOneEntryOnOneKeyBuildOnEachOther() {
    db.put("k", 5, "before");
    db.apply(entry -> {
      put(entry, "k", 10, "a");
      put(entry, "k", 20, "b");
      entry.delete(bytes("k"), 30);
      put(entry, "k", 40, "c");
      entry.delete(bytes("new"), 41);
      put(entry, "new", 42, "n");
    });

    assertThat(db.read("k", 9)).isEqualTo("before");
    assertThat(db.read("k", 15)).isEqualTo("a");
    assertThat(db.read("k", 25)).isEqualTo("b");
    assertThat(db.read("k", 35)).isNull();
    assertThat(db.read("k", 45)).isEqualTo("c");
    assertThat(db.newest("new")).isEqualTo("n");
  }

  @Test
  void effectsOfOneEntryOnOneKeyMustAscend() {
    assertThatThrownBy(() ->
            db.apply(entry -> {
              put(entry, "k", 20, "b");
              put(entry, "k", 20, "a");
            }))
        .isInstanceOf(InvariantViolation.class);
    assertThat(db.store.appliedIndex()).isZero();
  }

  @Test
  void valuesOfAnySizeAreReadAsTheyWereWritten() {
    for (int size : new int[] {0, 1, 2031, 2032, 2033, 70_000, 1 << 20}) {
      byte[] value = new byte[size];
      java.util.Arrays.fill(value, (byte) size);
      db.apply(entry -> entry.put(bytes("k"), db.index * 10, 0, value, 0, value.length));
      assertThat(requireNonNull(db.store.newest(bytes("k"))).value()).isEqualTo(value);
      db.store.flush();
    }
    assertThat(db.store.read(bytes("k"), 75)).extracting(v -> v.value().length).isEqualTo(1 << 20);
    assertThat(db.store.read(bytes("k"), 65)).extracting(v -> v.value().length).isEqualTo(70_000);
  }

  @Test
  void anExpiredVersionIsInvisibleButStillTheNewest() {
    long at = HlcTimestamp.packMillis(1000);
    db.apply(entry -> entry.put(bytes("k"), at, 5000, bytes("v"), 0, 1));

    assertThat(db.read("k", HlcTimestamp.packMillis(4999))).isEqualTo("v");
    assertThat(db.read("k", HlcTimestamp.packMillis(5000))).isNull();
    assertThat(db.scan("", null, false, HlcTimestamp.packMillis(4999), 10)).isEqualTo("k=v");
    assertThat(db.scan("", null, false, HlcTimestamp.packMillis(5000), 10)).isEmpty();
    assertThat(db.newest("k")).isEqualTo("v");
  }

  @Test
  void theExpiryIndexFollowsTheNewestVersion() {
    db.apply(entry -> {
      entry.put(bytes("a"), 10, 3000, bytes("v"), 0, 1);
      entry.put(bytes("b"), 10, 2000, bytes("v"), 0, 1);
      entry.put(bytes("c"), 10, 2000, bytes("v"), 0, 1);
      entry.put(bytes("d"), 10, 2500, bytes("v"), 0, 1);
      put(entry, "e", 10, "v");
    });
    db.apply(entry -> {
      put(entry, "c", 20, "kept for ever");
      entry.delete(bytes("d"), 20);
    });

    assertThat(db.store.expired(1999, 10)).isEmpty();
    assertThat(db.store.expired(3000, 10))
        .extracting(expired -> text(expired.key()) + " " + expired.expiresAtMillis())
        .containsExactly("b 2000", "a 3000");
    assertThat(db.store.expired(3000, 1)).hasSize(1);
  }

  @Test
  void outcomesMetaIntentsAndTransactionRecordsAreKept() {
    RequestId id = new RequestId(1, 2, 1_700_000_000_000L);
    db.apply(entry -> {
      entry.outcome(id, bytes("done"));
      entry.meta(bytes("owner"), bytes("me"));
      entry.putIntent(bytes("a"), bytes("i1"));
      entry.putIntent(bytes("b"), bytes("i2"));
      entry.putTxn(bytes("t"), bytes("r"));
    });

    assertThat(db.store.outcome(id)).isEqualTo(bytes("done"));
    assertThat(db.store.outcome(new RequestId(1, 3, id.createdMillis()))).isNull();
    assertThat(db.store.meta(bytes("owner"))).isEqualTo(bytes("me"));
    assertThat(db.store.intent(bytes("a"))).isEqualTo(bytes("i1"));
    assertThat(db.store.intents(bytes("a"), null, 10))
        .extracting(record -> text(record.key()) + text(record.value()))
        .containsExactly("ai1", "bi2");
    assertThat(db.store.intents(bytes("a"), bytes("b"), 10)).hasSize(1);
    assertThat(db.store.txns(new byte[0], null, 10)).hasSize(1);

    db.apply(entry -> {
      entry.meta(bytes("owner"), new byte[0]);
      entry.removeIntent(bytes("a"));
      entry.removeTxn(bytes("t"));
    });

    assertThat(db.store.meta(bytes("owner"))).isNull();
    assertThat(db.store.intent(bytes("a"))).isNull();
    assertThat(db.store.txn(bytes("t"))).isNull();
  }

  @Test
  void anEntryEvaluatedInAnotherTermIsANoOp() {
    db.term = 5;
    EntryReader stale = StoreFixture.entry(4, entry -> put(entry, "k", 10, "v"));

    assertThat(db.store.apply(5, 1, stale)).isFalse();

    assertThat(db.newest("k")).isNull();
    assertThat(db.store.applied()).isEqualTo(new AppliedPosition(5, 1));
    assertThat(db.store.maxTimestamp()).isZero();
  }

  @Test
  void theGreatestBoundIsKeptWithTheTermThatCarriedIt() {
    db.store.apply(1, 1, header(1, 500, 300));
    db.store.apply(2, 2, header(2, 400, 310));

    assertThat(db.store.bound()).isEqualTo(500);
    assertThat(db.store.boundTerm()).isEqualTo(1);
    assertThat(db.store.closedTs()).isEqualTo(310);
    db.reopen();
    assertThat(db.store.bound()).isEqualTo(500);
    assertThat(db.store.boundTerm()).isEqualTo(1);
    assertThat(db.store.closedTs()).isEqualTo(310);
  }

  @Test
  void aLateWriteLandsWhereItsTimestampSays() {
    db.put("k", 10, "a");
    db.put("k", 30, "c");
    db.delete("k", 40);
    db.put("x", 50, "x");

    db.put("k", 20, "b");
    db.put("k", 5, "before");
    db.delete("k", 25);
    db.put("y", 35, "y");

    assertThat(db.read("k", 4)).isNull();
    assertThat(db.read("k", 7)).isEqualTo("before");
    assertThat(db.read("k", 12)).isEqualTo("a");
    assertThat(db.read("k", 22)).isEqualTo("b");
    assertThat(db.read("k", 27)).isNull();
    assertThat(db.read("k", 32)).isEqualTo("c");
    assertThat(db.read("k", 45)).isNull();
    assertThat(db.newest("y")).isEqualTo("y");
    assertThat(db.changes("", null, 0, 100, 100))
        .containsExactly(
            "k@5=before",
            "k@10=a",
            "k@20=b",
            "k@25 deleted",
            "k@30=c",
            "y@35=y",
            "k@40 deleted",
            "x@50=x");
  }

  @Test
  void aScanReadsNewestAndHistoryInBothDirections() {
    db.put("a", seconds(10), "1");
    db.put("b", seconds(10), "1");
    db.put("c", seconds(10), "1");
    db.put("b", seconds(200), "2");
    db.delete("c", seconds(300));
    db.put("d", seconds(400), "1");

    for (int limit : new int[] {1, 2, 100}) {
      assertThat(db.scan("", null, false, seconds(500), limit)).isEqualTo("a=1 b=2 d=1");
      assertThat(db.scan("", null, true, seconds(500), limit)).isEqualTo("d=1 b=2 a=1");
      assertThat(db.scan("", null, false, seconds(100), limit)).isEqualTo("a=1 b=1 c=1");
      assertThat(db.scan("", null, true, seconds(100), limit)).isEqualTo("c=1 b=1 a=1");
      assertThat(db.scan("b", "d", false, seconds(250), limit)).isEqualTo("b=2 c=1");
      assertThat(db.scan("b", "d", true, seconds(350), limit)).isEqualTo("b=2");
    }
    assertThat(db.scan("b", "b", false, seconds(500), 10)).isEmpty();
    assertThat(db.scan("", null, false, seconds(5), 10)).isEmpty();
  }

  @Test
  void aScanEndsAtItsBytesAndPassesOverWhatTheShardDoesNotOwn() {
    for (String key : List.of("a", "b", "c", "d")) {
      db.put(key, 10, "1234");
    }
    ScanPage small =
        db.store.scan(new ScanRange(new byte[0], null, false, 100, 100, 6, false, _ -> true));
    assertThat(small.items()).hasSize(2);
    assertThat(small.resumeKey()).isEqualTo(bytes("b\0"));

    ScanPage owned =
        db.store.scan(
            new ScanRange(new byte[0], null, false, 100, 100, 1000, true, key -> key[0] != 'b'));
    assertThat(owned.items()).extracting(item -> text(item.key())).containsExactly("a", "c", "d");
    assertThat(owned.items()).allMatch(item -> item.value().length == 0);
    assertThat(owned.skipped()).isEqualTo(1);
    assertThat(owned.resumeKey()).isNull();
  }

  @Test
  void changesComeInWholeTimestampsWithAContinuation() {
    db.apply(entry -> {
      put(entry, "a", 10, "1");
      put(entry, "b", 10, "1");
    });
    db.put("a", 20, "2");
    db.delete("b", 30);
    db.put("c", 40, "1");

    assertThat(db.changes("", null, 0, 100, 100))
        .containsExactly("a@10=1", "b@10=1", "a@20=2", "b@30 deleted", "c@40=1");
    assertThat(db.changes("a", "b", 10, 100, 100)).containsExactly("a@20=2");
    assertThat(db.changes("", null, 10, 30, 100)).containsExactly("a@20=2", "b@30 deleted");
    ChangePage first = db.store.changes(new byte[0], null, 0, 100, 1);
    assertThat(StoreFixture.describe(first.changes())).containsExactly("a@10=1", "b@10=1");
    assertThat(first.completeThrough()).isBetween(10L, 19L);
    ChangePage all = db.store.changes(new byte[0], null, first.completeThrough(), 100, 100);
    assertThat(all.changes()).hasSize(3);
    assertThat(all.completeThrough()).isEqualTo(100);
  }

  @Test
  void garbageCollectionDropsOldBucketsAndRefusesReadsBelowTheHorizon() {
    for (int version = 0; version < 10; version++) {
      db.put("k", seconds(100 + 100 * version), "v" + version);
    }
    db.store.flush();
    db.put("k", seconds(1100), "v10");

    db.store.collectGarbage(seconds(700), 0);

    assertThat(db.read("k", seconds(750))).isEqualTo("v6");
    assertThat(db.read("k", seconds(700))).isEqualTo("v6");
    assertThat(db.newest("k")).isEqualTo("v10");
    assertOutOfRange(() -> db.read("k", seconds(650)));
    assertOutOfRange(() -> db.scan("", null, false, seconds(650), 10));
    assertOutOfRange(() -> db.changes("", null, seconds(650), seconds(900), 10));
    assertOutOfRange(() -> db.store.lastWriteAfter(bytes("k"), seconds(650)));
    db.reopen();
    assertOutOfRange(() -> db.read("k", seconds(650)));
    assertThat(db.read("k", seconds(750))).isEqualTo("v6");
  }

  @Test
  void garbageCollectionForgetsOldOutcomes() {
    RequestId old = new RequestId(1, 1, 1_000_000);
    RequestId young = new RequestId(1, 2, 2_000_000);
    db.apply(entry -> {
      entry.outcome(old, bytes("o"));
      entry.outcome(young, bytes("y"));
    });

    db.store.collectGarbage(0, 1_500_000);

    assertThat(db.store.outcome(old)).isNull();
    assertThat(db.store.outcome(young)).isEqualTo(bytes("y"));
  }

  @Test
  void theHorizonSurvivesACrashRightAfterCollection(@TempDir Path elsewhere) {
    for (int version = 0; version < 10; version++) {
      db.put("k", seconds(100 + 100 * version), "v" + version);
    }
    db.store.flush();
    db.store.collectGarbage(seconds(700), 0);

    Path copy = db.crashCopy(elsewhere.resolve("copy"));

    try (StoreFixture crashed = new StoreFixture(copy)) {
      assertThat(crashed.store.gcHorizon()).isEqualTo(seconds(700));
      assertOutOfRange(() -> crashed.read("k", seconds(650)));
    }
  }

  @Test
  void aClosedStoreAnswersUnavailable() {
    db.store.close();
    db.store.close();

    assertThatThrownBy(() -> db.newest("k"))
        .isInstanceOfSatisfying(
            HalcyonException.class,
            e -> assertThat(e.failure()).isInstanceOf(Failure.Unavailable.class));
  }

  @Test
  void statsTellSizesAndPositions() {
    db.put("k", 10, "v");
    db.store.flush();

    StoreStats stats = db.store.stats();

    assertThat(stats.keys()).isEqualTo(1);
    assertThat(stats.sstBytes()).isPositive();
    assertThat(stats.durableIndex()).isEqualTo(1);
  }

  private static EntryReader header(long term, long bound, long closed) {
    byte[] bytes = new EntryWriter().begin(term).finish(bound, closed);
    return new EntryReader(bytes, 0, bytes.length);
  }

  private static void assertOutOfRange(Runnable read) {
    assertThatThrownBy(() -> Objects.requireNonNull(read).run())
        .isInstanceOfSatisfying(
            HalcyonException.class,
            e -> assertThat(e.failure()).isInstanceOf(Failure.OutOfRange.class));
  }
}
