package io.halcyon.sql.kernel;

import io.halcyon.sql.error.SqlError;
import java.io.ByteArrayOutputStream;
import java.util.Base64;

/// Base 64 as PostgreSQL writes it, 76 characters a line, and reads it.
final class Base64Text {
  private static final int LINE_CHARS = 76;

  private Base64Text() {}

  static String encode(byte[] bytes) {
    return Base64.getMimeEncoder(LINE_CHARS, new byte[] {'\n'}).encodeToString(bytes);
  }

  static byte[] decode(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int buffer = 0;
    int position = 0;
    int end = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
        continue;
      }
      int value;
      if (c == '=') {
        if (end == 0) {
          if (position < 2) {
            throw Failures.invalidParameter("unexpected \"=\" while decoding base64 sequence");
          }
          end = position == 2 ? 1 : 2;
        }
        value = 0;
      } else {
        value = value(c);
        if (value < 0) {
          throw Failures.invalidParameter(
              "invalid symbol \"" + c + "\" found while decoding base64 sequence");
        }
      }
      buffer = buffer << 6 | value;
      if (++position == 4) {
        bytes.write(buffer >> 16);
        if (end == 0 || end > 1) {
          bytes.write(buffer >> 8);
        }
        if (end == 0) {
          bytes.write(buffer);
        }
        buffer = 0;
        position = 0;
      }
    }
    if (position != 0) {
      SqlError error = Failures.invalidParameter("invalid base64 end sequence");
      throw error.withHint(
          "Input data is missing padding, is truncated, or is otherwise corrupted.");
    }
    return bytes.toByteArray();
  }

  private static int value(char c) {
    if (c >= 'A' && c <= 'Z') {
      return c - 'A';
    }
    if (c >= 'a' && c <= 'z') {
      return c - 'a' + 26;
    }
    if (c >= '0' && c <= '9') {
      return c - '0' + 52;
    }
    return c == '+' ? 62 : c == '/' ? 63 : -1;
  }
}
