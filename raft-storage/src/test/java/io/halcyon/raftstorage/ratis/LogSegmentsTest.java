package io.halcyon.raftstorage.ratis;

import static org.assertj.core.api.Assertions.assertThat;

import io.halcyon.core.runtime.Randomness;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogSegmentsTest {
  private static final int ENTRIES = 40;
  private static final int PREALLOCATED = 64 * 1024;

  @TempDir Path current;
  private Path file;
  private byte[] entries;

  @BeforeEach
  void writeASegment() throws IOException {
    file = current.resolve("log_inprogress_0");
    var out = new ByteArrayOutputStream();
    out.writeBytes("RaftLog1".getBytes(StandardCharsets.UTF_8));
    var random = Randomness.seeded(7);
    for (int i = 0; i < ENTRIES; i++) {
      byte[] body = new byte[600];
      random.nextBytes(body);
      out.writeBytes(frame(body));
    }
    entries = out.toByteArray();
    write(entries);
  }

  private static byte[] frame(byte[] body) {
    var frame = ByteBuffer.allocate(body.length + 6);
    frame.put((byte) ((body.length & 0x7f) | 0x80)).put((byte) (body.length >> 7)).put(body);
    var checksum = new CRC32C();
    checksum.update(frame.array(), 0, body.length + 2);
    return frame.putInt((int) checksum.getValue()).array();
  }

  private void write(byte[] content) throws IOException {
    Files.write(file, Arrays.copyOf(content, PREALLOCATED));
  }

  @Test
  void aWholeSegmentIsNeitherDamagedNorCut() throws IOException {
    LogSegments.cutTornTail(current);
    assertThat(LogSegments.damage(current)).isEmpty();
    assertThat(Files.size(file)).isEqualTo(PREALLOCATED);
  }

  @Test
  void everyWriteCutAtAPageLosesOnlyWhatWasCut() throws IOException {
    for (int cut = 4096; cut < entries.length; cut += 4096) {
      write(Arrays.copyOf(entries, cut));
      assertThat(LogSegments.damage(current)).isEmpty();
      LogSegments.cutTornTail(current);
      int whole = 8 + (cut - 8) / 606 * 606;
      assertThat(Arrays.copyOf(Files.readAllBytes(file), whole))
          .isEqualTo(Arrays.copyOf(entries, whole));
      assertThat(LogSegments.damage(current)).isEmpty();
    }
  }

  @Test
  void aFlippedBitIsDamageAndNothingIsCut() throws IOException {
    for (int position = 8; position < entries.length; position += 97) {
      byte[] flipped = entries.clone();
      flipped[position] ^= 0x20;
      write(flipped);
      LogSegments.cutTornTail(current);
      assertThat(LogSegments.damage(current)).as("flipped at %s", position).isPresent();
      assertThat(Files.size(file)).isEqualTo(PREALLOCATED);
    }
  }

  @Test
  void aFlippedLengthIsDamageAlthoughTheEntrySeemsToReachBeyondTheEnd() throws IOException {
    for (int entry = 0; entry < ENTRIES; entry++) {
      byte[] flipped = entries.clone();
      flipped[8 + entry * 606 + 1] |= 0x78;
      write(flipped);
      LogSegments.cutTornTail(current);
      assertThat(LogSegments.damage(current)).as("entry %s", entry).isPresent();
      assertThat(Files.size(file)).isEqualTo(PREALLOCATED);
    }
  }

  @Test
  void aClosedSegmentIsNeverCut() throws IOException {
    Path closed = current.resolve("log_0-39");
    Files.write(closed, Arrays.copyOf(Arrays.copyOf(entries, 8192), PREALLOCATED));
    LogSegments.cutTornTail(current);
    assertThat(LogSegments.damage(current)).isPresent();
    assertThat(Files.size(closed)).isEqualTo(PREALLOCATED);
  }
}
