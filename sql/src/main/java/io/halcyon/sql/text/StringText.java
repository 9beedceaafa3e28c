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

  /// Returns the first character, which `"char"` keeps.
  public static String singleByte(String text) {
    return text.isEmpty() ? "" : text.substring(0, 1);
  }
}
