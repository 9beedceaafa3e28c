package io.halcyon.rpc.http;

import java.nio.charset.StandardCharsets;

/// One answer over HTTP.
///
/// @param body not copied; must not change afterwards
public record HttpPage(int status, String contentType, byte[] body) {
  public static HttpPage text(int status, String text) {
    return new HttpPage(status, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
  }

  public static HttpPage json(String json) {
    return new HttpPage(200, "application/json", json.getBytes(StandardCharsets.UTF_8));
  }
}
