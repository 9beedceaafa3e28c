package io.halcyon.sql.copy;

import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Takes bytes apart into rows of texts, however the bytes come in pieces. A row that is not
/// complete is kept, up to a bound. Owned by one thread.
public final class CopyReader {
  private static final int ROW_BYTES_MAX = 64 << 20;

  private final CopyFormat format;
  private final Consumer<List<@Nullable String>> rows;
  private byte[] buffer = new byte[8 * 1024];
  private int length;
  private int scanned;
  private boolean quoted;
  private boolean skipsHeader;
  private boolean ended;
  private long line;

  /// @param rows is given each row; NULL is null
  public CopyReader(CopyFormat format, Consumer<List<@Nullable String>> rows) {
    this.format = format;
    this.rows = rows;
    this.skipsHeader = format.header();
  }

  /// Returns the number of the line that was read last.
  public long line() {
    return line;
  }

  /// Takes more bytes.
  public void add(byte[] bytes) {
    if (length + (long) bytes.length > ROW_BYTES_MAX) {
      throw new SqlError(
          SqlState.PROGRAM_LIMIT_EXCEEDED,
          "a row of COPY is larger than %d bytes".formatted(ROW_BYTES_MAX));
    }
    if (buffer.length - length < bytes.length) {
      buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, length + bytes.length));
    }
    System.arraycopy(bytes, 0, buffer, length, bytes.length);
    length += bytes.length;
    take();
  }

  /// There are no more bytes.
  public void finish() {
    if (quoted) {
      throw malformed("unterminated CSV quoted field");
    }
    if (length > 0) {
      row(0, length);
      length = 0;
    }
  }

  private void take() {
    int start = 0;
    while (scanned < length) {
      byte b = buffer[scanned];
      if (format.csv() && b == format.quote()) {
        // A quote that is escaped by itself opens and closes at once, which comes to the same.
        quoted = !quoted;
      } else if (format.csv() ? quoted && b == format.escape() : b == '\\') {
        if (scanned + 1 == length) {
          // What follows decides.
          break;
        }
        scanned++;
      } else if (b == '\n' && !quoted) {
        row(start, scanned);
        start = scanned + 1;
      }
      scanned++;
    }
    System.arraycopy(buffer, start, buffer, 0, length - start);
    length -= start;
    scanned -= start;
  }

  private void row(int from, int to) {
    line++;
    int end = to > from && buffer[to - 1] == '\r' ? to - 1 : to;
    if (ended) {
      return;
    }
    if (skipsHeader) {
      skipsHeader = false;
      return;
    }
    String text = new String(buffer, from, end - from, StandardCharsets.UTF_8);
    if (text.equals("\\.")) {
      ended = true;
      return;
    }
    rows.accept(format.csv() ? csv(text) : plain(text));
  }

  private List<@Nullable String> plain(String text) {
    List<@Nullable String> fields = new ArrayList<>();
    int start = 0;
    for (int i = 0; i <= text.length(); i++) {
      if (i < text.length() && text.charAt(i) == '\\') {
        i++;
      } else if (i == text.length() || text.charAt(i) == format.delimiter()) {
        String raw = text.substring(start, i);
        fields.add(raw.equals(format.nullText()) ? null : unescaped(raw));
        start = i + 1;
      }
    }
    return fields;
  }

  private String unescaped(String raw) {
    if (raw.indexOf('\\') < 0) {
      return raw;
    }
    StringBuilder text = new StringBuilder(raw.length());
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      if (c != '\\' || i + 1 == raw.length()) {
        text.append(c);
        continue;
      }
      char next = raw.charAt(++i);
      switch (next) {
        case 'b' -> text.append('\b');
        case 'f' -> text.append('\f');
        case 'n' -> text.append('\n');
        case 'r' -> text.append('\r');
        case 't' -> text.append('\t');
        case 'v' -> text.append('\u000b');
        case 'x', '0', '1', '2', '3', '4', '5', '6', '7' -> i = number(raw, i, text);
        default -> text.append(next);
      }
    }
    return text.toString();
  }

  /// Reads the number of a character below 128.
  private int number(String raw, int at, StringBuilder text) {
    boolean hex = raw.charAt(at) == 'x';
    int from = hex ? at + 1 : at;
    int to = from;
    while (to < raw.length()
        && to < from + (hex ? 2 : 3)
        && Character.digit(raw.charAt(to), hex ? 16 : 8) >= 0) {
      to++;
    }
    if (to == from) {
      text.append('x');
      return at;
    }
    int value = Integer.parseInt(raw.substring(from, to), hex ? 16 : 8);
    if (value > 127 || value == 0) {
      throw SqlError.unsupported("an escaped byte that is no character in COPY");
    }
    text.append((char) value);
    return to - 1;
  }

  private List<@Nullable String> csv(String text) {
    List<@Nullable String> fields = new ArrayList<>();
    StringBuilder field = new StringBuilder();
    boolean inside = false;
    boolean wasQuoted = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (inside) {
        boolean escapes =
            c == format.escape()
                && i + 1 < text.length()
                && (text.charAt(i + 1) == format.quote() || text.charAt(i + 1) == format.escape());
        if (escapes) {
          field.append(text.charAt(++i));
        } else if (c == format.quote()) {
          inside = false;
        } else {
          field.append(c);
        }
      } else if (c == format.quote()) {
        inside = true;
        wasQuoted = true;
      } else if (c == format.delimiter()) {
        fields.add(field(field, wasQuoted));
        field.setLength(0);
        wasQuoted = false;
      } else {
        field.append(c);
      }
    }
    fields.add(field(field, wasQuoted));
    return fields;
  }

  private @Nullable String field(StringBuilder field, boolean wasQuoted) {
    String text = field.toString();
    return !wasQuoted && text.equals(format.nullText()) ? null : text;
  }

  static SqlError malformed(String message) {
    return new SqlError(SqlState.BAD_COPY_FILE_FORMAT, message);
  }
}
