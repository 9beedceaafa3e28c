package io.halcyon.sql.kernel;

/// Trigonometric and hyperbolic functions, in radians and, exact where it can be, in degrees.
final class Trigonometry {
  private static final double RADIANS_PER_DEGREE = 0.017453292519943295;
  private static final double SIN_30 = Math.sin(30 * RADIANS_PER_DEGREE);
  private static final double ONE_MINUS_COS_60 = 1 - Math.cos(60 * RADIANS_PER_DEGREE);
  private static final double ASIN_HALF = Math.asin(0.5);
  private static final double ACOS_HALF = Math.acos(0.5);
  private static final double ATAN_ONE = Math.atan(1);
  private static final double TAN_45 = sinQuadrant(45) / cosQuadrant(45);
  private static final double COT_45 = cosQuadrant(45) / sinQuadrant(45);

  private Trigonometry() {}

  static void define(KernelTable table) {
    table.any("dpi", (_, _) -> Math.PI);
    table.one("dsin", (Double a) -> Math.sin(finite(a)));
    table.one("dcos", (Double a) -> Math.cos(finite(a)));
    table.one("dtan", (Double a) -> Math.tan(finite(a)));
    table.one("dcot", (Double a) -> 1 / Math.tan(finite(a)));
    table.one("dasin", (Double a) -> Math.asin(unit(a)));
    table.one("dacos", (Double a) -> Math.acos(unit(a)));
    table.one("datan", (Double a) -> Math.atan(a));
    table.two("datan2", (Double a, Double b) -> Math.atan2(a, b));
    table.one("dsinh", (Double a) -> Math.sinh(a));
    table.one("dcosh", (Double a) -> Math.cosh(a));
    table.one("dtanh", (Double a) -> Math.tanh(a));
    table.one("dasinh", (Double a) -> asinh(a));
    table.one("dacosh", Trigonometry::acosh);
    table.one("datanh", Trigonometry::atanh);
    table.one("degrees", (Double a) -> checked(a / RADIANS_PER_DEGREE, a));
    table.one("radians", (Double a) -> a * RADIANS_PER_DEGREE);
    table.one("dsind", (Double a) -> sind(finite(a)));
    table.one("dcosd", (Double a) -> cosd(finite(a)));
    table.one("dtand", (Double a) -> tand(finite(a)));
    table.one("dcotd", (Double a) -> cotd(finite(a)));
    table.one("dasind", (Double a) -> asind(unit(a)));
    table.one("dacosd", (Double a) -> acosQuadrants(unit(a)));
    table.one("datand", (Double a) -> Math.atan(a) / ATAN_ONE * 45);
    table.two("datan2d", (Double a, Double b) -> Math.atan2(a, b) / ATAN_ONE * 45);
  }

  private static double finite(double value) {
    if (Double.isInfinite(value)) {
      throw FloatFunctions.inputOutOfRange();
    }
    return value;
  }

  private static double unit(double value) {
    if (value < -1 || value > 1) {
      throw FloatFunctions.inputOutOfRange();
    }
    return value;
  }

  private static double checked(double result, double operand) {
    if (Double.isInfinite(result) && !Double.isInfinite(operand)) {
      throw Failures.floatOverflow();
    }
    return result;
  }

  private static double asinh(double value) {
    if (Double.isInfinite(value) || value == 0) {
      return value;
    }
    double distance = Math.abs(value);
    double squared = distance * distance;
    double result =
        distance > 1e8
            ? Math.log(distance) + Math.log(2)
            : Math.log1p(distance + squared / (1 + Math.sqrt(1 + squared)));
    return Math.copySign(result, value);
  }

  private static double acosh(Double value) {
    if (value < 1) {
      throw FloatFunctions.inputOutOfRange();
    }
    double below = value - 1;
    return value > 1e8
        ? Math.log(value) + Math.log(2)
        : Math.log1p(below + Math.sqrt(2 * below + below * below));
  }

  private static double atanh(Double value) {
    unit(value);
    if (Math.abs(value) == 1) {
      return value * Double.POSITIVE_INFINITY;
    }
    return 0.5 * Math.log1p(2 * value / (1 - value));
  }

  private static double sind0To30(double x) {
    return Math.sin(x * RADIANS_PER_DEGREE) / SIN_30 / 2;
  }

  private static double cosd0To60(double x) {
    return 1 - (1 - Math.cos(x * RADIANS_PER_DEGREE)) / ONE_MINUS_COS_60 / 2;
  }

  private static double sinQuadrant(double x) {
    return x <= 30 ? sind0To30(x) : cosd0To60(90 - x);
  }

  private static double cosQuadrant(double x) {
    return x <= 60 ? cosd0To60(x) : sind0To30(90 - x);
  }

  private static double sind(double degrees) {
    double x = degrees % 360;
    int sign = 1;
    if (x < 0) {
      x = -x;
      sign = -sign;
    }
    if (x > 180) {
      x = 360 - x;
      sign = -sign;
    }
    if (x > 90) {
      x = 180 - x;
    }
    return sign * sinQuadrant(x);
  }

  private static double cosd(double degrees) {
    double x = Math.abs(degrees % 360);
    int sign = 1;
    if (x > 180) {
      x = 360 - x;
    }
    if (x > 90) {
      x = 180 - x;
      sign = -sign;
    }
    return sign * cosQuadrant(x);
  }

  private static double tand(double degrees) {
    return ratio(degrees, true);
  }

  private static double cotd(double degrees) {
    return ratio(degrees, false);
  }

  private static double ratio(double degrees, boolean tangent) {
    double x = degrees % 360;
    int sign = 1;
    if (x < 0) {
      x = -x;
      sign = -sign;
    }
    if (x > 180) {
      x = 360 - x;
      sign = -sign;
    }
    if (x > 90) {
      x = 180 - x;
      sign = -sign;
    }
    double sin = sinQuadrant(x);
    double cos = cosQuadrant(x);
    double result = tangent ? sin / cos / TAN_45 : cos / sin / COT_45;
    double signed = sign * result;
    return signed == 0 ? 0 : signed;
  }

  private static double asinQuadrant(double x) {
    return x <= 0.5 ? Math.asin(x) / ASIN_HALF * 30 : 90 - Math.acos(x) / ACOS_HALF * 60;
  }

  private static double acosQuadrant(double x) {
    return x <= 0.5 ? 90 - Math.asin(x) / ASIN_HALF * 30 : Math.acos(x) / ACOS_HALF * 60;
  }

  private static double asind(double x) {
    return x >= 0 ? asinQuadrant(x) : -asinQuadrant(-x);
  }

  private static double acosQuadrants(double x) {
    return x >= 0 ? acosQuadrant(x) : 90 + asinQuadrant(-x);
  }
}
