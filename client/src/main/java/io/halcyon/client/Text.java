package io.halcyon.client;

import java.nio.charset.StandardCharsets;

/// Keys and values given as text are UTF-8.
final class Text {
  private Text() {}

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
