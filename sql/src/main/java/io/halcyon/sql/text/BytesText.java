package io.halcyon.sql.text;

import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;
import io.halcyon.sql.value.Bytes;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/// Text of byte strings: `\x…` and the old escapes.
public final class BytesText {
  private BytesText() {}

  static Bytes read(String text) {
    return text.startsWith("\\x") ? readHex(text.substring(2)) : readEscaped(text);
  }

  /// Reads pairs of hexadecimal digits, with spaces between the pairs.
  public static Bytes readHex(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length() / 2);
    int i = 0;
    while (i < text.length()) {
      char c = text.charAt(i);
      if (c == ' ' || c == '\n' || c == '\t' || c == '\r') {
        i++;
        continue;
      }
      int high = digit(text, i);
      if (i + 1 >= text.length()) {
        throw new SqlError(
            SqlState.INVALID_PARAMETER_VALUE, "invalid hexadecimal data: odd number of digits");
      }
      bytes.write(high << 4 | digit(text, i + 1));
      i += 2;
    }
    return new Bytes(bytes.toByteArray());
  }

  private static int digit(String text, int index) {
    int c = text.codePointAt(index);
    int digit = c < 0x80 ? Character.digit(c, 16) : -1;
    if (digit < 0) {
      throw new SqlError(
          SqlState.INVALID_PARAMETER_VALUE,
          "invalid hexadecimal digit: \"" + Character.toString(c) + "\"");
    }
    return digit;
  }

  /// Reads `\\` and `\nnn` with an octal number; everything else stands for itself.
  public static Bytes readEscaped(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    int i = 0;
    while (i < utf8.length) {
      if (utf8[i] != '\\') {
        bytes.write(utf8[i++]);
      } else if (i + 1 < utf8.length && utf8[i + 1] == '\\') {
        bytes.write('\\');
        i += 2;
      } else if (i + 3 < utf8.length
          && utf8[i + 1] >= '0'
          && utf8[i + 1] <= '3'
          && isOctal(utf8[i + 2])
          && isOctal(utf8[i + 3])) {
        bytes.write((utf8[i + 1] - '0') << 6 | (utf8[i + 2] - '0') << 3 | (utf8[i + 3] - '0'));
        i += 4;
      } else {
        throw new SqlError(
            SqlState.INVALID_TEXT_REPRESENTATION, "invalid input syntax for type bytea");
      }
    }
    return new Bytes(bytes.toByteArray());
  }

  private static boolean isOctal(byte c) {
    return c >= '0' && c <= '7';
  }

  static String write(Bytes bytes) {
    return "\\x" + HexFormat.of().formatHex(bytes.array());
  }

  /// Writes what is not printable as `\nnn`.
  public static String writeEscaped(Bytes bytes) {
    StringBuilder text = new StringBuilder(bytes.array().length);
    for (byte b : bytes.array()) {
      if (b == '\\') {
        text.append("\\\\");
      } else if (b <= 0) {
        int value = b & 0xff;
        text.append('\\').append(value >> 6).append(value >> 3 & 7).append(value & 7);
      } else {
        text.append((char) b);
      }
    }
    return text.toString();
  }
}
