package io.halcyon.sql.text;

import java.nio.charset.StandardCharsets;

/// Text of the catalogs' string types.
public final class StringText {
  private static final int NAME_BYTES_MAX = 63;

  private StringText() {}

  /// Cuts a name at 63 bytes, between characters.
  public static String name(String text) {
    if (text.length() * 3 <= NAME_BYTES_MAX) {
      return text;
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (bytes.length <= NAME_BYTES_MAX) {
      return text;
    }
    int end = NAME_BYTES_MAX;
    while ((bytes[end] & 0xc0) == 0x80) {
      end--;
    }
    return new String(bytes, 0, end, StandardCharsets.UTF_8);
  }

  /// Returns what `"char"` keeps of a text: its first byte, as a character of Latin 1.
  public static String singleByte(String text) {
    if (text.matches("\\\\[0-3][0-7][0-7]")) {
      int value = Integer.parseInt(text.substring(1), 8);
      return value == 0 ? "" : String.valueOf((char) value);
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return bytes.length == 0 ? "" : String.valueOf((char) (bytes[0] & 0xff));
  }

  /// Returns how such a byte is written: beyond ASCII as `\nnn`.
  public static String writeSingleByte(String value) {
    boolean plain = value.isEmpty() || value.charAt(0) < 0x80;
    return plain ? value : "\\" + Integer.toOctalString(value.charAt(0));
  }
}
