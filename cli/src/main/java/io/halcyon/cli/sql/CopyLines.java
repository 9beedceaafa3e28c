package io.halcyon.cli.sql;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// The data of a `COPY FROM STDIN`: lines, up to `\.` or the end. Owned by one thread.
final class CopyLines extends InputStream {
  /// Where lines come from.
  interface Source {
    /// Returns the next line, without its end; null if there are no more.
    @Nullable String next() throws IOException;
  }

  private final Source source;
  private InputStream line = InputStream.nullInputStream();
  private boolean over;

  CopyLines(Source source) {
    this.source = source;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] into, int from, int length) throws IOException {
    int count = line.read(into, from, length);
    while (count < 0 && !over) {
      String next = source.next();
      if (next == null || next.equals("\\.")) {
        over = true;
      } else {
        line = new ByteArrayInputStream((next + "\n").getBytes(StandardCharsets.UTF_8));
        count = line.read(into, from, length);
      }
    }
    return count;
  }
}
