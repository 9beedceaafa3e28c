package io.halcyon.cli.transfer;

import java.io.BufferedReader;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Reads a file's characters and knows where it is. A line has a bound, so that a file of another
/// kind cannot fill the memory. Not thread-safe.
final class LineReader implements AutoCloseable {
  /// A value of 1 MiB in which every byte is escaped, and its key.
  private static final int LINE_CHARS_MAX = 8 * 1024 * 1024;

  private static final int BUFFER_CHARS = 64 * 1024;

  private final Counting bytes;
  private final long size;
  private final BufferedReader reader;
  private long line = 1;

  /// @param size in bytes; negative if it is not known
  LineReader(InputStream in, long size) {
    this.bytes = new Counting(in);
    this.size = size;
    this.reader =
        new BufferedReader(new InputStreamReader(bytes, StandardCharsets.UTF_8), BUFFER_CHARS);
  }

  /// Returns the number of the line that the next character is on.
  long line() {
    return line;
  }

  double fraction() {
    return size <= 0 ? -1 : (double) bytes.count / size;
  }

  /// Returns the next character, line ends as `\n`; -1 at the end.
  int read() throws IOException {
    int c = reader.read();
    if (c == '\r') {
      reader.mark(1);
      if (reader.read() != '\n') {
        reader.reset();
      }
      c = '\n';
    }
    if (c == '\n') {
      line++;
    }
    return c;
  }

  /// Returns the next line; null at the end.
  @Nullable String readLine() throws IOException {
    long start = line;
    StringBuilder text = new StringBuilder();
    int c = read();
    if (c < 0) {
      return null;
    }
    while (c >= 0 && c != '\n') {
      append(text, (char) c, start);
      c = read();
    }
    return text.toString();
  }

  static void append(StringBuilder text, char c, long line) throws IOException {
    if (text.length() >= LINE_CHARS_MAX) {
      throw new MalformedRecordException(line, "longer than " + LINE_CHARS_MAX + " characters");
    }
    text.append(c);
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }

  private static final class Counting extends FilterInputStream {
    private long count;

    Counting(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int value = super.read();
      count += value < 0 ? 0 : 1;
      return value;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int read = super.read(buffer, offset, length);
      count += Math.max(0, read);
      return read;
    }
  }
}
