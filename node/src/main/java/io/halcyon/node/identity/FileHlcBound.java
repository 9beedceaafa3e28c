package io.halcyon.node.identity;

import io.halcyon.core.hlc.HlcBound;
import io.halcyon.core.hlc.HlcTimestamp;
import io.halcyon.core.hlc.PhysicalClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/// The clock's bound in a file of two slots, written in turn, each `bound (8) | CRC-32C (4)`: a
/// torn write leaves the other slot.
///
/// The bound runs {@link #LEAD_MILLIS} ahead, so that one write to disk serves for seconds; {@link
/// #extend} is called from time to time to keep that write off the hot path. Thread-safe.
public final class FileHlcBound implements HlcBound, AutoCloseable {
  /// How far the bound runs ahead; a restarted clock begins at most this far ahead of physical
  /// time.
  static final long LEAD_MILLIS = 2_000;

  private static final int SLOT = 12;

  private final FileChannel channel;
  private final PhysicalClock physical;
  private volatile long bound;
  private int nextSlot;

  private FileHlcBound(FileChannel channel, PhysicalClock physical, long bound, int nextSlot) {
    this.channel = channel;
    this.physical = physical;
    this.bound = bound;
    this.nextSlot = nextSlot;
  }

  /// @param expected whether the file must be there, with a bound in it
  /// @throws IOException if it is damaged or missing: the clock could go back
  static FileHlcBound open(Path file, PhysicalClock physical, boolean expected) throws IOException {
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    long size = channel.size();
    long first = readSlot(channel, 0);
    long second = readSlot(channel, SLOT);
    long bound = Math.max(first, second);
    if (bound < 0 && (size > 0 || expected)) {
      channel.close();
      throw new IOException(
          "clock bound file "
              + file
              + (size > 0 ? " is damaged" : " is missing or empty")
              + "; empty the data directory to let the node join as a new one");
    }
    // The slot with the present bound stays until the other one has a greater one.
    FileHlcBound opened =
        new FileHlcBound(channel, physical, Math.max(0, bound), first >= second ? 1 : 0);
    if (bound < 0) {
      opened.raise(0);
    }
    return opened;
  }

  private static long readSlot(FileChannel channel, int position) throws IOException {
    ByteBuffer slot = ByteBuffer.allocate(SLOT);
    if (channel.read(slot, position) < SLOT) {
      return -1;
    }
    return slot.getInt(8) == checksum(slot.getLong(0)) ? slot.getLong(0) : -1;
  }

  private static int checksum(long bound) {
    CRC32C crc = new CRC32C();
    crc.update(ByteBuffer.allocate(8).putLong(0, bound));
    return (int) crc.getValue();
  }

  @Override
  public long current() {
    return bound;
  }

  @Override
  public void ensureAbove(long packed) {
    if (packed > bound) {
      raise(packed);
    }
  }

  /// Raises the bound in advance when less than half of its lead over `packed` is left.
  public void extend(long packed) {
    if (packed + HlcTimestamp.packMillis(LEAD_MILLIS / 2) > bound) {
      raise(packed);
    }
  }

  private synchronized void raise(long packed) {
    // Ahead of physical time, never of the hybrid clock: that would ratchet it up with every
    // restart.
    long raised = Math.max(packed, HlcTimestamp.packMillis(physical.millis() + LEAD_MILLIS));
    if (raised <= bound) {
      return;
    }
    ByteBuffer slot = ByteBuffer.allocate(SLOT).putLong(raised).putInt(checksum(raised)).flip();
    try {
      while (slot.hasRemaining()) {
        channel.write(slot, (long) nextSlot * SLOT + slot.position());
      }
      channel.force(false);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make the clock's bound durable", e);
    }
    nextSlot = 1 - nextSlot;
    bound = raised;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
