package io.halcyon.core.key;

import java.math.BigDecimal;
import java.math.BigInteger;

/// The order-preserving layout of numeric values. A number is `±0.d1d2d3… × 10^exponent` with d1
/// not zero and no trailing zeros; it is written as `class (1) | exponent (1 or 5) | digit pairs (1
/// each) | terminator (1)`.
///
/// - class: 10 -Infinity, 20 negative, 30 zero, 40 positive, 50 Infinity, 60 NaN (hexadecimal);
///   numbers other than zero are followed by the rest
/// - exponent from -112 to 111: one byte, 80 + exponent. Greater: F0 and 4 bytes, big-endian; less:
///   00 and 4 bytes, sign bit flipped
/// - a digit pair: its value + 1 (01 to 64); an odd last digit is padded with 0
/// - terminator 00; a negative number has exponent, pairs and terminator inverted
///
/// The scale is lost: 1.0 and 1.00 are equal, so they are one key.
final class NumericCodec {
  /// PostgreSQL allows 131,072 digits before the point and 16,383 after it.
  static final int EXPONENT_MAX = 131_072;

  static final int EXPONENT_MIN = -16_383;

  private static final int NEGATIVE_INFINITY = 0x10;
  private static final int NEGATIVE = 0x20;
  private static final int ZERO = 0x30;
  private static final int POSITIVE = 0x40;
  private static final int POSITIVE_INFINITY = 0x50;
  private static final int NAN = 0x60;
  private static final int SHORT_MIN = -112;
  private static final int SHORT_MAX = 111;
  private static final int SHORT_ZERO = 0x80;
  private static final int LONG_POSITIVE = 0xF0;
  private static final int LONG_NEGATIVE = 0;

  private NumericCodec() {}

  static void write(NumericKey key, KeyEncoder out) {
    switch (key) {
      case NumericKey.Special.NEGATIVE_INFINITY -> out.putByte(NEGATIVE_INFINITY);
      case NumericKey.Special.POSITIVE_INFINITY -> out.putByte(POSITIVE_INFINITY);
      case NumericKey.Special.NAN -> out.putByte(NAN);
      case NumericKey.Finite(BigDecimal value) -> writeFinite(value, out);
    }
  }

  private static void writeFinite(BigDecimal value, KeyEncoder out) {
    if (value.signum() == 0) {
      out.putByte(ZERO);
      return;
    }
    long exponent = (long) value.precision() - value.scale();
    if (exponent > EXPONENT_MAX || exponent < EXPONENT_MIN || value.precision() > EXPONENT_MAX) {
      throw new KeyCodecException(
          KeyCodecException.Reason.OUT_OF_RANGE,
          "numeric out of range: exponent " + exponent + ", " + value.precision() + " digits");
    }
    out.putByte(value.signum() < 0 ? NEGATIVE : POSITIVE);
    int start = out.length();
    writeExponent((int) exponent, out);
    String digits = value.unscaledValue().abs().toString();
    int end = digits.length();
    while (digits.charAt(end - 1) == '0') {
      end--;
    }
    for (int i = 0; i < end; i += 2) {
      int low = i + 1 < end ? digits.charAt(i + 1) - '0' : 0;
      out.putByte((digits.charAt(i) - '0') * 10 + low + 1);
    }
    out.putByte(0);
    if (value.signum() < 0) {
      out.invertFrom(start);
    }
  }

  private static void writeExponent(int exponent, KeyEncoder out) {
    if (exponent > SHORT_MAX) {
      out.putByte(LONG_POSITIVE);
      out.putInt(exponent);
    } else if (exponent < SHORT_MIN) {
      out.putByte(LONG_NEGATIVE);
      out.putInt(exponent ^ Integer.MIN_VALUE);
    } else {
      out.putByte(SHORT_ZERO + exponent);
    }
  }

  static NumericKey read(KeyDecoder in) {
    int kind = in.getByte();
    return switch (kind) {
      case NEGATIVE_INFINITY -> NumericKey.Special.NEGATIVE_INFINITY;
      case POSITIVE_INFINITY -> NumericKey.Special.POSITIVE_INFINITY;
      case NAN -> NumericKey.Special.NAN;
      case ZERO -> new NumericKey.Finite(BigDecimal.ZERO);
      case POSITIVE -> new NumericKey.Finite(readFinite(in));
      case NEGATIVE -> {
        in.toggleInverted();
        BigDecimal magnitude = readFinite(in);
        in.toggleInverted();
        yield new NumericKey.Finite(magnitude.negate());
      }
      default -> throw KeyDecoder.malformed("numeric class " + kind);
    };
  }

  private static BigDecimal readFinite(KeyDecoder in) {
    int exponent = readExponent(in);
    var digits = new StringBuilder();
    int pair = in.getByte();
    while (pair != 0) {
      if (pair > 100) {
        throw KeyDecoder.malformed("numeric digit pair " + pair);
      }
      digits.append((char) ('0' + (pair - 1) / 10)).append((char) ('0' + (pair - 1) % 10));
      pair = in.getByte();
    }
    int end = digits.length();
    if (end == 0 || digits.charAt(0) == '0' || digits.substring(end - 2).equals("00")) {
      throw KeyDecoder.malformed("numeric digits are not normal");
    }
    if (digits.charAt(end - 1) == '0') {
      end--;
    }
    return new BigDecimal(new BigInteger(digits.substring(0, end)), end - exponent);
  }

  private static int readExponent(KeyDecoder in) {
    int first = in.getByte();
    if (first > SHORT_ZERO + SHORT_MAX) {
      int exponent = in.getInt();
      if (first != LONG_POSITIVE || exponent <= SHORT_MAX || exponent > EXPONENT_MAX) {
        throw KeyDecoder.malformed("numeric exponent " + exponent);
      }
      return exponent;
    }
    if (first < SHORT_ZERO + SHORT_MIN) {
      int exponent = in.getInt() ^ Integer.MIN_VALUE;
      if (first != LONG_NEGATIVE || exponent >= SHORT_MIN || exponent < EXPONENT_MIN) {
        throw KeyDecoder.malformed("numeric exponent " + exponent);
      }
      return exponent;
    }
    return first - SHORT_ZERO;
  }
}
