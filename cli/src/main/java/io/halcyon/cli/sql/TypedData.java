package io.halcyon.cli.sql;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;

/// What a person types for a `COPY FROM STDIN`: lines, up to `\.` or Ctrl-D.
final class TypedData extends InputStream {
  private final LineReader lines;
  private InputStream line = InputStream.nullInputStream();
  private boolean over;

  /// @param editor whose terminal is used
  TypedData(LineReader editor) {
    // Another editor: lines of data are no statements, and no part of the history.
    this.lines =
        LineReaderBuilder.builder()
            .terminal(editor.getTerminal())
            .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true) // it takes backslashes away
            .build();
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] into, int from, int length) throws IOException {
    int count = line.read(into, from, length);
    if (count < 0 && !over) {
      String typed = typed();
      if (typed.equals("\\.")) {
        over = true;
        return -1;
      }
      line = new ByteArrayInputStream((typed + "\n").getBytes(StandardCharsets.UTF_8));
      count = line.read(into, from, length);
    }
    return count;
  }

  private String typed() throws IOException {
    try {
      return lines.readLine(">> ");
    } catch (EndOfFileException end) {
      return "\\.";
    } catch (UserInterruptException e) {
      throw new IOException("given up", e);
    }
  }
}
