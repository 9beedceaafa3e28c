package io.halcyon.sql.kernel;

import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;
import io.halcyon.sql.text.BytesText;
import io.halcyon.sql.value.Bytes;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/// Functions of byte strings.
final class BytesFunctions {
  private BytesFunctions() {}

  static void define(KernelTable table) {
    table.one("byteaoctetlen", (Bytes a) -> a.array().length);
    table.one("bit_length(bytea)", (Bytes a) -> a.array().length * 8);
    table.two("byteacat", (Bytes a, Bytes b) -> joined(a.array(), b.array()));
    table.three(
        "bytea_substr", (Bytes a, Integer from, Integer count) -> part(a, from, count, false));
    table.two("bytea_substr_no_len", (Bytes a, Integer from) -> part(a, from, 0, true));
    table.two("byteapos", (Bytes a, Bytes b) -> position(a.array(), b.array()));
    table.two("byteaGetByte", (Bytes a, Integer n) -> a.array()[index(a, n, 1)] & 0xff);
    table.three("byteaSetByte", (Bytes a, Integer n, Integer value) -> withByte(a, n, value));
    table.two("byteaGetBit", (Bytes a, Long n) -> a.array()[index(a, n, 8)] >> (n % 8) & 1);
    table.three("byteaSetBit", BytesFunctions::withBit);
    table.three(
        "byteaoverlay_no_len",
        (Bytes a, Bytes b, Integer from) -> overlay(a, b, from, b.array().length));
    table.four("byteaoverlay", BytesFunctions::overlay);
    table.two("byteatrim", (Bytes a, Bytes set) -> trimmed(a, set, true, true));
    table.two("bytealtrim", (Bytes a, Bytes set) -> trimmed(a, set, true, false));
    table.two("byteartrim", (Bytes a, Bytes set) -> trimmed(a, set, false, true));
    table.one("bytea_bit_count", (Bytes a) -> bitCount(a));
    encodings(table);
    digests(table);
  }

  private static Bytes joined(byte[] a, byte[] b) {
    byte[] all = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, all, a.length, b.length);
    return new Bytes(all);
  }

  private static Bytes part(Bytes bytes, int from, int count, boolean toEnd) {
    if (!toEnd && count < 0) {
      throw new SqlError(SqlState.SUBSTRING_ERROR, "negative substring length not allowed");
    }
    int length = bytes.array().length;
    long start = Math.max(from, 1) - 1L;
    long end = toEnd ? length : Math.min(from - 1L + count, length);
    return start >= end
        ? new Bytes(new byte[0])
        : new Bytes(Arrays.copyOfRange(bytes.array(), (int) start, (int) end));
  }

  private static int position(byte[] bytes, byte[] wanted) {
    for (int at = 0; at + wanted.length <= bytes.length; at++) {
      if (Arrays.equals(bytes, at, at + wanted.length, wanted, 0, wanted.length)) {
        return at + 1;
      }
    }
    return 0;
  }

  private static int index(Bytes bytes, long n, int unitsPerByte) {
    long units = (long) bytes.array().length * unitsPerByte;
    if (n < 0 || n >= units) {
      throw new SqlError(
          SqlState.ARRAY_SUBSCRIPT_ERROR,
          "index %d out of valid range, 0..%d".formatted(n, units - 1));
    }
    return (int) (n / unitsPerByte);
  }

  private static Bytes withByte(Bytes bytes, int n, int value) {
    int index = index(bytes, n, 1);
    byte[] copy = bytes.array().clone();
    copy[index] = (byte) value;
    return new Bytes(copy);
  }

  private static Bytes withBit(Bytes bytes, Long n, Integer value) {
    int index = index(bytes, n, 8);
    if (value != 0 && value != 1) {
      throw Failures.invalidParameter("new bit must be 0 or 1");
    }
    byte[] copy = bytes.array().clone();
    int mask = 1 << (n % 8);
    copy[index] = (byte) (value == 1 ? copy[index] | mask : copy[index] & ~mask);
    return new Bytes(copy);
  }

  private static Bytes overlay(Bytes bytes, Bytes other, Integer from, Integer count) {
    if (from <= 0) {
      throw new SqlError(SqlState.SUBSTRING_ERROR, "negative substring length not allowed");
    }
    Bytes before = part(bytes, 1, from - 1, false);
    Bytes behind = part(bytes, from + count, 0, true);
    return joined(joined(before.array(), other.array()).array(), behind.array());
  }

  private static Bytes trimmed(Bytes bytes, Bytes set, boolean left, boolean right) {
    byte[] all = bytes.array();
    int from = 0;
    int to = all.length;
    while (left && from < to && position(set.array(), new byte[] {all[from]}) > 0) {
      from++;
    }
    while (right && to > from && position(set.array(), new byte[] {all[to - 1]}) > 0) {
      to--;
    }
    return new Bytes(Arrays.copyOfRange(all, from, to));
  }

  private static long bitCount(Bytes bytes) {
    long count = 0;
    for (byte b : bytes.array()) {
      count += Integer.bitCount(b & 0xff);
    }
    return count;
  }

  private static void encodings(KernelTable table) {
    table.two("binary_encode", BytesFunctions::encode);
    table.two("binary_decode", BytesFunctions::decode);
    table.two(
        "pg_convert_from", (Bytes a, String encoding) -> Encodings.decode(a.array(), encoding));
    table.two(
        "pg_convert_to", (String a, String encoding) -> new Bytes(Encodings.encode(a, encoding)));
    table.three(
        "pg_convert",
        (Bytes a, String from, String to) ->
            new Bytes(Encodings.encode(Encodings.decode(a.array(), from), to)));
    table.two(
        "length_in_encoding",
        (Bytes a, String encoding) -> Strings.length(Encodings.decode(a.array(), encoding)));
  }

  private static String encode(Bytes bytes, String format) {
    return switch (format.toLowerCase(java.util.Locale.ROOT)) {
      case "hex" -> HexFormat.of().formatHex(bytes.array());
      case "base64" -> Base64Text.encode(bytes.array());
      case "escape" -> BytesText.writeEscaped(bytes);
      default -> throw unknownEncoding(format);
    };
  }

  private static SqlError unknownEncoding(String format) {
    return Failures.invalidParameter("unrecognized encoding: \"" + format + "\"");
  }

  private static Bytes decode(String text, String format) {
    return switch (format.toLowerCase(java.util.Locale.ROOT)) {
      case "hex" -> BytesText.readHex(text);
      case "base64" -> new Bytes(Base64Text.decode(text));
      case "escape" -> BytesText.readEscaped(text);
      default -> throw unknownEncoding(format);
    };
  }

  private static void digests(KernelTable table) {
    table.one("md5_text", (String a) -> hex("MD5", a.getBytes(StandardCharsets.UTF_8)));
    table.one("md5_bytea", (Bytes a) -> hex("MD5", a.array()));
    for (String size : List.of("224", "256", "384", "512")) {
      table.one("sha" + size + "_bytea", (Bytes a) -> new Bytes(digest("SHA-" + size, a.array())));
    }
  }

  private static String hex(String algorithm, byte[] bytes) {
    return HexFormat.of().formatHex(digest(algorithm, bytes));
  }

  private static byte[] digest(String algorithm, byte[] bytes) {
    try {
      return MessageDigest.getInstance(algorithm).digest(bytes);
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException("every Java has " + algorithm, missing);
    }
  }
}
