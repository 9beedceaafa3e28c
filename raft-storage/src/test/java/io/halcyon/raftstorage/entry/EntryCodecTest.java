package io.halcyon.raftstorage.entry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.halcyon.core.id.RequestId;
import io.halcyon.core.testing.SeededTest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class EntryCodecTest {
  private static final RequestId ID = new RequestId(-5, 77, 1_700_000_000_000L);

  @Test
  void readerReturnsWhatTheWriterWrote() {
    byte[] entry = sample();

    EntryReader reader = new EntryReader(entry, 0, entry.length);

    assertThat(reader.evaluatedTerm()).isEqualTo(7);
    assertThat(reader.bound()).isEqualTo(900);
    assertThat(reader.closedTs()).isEqualTo(800);
    assertThat(reader.count()).isEqualTo(10);
    assertThat(describe(reader))
        .containsExactly(
            "PUT k@500 expires 1234 'vv'",
            "DELETE gone@501 expires 0 ''",
            "OUTCOME " + ID + " 'done'",
            "META name@0 expires 0 'value'",
            "INTENT_PUT k@0 expires 0 'intent'",
            "INTENT_REMOVE k@0 expires 0 ''",
            "TXN_PUT t@0 expires 0 'record'",
            "TXN_REMOVE t@0 expires 0 ''",
            "REMEMBER r@0 expires 0 'memory' created 1700",
            "FORGET_BEFORE @0 expires 0 '' forget before 1600");
    reader.rewind();
    assertThat(describe(reader)).hasSize(10);
  }

  @Test
  void readerWorksOnASliceOfALargerBuffer() {
    byte[] entry = sample();
    byte[] larger = new byte[entry.length + 20];
    Arrays.fill(larger, (byte) 0x55);
    System.arraycopy(entry, 0, larger, 11, entry.length);

    EntryReader reader = new EntryReader(larger, 11, entry.length);

    assertThat(describe(reader)).hasSize(10).first().isEqualTo("PUT k@500 expires 1234 'vv'");
  }

  @Test
  void writerStartsAnewAfterBegin() {
    EntryWriter writer = new EntryWriter();
    writer.begin(1).delete(bytes("a"), 1);
    writer.finish(1, 0);

    byte[] empty = writer.begin(2).finish(5, 0);

    EntryReader reader = new EntryReader(empty, 0, empty.length);
    assertThat(reader.count()).isZero();
    assertThat(reader.evaluatedTerm()).isEqualTo(2);
    assertThat(reader.next()).isFalse();
    assertThat(empty).hasSize(writer.bytes());
  }

  @Test
  void everyTruncationIsRefused() {
    byte[] entry = sample();
    for (int length = 0; length < entry.length; length++) {
      int cut = length;
      assertThatThrownBy(() -> new EntryReader(entry, 0, cut))
          .as("cut to %d bytes", cut)
          .isInstanceOf(MalformedEntryException.class);
    }
  }

  @Test
  void trailingBytesAreRefused() {
    byte[] longer = Arrays.copyOf(sample(), sample().length + 1);

    assertThatThrownBy(() -> new EntryReader(longer, 0, longer.length))
        .isInstanceOf(MalformedEntryException.class);
  }

  @Test
  void anUnknownVersionIsRefused() {
    byte[] entry = sample();
    entry[0] = 9;

    assertThatThrownBy(() -> new EntryReader(entry, 0, entry.length))
        .isInstanceOf(MalformedEntryException.class)
        .hasMessageContaining("version 9");
  }

  @Test
  void anUnknownKindOfEffectIsRefused() {
    EntryWriter writer = new EntryWriter().begin(1);
    writer.forgetBefore(5);
    for (int code : new int[] {0, 11, 127, -1}) {
      byte[] entry = writer.finish(1, 0);
      entry[EntryWriter.HEADER] = (byte) code;
      assertThatThrownBy(() -> new EntryReader(entry, 0, entry.length))
          .isInstanceOf(MalformedEntryException.class)
          .hasMessageContaining("effect kind " + code);
    }
  }

  @SeededTest(runs = 2000)
  void flippedBytesAreRefusedOrReadWithinTheBuffer(RandomGenerator random) {
    byte[] entry = sample();
    for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
      entry[random.nextInt(entry.length)] ^= (byte) (1 << random.nextInt(8));
    }
    EntryReader reader;
    try {
      reader = new EntryReader(entry, 0, entry.length);
    } catch (MalformedEntryException _) {
      return;
    }
    assertThat(describe(reader)).hasSize(reader.count());
  }

  @Test
  void writerRefusesKeysAndTimestampsThatTheLayoutCannotHold() {
    EntryWriter writer = new EntryWriter().begin(1);

    assertThatThrownBy(() -> writer.delete(new byte[0], 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> writer.delete(new byte[EntryWriter.KEY_BYTES_MAX + 1], 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> writer.delete(bytes("k"), -1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> writer.remember(new byte[0], 1, bytes("x")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> writer.forgetBefore(-1)).isInstanceOf(IllegalArgumentException.class);
    assertThat(writer.count()).isZero();
  }

  private static byte[] sample() {
    EntryWriter writer = new EntryWriter().begin(7);
    writer.put(bytes("k"), 500, 1234, bytes("xvvx"), 1, 2);
    writer.delete(bytes("gone"), 501);
    writer.outcome(ID, bytes("done"));
    writer.meta(bytes("name"), bytes("value"));
    writer.putIntent(bytes("k"), bytes("intent"));
    writer.removeIntent(bytes("k"));
    writer.putTxn(bytes("t"), bytes("record"));
    writer.removeTxn(bytes("t"));
    writer.remember(bytes("r"), 1_700, bytes("memory"));
    writer.forgetBefore(1_600);
    return writer.finish(900, 800);
  }

  private static List<String> describe(EntryReader reader) {
    List<String> effects = new ArrayList<>();
    while (reader.next()) {
      String value =
          new String(
              reader.buffer(),
              reader.valueOffset(),
              reader.valueLength(),
              StandardCharsets.ISO_8859_1);
      effects.add(
          reader.kind() == EffectKind.OUTCOME
              ? "OUTCOME " + reader.requestId() + " '" + value + "'"
              : reader.kind()
                  + " "
                  + new String(reader.key(), StandardCharsets.ISO_8859_1)
                  + "@"
                  + reader.timestamp()
                  + " expires "
                  + reader.expiresAtMillis()
                  + " '"
                  + value
                  + "'"
                  + (reader.kind() == EffectKind.REMEMBER
                      ? " created " + reader.createdMillis()
                      : "")
                  + (reader.kind() == EffectKind.FORGET_BEFORE
                      ? " forget before " + reader.forgetBeforeMillis()
                      : ""));
    }
    return effects;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
