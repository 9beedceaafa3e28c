package io.halcyon.raftstorage.ratis;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads Ratis's log files without Ratis, to tell a torn write from damage.
///
/// A file is `"RaftLog1" | entries | zeros`, an entry `length (varint) | bytes | crc32c (4 B,
/// big-endian)`, the checksum over length and bytes; the zeros are space allocated ahead. A process
/// that is killed in the middle of a write leaves the first part of the last entries and then
/// zeros. Such entries were never acknowledged, for that needs a flush after the write. Ratis takes
/// them for corruption, so {@link #cutTornTail} removes them before Ratis opens the log.
final class LogSegments {
  private static final Logger log = LoggerFactory.getLogger(LogSegments.class);
  private static final byte[] HEADER = {'R', 'a', 'f', 't', 'L', 'o', 'g', '1'};
  private static final int VARINT_BYTES_MAX = 5;
  private static final int PAGE = 4096;
  private static final int ZEROS_BEFORE_CUT = 64;
  private static final int ENTRY_BYTES_MIN = 8;
  private static final String OPEN = "log_inprogress_";

  /// How a file reads.
  ///
  /// @param goodBytes header and entries that are right, from the start
  /// @param clean whether nothing but zeros follows them
  /// @param torn whether what follows looks like a write that was cut off
  private record Scan(long goodBytes, boolean clean, boolean torn) {}

  private LogSegments() {}

  /// Returns what is wrong with the log in `current`, if anything: an end that a kill tore off is
  /// not.
  static Optional<String> damage(Path current) throws IOException {
    for (Path file : files(current)) {
      Scan scan = scan(file);
      boolean open = file.getFileName().toString().startsWith(OPEN);
      if (!scan.clean() && !(open && scan.torn())) {
        return Optional.of(
            "log file " + file.getFileName() + " is damaged at byte " + scan.goodBytes());
      }
    }
    return Optional.empty();
  }

  /// Removes the torn end of the open log file in `current`, if there is one.
  static void cutTornTail(Path current) throws IOException {
    for (Path file : files(current)) {
      if (file.getFileName().toString().startsWith(OPEN)) {
        Scan scan = scan(file);
        if (!scan.clean() && scan.torn()) {
          log.atWarn()
              .addKeyValue("file", file)
              .addKeyValue("byte", scan.goodBytes())
              .log("cut a torn end off the log");
          try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(scan.goodBytes());
            channel.force(true);
          }
        }
      }
    }
  }

  /// Returns where the first entry begins that is not right, -1 if all are.
  static long firstWrong(Path file) throws IOException {
    Scan scan = scan(file);
    return scan.clean() ? -1 : scan.goodBytes();
  }

  /// Lists the files of the log in `current`.
  static List<Path> files(Path current) throws IOException {
    if (!Files.isDirectory(current)) {
      return List.of();
    }
    try (var all = Files.list(current)) {
      return all.filter(
              p -> p.getFileName().toString().matches("log_(inprogress_)?[0-9]+(-[0-9]+)?"))
          .sorted()
          .toList();
    }
  }

  private static Scan scan(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    int end = bytes.length;
    while (end > 0 && bytes[end - 1] == 0) {
      end--;
    }
    if (bytes.length < HEADER.length || !Arrays.equals(bytes, 0, 8, HEADER, 0, 8)) {
      boolean prefix = end <= HEADER.length && Arrays.equals(bytes, 0, end, HEADER, 0, end);
      return new Scan(0, end == 0, prefix);
    }
    int position = HEADER.length;
    while (position < bytes.length && bytes[position] != 0) {
      int next = entryEnd(bytes, position);
      if (next < 0 || !checksumHolds(bytes, position, next)) {
        return new Scan(position, false, torn(bytes, position, next, end));
      }
      position = next;
    }
    return new Scan(position, end <= position, false);
  }

  /// Returns where the entry at `position` ends by its length, -1 if the length makes no sense.
  private static int entryEnd(byte[] bytes, int position) {
    long length = 0;
    for (int i = 0; i < VARINT_BYTES_MAX; i++) {
      if (position + i >= bytes.length) {
        return -1;
      }
      byte b = bytes[position + i];
      length |= (long) (b & 0x7f) << (7 * i);
      if (b >= 0) {
        long next = position + i + 1 + length + 4;
        return next > Integer.MAX_VALUE ? -1 : (int) next;
      }
    }
    return -1;
  }

  private static boolean checksumHolds(byte[] bytes, int position, int next) {
    if (next > bytes.length) {
      return false;
    }
    var checksum = new CRC32C();
    checksum.update(bytes, position, next - 4 - position);
    return (int) checksum.getValue() == ByteBuffer.wrap(bytes).getInt(next - 4);
  }

  /// The entry's end was not written: zeros from a page boundary inside it on, as a killed `write`
  /// leaves them, and no other entry after it, as a flipped length would leave them.
  private static boolean torn(byte[] bytes, int position, int next, int end) {
    if (next < 0) {
      return bytes.length - position < VARINT_BYTES_MAX;
    }
    int cut = (end + PAGE - 1) / PAGE * PAGE;
    boolean cutAtPage = cut < next && cut - end <= ZEROS_BEFORE_CUT;
    boolean cutAtEnd = next > bytes.length && end > bytes.length - ZEROS_BEFORE_CUT;
    return (cutAtPage || cutAtEnd) && !entryFollows(bytes, position + 1, end);
  }

  private static boolean entryFollows(byte[] bytes, int from, int end) {
    for (int position = from; position < end; position++) {
      int next = entryEnd(bytes, position);
      if (next > position + ENTRY_BYTES_MIN
          && next <= end
          && checksumHolds(bytes, position, next)) {
        return true;
      }
    }
    return false;
  }
}
