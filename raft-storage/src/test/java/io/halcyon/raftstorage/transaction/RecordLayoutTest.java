package io.halcyon.raftstorage.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.HalcyonException;
import io.halcyon.core.id.RequestId;
import io.halcyon.core.key.StoredKey;
import io.halcyon.core.testing.SeededTest;
import io.halcyon.raftstorage.entry.EntryWriter;
import io.halcyon.txn.record.Change;
import io.halcyon.txn.record.Intent;
import io.halcyon.txn.record.Key;
import io.halcyon.txn.record.RequestOutcome;
import io.halcyon.txn.record.TxnId;
import io.halcyon.txn.record.TxnOutcome;
import io.halcyon.txn.record.TxnOutcome.Cause;
import io.halcyon.txn.record.TxnRef;
import io.halcyon.txn.record.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/// The bytes that are on disk and in the log: a change of any of these literals is a change of
/// format, which needs a format number of its own.
class RecordLayoutTest {
  private static final RequestId REQUEST = new RequestId(0x0102030405060708L, 9, 0x18BCFE56800L);
  private static final TxnId ID = new TxnId(REQUEST, 0x1112131415161718L, 2);
  private static final TxnRef TXN = new TxnRef(ID, Key.of("\1anchor"));
  private static final Key KEY = Key.of("\1k");
  private static final String ID_HEX =
      "0102030405060708"
          + "0000000000000009"
          + "0000018bcfe56800"
          + "1112131415161718"
          + "00000002";

  private final RecordKeys keys = new RecordKeys(_ -> 0x4142434445464748L);

  private static void isHex(byte[] bytes, String... parts) {
    assertThat(HexFormat.of().formatHex(bytes)).isEqualTo(String.join("", parts));
  }

  @Test
  void anIntentToSetAValue() {
    Value value = new Value(new byte[] {(byte) 0xAA, (byte) 0xBB}, 77);

    byte[] bytes = RecordBytes.intent(new Intent(KEY, TXN, 0x500, value));

    isHex(
        bytes,
        "01" + "01" + "0000000000000500",
        ID_HEX,
        "0007" + "01616e63686f72",
        "000000000000004d" + "aabb");
    assertThat(RecordReader.intent(StateFixture.SHARD, KEY, bytes))
        .isEqualTo(new Intent(KEY, TXN, 0x500, value));
  }

  @Test
  void anIntentToDelete() {
    byte[] bytes = RecordBytes.intent(new Intent(KEY, TXN, 0x500, null));

    isHex(bytes, "01" + "02" + "0000000000000500", ID_HEX, "0007" + "01616e63686f72");
    assertThat(RecordReader.intent(StateFixture.SHARD, KEY, bytes))
        .isEqualTo(new Intent(KEY, TXN, 0x500, null));
  }

  @Test
  void outcomesOfAttempts() {
    isHex(RecordBytes.outcome(new TxnOutcome.Committed(0x501)), "01" + "01" + "0000000000000501");
    List<String> causes = new ArrayList<>();
    for (Cause cause : Cause.values()) {
      byte[] bytes = RecordBytes.outcome(new TxnOutcome.Aborted(cause));
      causes.add(cause + " " + HexFormat.of().formatHex(bytes));
      assertThat(RecordReader.outcome(StateFixture.SHARD, bytes))
          .isEqualTo(new TxnOutcome.Aborted(cause));
    }
    assertThat(causes)
        .containsExactly(
            "COORDINATOR 010201",
            "COORDINATOR_SILENT 010202",
            "OPERATOR 010203",
            "SUPERSEDED 010204",
            "FORGOTTEN 010205");
  }

  @Test
  void theOutcomeOfARequest() {
    RequestOutcome outcome = new RequestOutcome(ID, 0x501, new Value(new byte[] {5, 6}, 3));

    byte[] bytes = RecordBytes.requestOutcome(outcome);

    isHex(
        bytes,
        "81" + "0000000000000501" + "0000018bcfe56800" + "1112131415161718" + "00000002",
        "0000000000000003" + "0506");
    assertThat(RecordReader.requestOutcome(StateFixture.SHARD, REQUEST, bytes)).isEqualTo(outcome);
  }

  @Test
  void keysBeginWithTheTokenThenWithTheKeyThatItIsOf() {
    isHex(keys.committed(TXN), "4142434445464748" + "0007" + "01616e63686f72", ID_HEX);
    isHex(keys.aborted(TXN), "4142434445464748" + "0007" + "01616e63686f72" + "02", ID_HEX);
    isHex(keys.resolved(ID, KEY), "4142434445464748" + "0002" + "016b" + "01", ID_HEX);
  }

  @Test
  void changesBecomeEffectsOfAnEntry() {
    EntryWriter entry = new EntryWriter().begin(3);
    new ChangeWriter(_ -> 0x4142434445464748L)
        .write(
            List.of(
                new Change.PutVersion(KEY, 0x500, new Value(new byte[] {(byte) 0xAA}, 77)),
                new Change.PutVersion(KEY, 0x501, null),
                new Change.RemoveIntent(KEY),
                new Change.PutRecord(TXN, new TxnOutcome.Committed(0x502)),
                new Change.RemoveRecord(TXN),
                new Change.PutRecord(TXN, new TxnOutcome.Aborted(Cause.OPERATOR)),
                new Change.RememberResolved(ID, KEY, new TxnOutcome.Committed(0x503)),
                new Change.ForgetBefore(0x123)),
            entry);

    String anchored = "4142434445464748" + "0007" + "01616e63686f72";
    isHex(
        entry.finish(4, 5),
        "01" + "0000000000000003" + "0000000000000004" + "0000000000000005" + "00000008",
        "01" + "0002" + "0000000000000500" + "000000000000004d" + "00000001" + "016b" + "aa",
        "02" + "0002" + "0000000000000501" + "016b",
        "06" + "0002" + "016b",
        "07" + "0035" + "0000000a" + anchored + ID_HEX + "0101" + "0000000000000502",
        "08" + "0035" + anchored + ID_HEX,
        "09" + "0036" + "0000018bcfe56800" + "00000003" + anchored + "02" + ID_HEX + "010203",
        "09" + "0031" + "0000018bcfe56800" + "0000000a",
        "4142434445464748" + "0002" + "016b" + "01" + ID_HEX + "0101" + "0000000000000503",
        "0a" + "0000000000000123");
  }

  @Test
  void aTokenIsThatOfTheDistributionPart() {
    byte[] key = new RecordKeys(StoredKey::token).committed(new TxnRef(ID, Key.of("\1{t}b")));

    byte[] same = new RecordKeys(StoredKey::token).committed(new TxnRef(ID, Key.of("\1{t}c")));
    assertThat(Arrays.copyOf(key, 8)).isEqualTo(Arrays.copyOf(same, 8));
  }

  @SeededTest(runs = 300)
  void damagedBytesAreCorruptedOrReadAsSomethingElse(RandomGenerator random) {
    Value value = new Value(new byte[] {1, 2, 3}, 9);
    damaged(
        RecordBytes.intent(new Intent(KEY, TXN, 0x500, value)),
        random,
        bytes -> RecordReader.intent(StateFixture.SHARD, KEY, bytes));
    damaged(
        RecordBytes.intent(new Intent(KEY, TXN, 0x500, null)),
        random,
        bytes -> RecordReader.intent(StateFixture.SHARD, KEY, bytes));
    damaged(
        RecordBytes.outcome(new TxnOutcome.Committed(0x500)),
        random,
        bytes -> RecordReader.outcome(StateFixture.SHARD, bytes));
    damaged(
        RecordBytes.outcome(new TxnOutcome.Aborted(Cause.OPERATOR)),
        random,
        bytes -> RecordReader.outcome(StateFixture.SHARD, bytes));
    damaged(
        RecordBytes.requestOutcome(new RequestOutcome(ID, 0x500, value)),
        random,
        bytes -> RecordReader.requestOutcome(StateFixture.SHARD, REQUEST, bytes));
  }

  private static void damaged(
      byte[] bytes, RandomGenerator random, Function<byte[], Object> decode) {
    byte[] damaged = bytes.clone();
    for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
      damaged[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
    }
    readOrCorrupted(damaged, decode);
    readOrCorrupted(Arrays.copyOf(bytes, random.nextInt(bytes.length)), decode);
    readOrCorrupted(Arrays.copyOf(damaged, bytes.length + 1 + random.nextInt(9)), decode);
    byte[] noise = new byte[random.nextInt(80)];
    random.nextBytes(noise);
    readOrCorrupted(noise, decode);
  }

  private static void readOrCorrupted(byte[] bytes, Function<byte[], Object> decode) {
    try {
      assertThat(decode.apply(bytes)).isNotNull();
    } catch (HalcyonException e) {
      assertThat(e.failure()).isInstanceOf(Failure.Corrupted.class);
    }
  }

  @Test
  void everyTruncationOfAFixedPartIsCorrupted() {
    byte[] intent = RecordBytes.intent(new Intent(KEY, TXN, 0x500, null));
    byte[] outcome = RecordBytes.outcome(new TxnOutcome.Committed(0x500));
    byte[] request = RecordBytes.requestOutcome(new RequestOutcome(ID, 0x500, Value.EMPTY));
    everyTruncation(intent, cut -> RecordReader.intent(StateFixture.SHARD, KEY, cut));
    everyTruncation(outcome, cut -> RecordReader.outcome(StateFixture.SHARD, cut));
    everyTruncation(request, cut -> RecordReader.requestOutcome(StateFixture.SHARD, REQUEST, cut));
  }

  private static void everyTruncation(byte[] bytes, Function<byte[], Object> decode) {
    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> decode.apply(cut))
          .as("cut to %d bytes", length)
          .isInstanceOfSatisfying(
              HalcyonException.class,
              e -> assertThat(e.failure()).isInstanceOf(Failure.Corrupted.class));
    }
  }

  @Test
  void whatTheLayoutsCanNotHoldIsRefusedBeforeItIsProposed() {
    ChangeWriter writer = new ChangeWriter(StoredKey::token);
    TxnId stranger = new TxnId(new RequestId(1, 1, 1), 1, 1);
    List<Change> refused =
        List.of(
            new Change.ForgetBefore(-1),
            new Change.PutVersion(KEY, -1, null),
            new Change.PutRecord(TXN, new TxnOutcome.Committed(-1)),
            new Change.PutIntent(new Intent(KEY, TXN, 1, new Value(new byte[1], -5))),
            new Change.RememberRequest(REQUEST, new RequestOutcome(stranger, 5, Value.EMPTY)),
            new Change.RememberResolved(
                ID, new Key(new byte[70_000]), new TxnOutcome.Committed(1)));

    for (Change change : refused) {
      EntryWriter entry = new EntryWriter().begin(1);
      assertThatThrownBy(() -> writer.write(List.of(change), entry))
          .as("%s", change)
          .isInstanceOf(IllegalArgumentException.class);
      assertThat(entry.count()).isZero();
    }
  }
}
