package io.halcyon.bench.raw;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;

/// How long an append of 4 KiB and its fdatasync take, in a growing and in a preallocated file.
public final class FsyncProbe {
  private static final int BLOCK_BYTES = 4096;
  private static final int PREALLOCATED_BYTES = 64 << 20;

  private FsyncProbe() {}

  public static List<RawResult> run(Path directory, Duration time) throws IOException {
    return List.of(
        append(directory.resolve("growing"), time, 0, "fdatasync, 4 KiB appended"),
        append(
            directory.resolve("preallocated"),
            time,
            PREALLOCATED_BYTES,
            "fdatasync, 4 KiB within a preallocated file"));
  }

  private static RawResult append(Path file, Duration time, int preallocated, String name)
      throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      ByteBuffer block = ByteBuffer.allocateDirect(BLOCK_BYTES);
      for (int at = 0; at < preallocated; at += BLOCK_BYTES) {
        write(channel, block, at);
      }
      channel.force(true);
      long[] position = {0};
      return Timing.<IOException>repeat(
          name,
          time,
          1,
          () -> {
            write(channel, block, position[0]);
            channel.force(false);
            position[0] += BLOCK_BYTES;
            if (preallocated > 0) {
              position[0] %= preallocated;
            }
          });
    }
  }

  private static void write(FileChannel channel, ByteBuffer block, long at) throws IOException {
    block.clear();
    while (block.hasRemaining()) {
      channel.write(block, at + block.position());
    }
  }
}
