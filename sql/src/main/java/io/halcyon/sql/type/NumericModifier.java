package io.halcyon.sql.type;

/// The modifier of `numeric(precision, scale)`: `precision (16 b) | scale (11 b, signed)`, plus 4.
public final class NumericModifier {
  public static final int PRECISION_MAX = 1000;

  private NumericModifier() {}

  public static int of(int precision, int scale) {
    return ((precision << 16) | (scale & 0x7ff)) + 4;
  }

  public static int precision(int modifier) {
    return ((modifier - 4) >> 16) & 0xffff;
  }

  /// Returns the digits behind the point; negative if the last digits before it are rounded.
  public static int scale(int modifier) {
    return (((modifier - 4) & 0x7ff) ^ 1024) - 1024;
  }
}
