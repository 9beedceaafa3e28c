package io.halcyon.sql.kernel;

import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;
import io.halcyon.sql.value.BitString;

/// Functions of bit strings.
final class BitFunctions {
  private BitFunctions() {}

  static void define(KernelTable table) {
    table.two("bit_and", (BitString a, BitString b) -> combined(a, b, '&'));
    table.two("bit_or", (BitString a, BitString b) -> combined(a, b, '|'));
    table.two("bitxor", (BitString a, BitString b) -> combined(a, b, '#'));
    table.one(
        "bitnot",
        (BitString a) -> bits(a.digits().replace('0', 'x').replace('1', '0').replace('x', '1')));
    table.two("bitshiftleft", (BitString a, Integer n) -> shifted(a, n));
    table.two("bitshiftright", (BitString a, Integer n) -> shifted(a, -(long) n));
    table.two("bitcat", (BitString a, BitString b) -> bits(a.digits() + b.digits()));
    table.one("bitlength", (BitString a) -> a.digits().length());
    table.one("bit_length(bit)", (BitString a) -> a.digits().length());
    table.one("bitoctetlength", (BitString a) -> (a.digits().length() + 7) / 8);
    table.three(
        "bitsubstr",
        (BitString a, Integer from, Integer count) ->
            bits(Strings.substring(a.digits(), from, count)));
    table.two(
        "bitsubstr_no_len",
        (BitString a, Integer from) ->
            bits(
                Strings.substring(
                    a.digits(), from, Integer.MAX_VALUE + 1L + Math.abs((long) from))));
    table.two(
        "bitposition",
        (BitString a, BitString b) ->
            a.digits().isEmpty() ? 0 : a.digits().indexOf(b.digits()) + 1);
    table.two("bitgetbit", (BitString a, Integer n) -> a.digits().charAt(index(a, n)) - '0');
    table.three("bitsetbit", BitFunctions::withBit);
    table.four("bitoverlay", BitFunctions::overlay);
    table.three(
        "bitoverlay_no_len",
        (BitString a, BitString b, Integer from) -> overlay(a, b, from, b.digits().length()));
    table.one("bit_bit_count", (BitString a) -> a.digits().chars().filter(c -> c == '1').count());
    casts(table);
  }

  private static BitString bits(String digits) {
    return new BitString(digits);
  }

  private static BitString combined(BitString a, BitString b, char operation) {
    return bits(Bits.combined(a.digits(), b.digits(), operation));
  }

  private static BitString shifted(BitString bits, long left) {
    String digits = bits.digits();
    int length = digits.length();
    if (Math.abs(left) >= length) {
      return bits("0".repeat(length));
    }
    return left >= 0
        ? bits(digits.substring((int) left) + "0".repeat((int) left))
        : bits("0".repeat((int) -left) + digits.substring(0, (int) (length + left)));
  }

  private static int index(BitString bits, int n) {
    if (n < 0 || n >= bits.digits().length()) {
      throw new SqlError(
          SqlState.ARRAY_SUBSCRIPT_ERROR,
          "bit index %d out of valid range (0..%d)".formatted(n, bits.digits().length() - 1));
    }
    return n;
  }

  private static BitString withBit(BitString bits, Integer n, Integer value) {
    int index = index(bits, n);
    if (value != 0 && value != 1) {
      throw Failures.invalidParameter("new bit must be 0 or 1");
    }
    StringBuilder digits = new StringBuilder(bits.digits());
    digits.setCharAt(index, value == 1 ? '1' : '0');
    return bits(digits.toString());
  }

  private static BitString overlay(BitString a, BitString b, Integer from, Integer count) {
    if (from <= 0) {
      throw new SqlError(SqlState.SUBSTRING_ERROR, "negative substring length not allowed");
    }
    return bits(
        Strings.substring(a.digits(), 1, from - 1L)
            + b.digits()
            + Strings.substring(a.digits(), (long) from + count, Integer.MAX_VALUE));
  }

  private static void casts(KernelTable table) {
    table.three("bit", BitFunctions::fitted);
    table.three("varbit", BitFunctions::cut);
    table.two("bitfromint4", (Integer a, Integer length) -> ofNumber(a, length));
    table.two("bitfromint8", (Long a, Integer length) -> ofNumber(a, length));
    table.one("bittoint4", (BitString a) -> (int) toNumber(a, 32, "integer"));
    table.one("bittoint8", (BitString a) -> toNumber(a, 64, "bigint"));
  }

  private static BitString fitted(BitString bits, Integer length, Boolean explicit) {
    String digits = bits.digits();
    if (length <= 0 || digits.length() == length) {
      return bits;
    }
    if (!explicit) {
      throw new SqlError(
          SqlState.STRING_DATA_LENGTH_MISMATCH,
          "bit string length %d does not match type bit(%d)".formatted(digits.length(), length));
    }
    return digits.length() > length
        ? bits(digits.substring(0, length))
        : bits(digits + "0".repeat(length - digits.length()));
  }

  private static BitString cut(BitString bits, Integer length, Boolean explicit) {
    if (length <= 0 || bits.digits().length() <= length) {
      return bits;
    }
    if (!explicit) {
      throw new SqlError(
          SqlState.STRING_DATA_RIGHT_TRUNCATION,
          "bit string too long for type bit varying(" + length + ")");
    }
    return bits(bits.digits().substring(0, length));
  }

  /// The low bits, with the sign before them where there are more.
  private static BitString ofNumber(long value, int wanted) {
    int length = wanted <= 0 ? 1 : wanted;
    StringBuilder digits = new StringBuilder(length);
    for (int i = length - 1; i >= 0; i--) {
      digits.append(i >= 64 ? (value < 0 ? '1' : '0') : (value >> i & 1) == 1 ? '1' : '0');
    }
    return bits(digits.toString());
  }

  private static long toNumber(BitString bits, int width, String typeName) {
    if (bits.digits().length() > width) {
      throw Failures.outOfRange(typeName);
    }
    long value = 0;
    for (int i = 0; i < bits.digits().length(); i++) {
      value = value << 1 | bits.digits().charAt(i) - '0';
    }
    return value;
  }
}
