package io.halcyon.sql.kernel;

import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;

/// Text in other encodings.
final class Encodings {
  private Encodings() {}

  private static Charset charset(String name) {
    return switch (name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "")) {
      case "UTF8", "UNICODE" -> StandardCharsets.UTF_8;
      case "LATIN1", "ISO88591" -> StandardCharsets.ISO_8859_1;
      case "SQLASCII" -> StandardCharsets.US_ASCII;
      case "WIN1252" -> Charset.forName("windows-1252");
      case "LATIN9", "ISO885915" -> Charset.forName("ISO-8859-15");
      default ->
          throw new SqlError(
              SqlState.INVALID_PARAMETER_VALUE, "invalid source encoding name \"" + name + "\"");
    };
  }

  static String decode(byte[] bytes, String encoding) {
    Charset charset = charset(encoding);
    ByteBuffer input = ByteBuffer.wrap(bytes);
    try {
      return charset
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT)
          .decode(input)
          .toString();
    } catch (CharacterCodingException invalid) {
      int length = Math.min(bytes.length - input.position(), 1);
      String sequence =
          HexFormat.ofDelimiter(" ")
              .withPrefix("0x")
              .formatHex(bytes, input.position(), input.position() + length);
      throw new SqlError(
          SqlState.CHARACTER_NOT_IN_REPERTOIRE,
          "invalid byte sequence for encoding \""
              + encoding.toUpperCase(Locale.ROOT)
              + "\": "
              + sequence);
    }
  }

  static byte[] encode(String text, String encoding) {
    Charset charset = charset(encoding);
    try {
      ByteBuffer encoded =
          charset
              .newEncoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT)
              .encode(CharBuffer.wrap(text));
      byte[] bytes = new byte[encoded.remaining()];
      encoded.get(bytes);
      return bytes;
    } catch (CharacterCodingException unmappable) {
      int at = 0;
      while (charset.newEncoder().canEncode(text.substring(0, at + 1)) && at < text.length()) {
        at++;
      }
      byte[] character = Character.toString(text.codePointAt(at)).getBytes(StandardCharsets.UTF_8);
      throw new SqlError(
          SqlState.UNTRANSLATABLE_CHARACTER,
          "character with byte sequence %s in encoding \"UTF8\" has no equivalent in encoding \"%s\""
              .formatted(
                  HexFormat.ofDelimiter(" ").withPrefix("0x").formatHex(character),
                  encoding.toUpperCase(Locale.ROOT)));
    }
  }
}
