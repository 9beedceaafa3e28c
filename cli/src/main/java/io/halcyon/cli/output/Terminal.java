package io.halcyon.cli.output;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/// Where a command reads and writes: the process's streams, or a test's.
///
/// @param interactive whether a person watches standard error, so that progress may be drawn there
public record Terminal(InputStream in, PrintStream out, PrintStream err, boolean interactive)
    implements AutoCloseable {
  private static final int BUFFER_BYTES = 64 * 1024;

  /// Returns the process's streams. Output is buffered until a line is meant to be seen: see {@link
  /// #flush}.
  public static Terminal system() {
    return of(
        System.in,
        new java.io.BufferedOutputStream(new FileOutputStream(FileDescriptor.out), BUFFER_BYTES),
        new FileOutputStream(FileDescriptor.err),
        Boolean.getBoolean("halcyon.stderr.tty"));
  }

  /// Returns given streams; text is UTF-8.
  public static Terminal of(
      InputStream in, OutputStream out, OutputStream err, boolean interactive) {
    return new Terminal(
        in,
        new PrintStream(out, false, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8),
        interactive);
  }

  /// Shows what was printed so far.
  public void flush() {
    out.flush();
  }

  @Override
  public void close() {
    out.flush();
    err.flush();
  }
}
