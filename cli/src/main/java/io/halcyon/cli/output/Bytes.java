package io.halcyon.cli.output;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

/// How people write and read keys and values.
public enum Bytes {
  /// UTF-8; what is not printable is shown as `\xNN`, which is not read back.
  TEXT,
  HEX,
  BASE64;

  /// Returns the bytes of what someone typed.
  ///
  /// @throws IllegalArgumentException if it is not of this form
  public byte[] read(String typed) {
    try {
      return switch (this) {
        case TEXT -> typed.getBytes(StandardCharsets.UTF_8);
        case HEX -> HexFormat.of().parseHex(typed);
        case BASE64 -> Base64.getDecoder().decode(typed);
      };
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "not " + name().toLowerCase(java.util.Locale.ROOT) + ": " + typed, e);
    }
  }

  /// Returns bytes as one line for people.
  public String show(byte[] bytes) {
    return switch (this) {
      case TEXT -> utf8(bytes).filter(Bytes::printable).orElseGet(() -> escaped(bytes));
      case HEX -> HexFormat.of().formatHex(bytes);
      case BASE64 -> Base64.getEncoder().encodeToString(bytes);
    };
  }

  /// Adds bytes to a row of JSON without loss: as text under `name`, or in base 64 under
  /// `nameBase64` when they are not UTF-8.
  public void add(Row row, String name, byte[] bytes) {
    switch (this) {
      case TEXT ->
          utf8(bytes)
              .ifPresentOrElse(
                  text -> row.with(name, text),
                  () -> row.with(name + "Base64", BASE64.show(bytes)));
      case HEX, BASE64 -> row.with(name, show(bytes));
    }
  }

  /// Returns the text that bytes are the UTF-8 of, if they are.
  public static Optional<String> utf8(byte[] bytes) {
    try {
      return Optional.of(
          StandardCharsets.UTF_8
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT)
              .decode(ByteBuffer.wrap(bytes))
              .toString());
    } catch (CharacterCodingException notText) {
      return Optional.empty();
    }
  }

  private static boolean printable(String text) {
    return text.codePoints().noneMatch(Character::isISOControl);
  }

  private static String escaped(byte[] bytes) {
    StringBuilder text = new StringBuilder();
    for (byte b : bytes) {
      switch (b) {
        case '\n' -> text.append("\\n");
        case '\t' -> text.append("\\t");
        case '\\' -> text.append("\\\\");
        default -> {
          if (b >= ' ' && b < 0x7F) {
            text.append((char) b);
          } else {
            text.append("\\x").append(HexFormat.of().toHexDigits(b));
          }
        }
      }
    }
    return text.toString();
  }
}
