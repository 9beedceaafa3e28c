package io.halcyon.sql.aggregate;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// `regr_…`, `corr` and `covar_…` of pairs of floats: `float8_regr_accum` and `float8_regr_combine`
/// of PostgreSQL's `float.c`.
final class Regression implements Accumulator {
  /// What is asked of the pairs.
  enum Result {
    COUNT,
    SXX,
    SYY,
    SXY,
    AVERAGE_X,
    AVERAGE_Y,
    R2,
    SLOPE,
    INTERCEPT,
    CORRELATION,
    COVARIANCE_POPULATION,
    COVARIANCE_SAMPLE
  }

  private final Result wanted;
  private double n;
  private double sx;
  private double sxx;
  private double sy;
  private double syy;
  private double sxy;

  Regression(Result wanted) {
    this.wanted = wanted;
  }

  /// @param arguments first Y, then X
  @Override
  public void add(@Nullable Object[] arguments) {
    if (!(arguments[0] instanceof Double boxedY) || !(arguments[1] instanceof Double boxedX)) {
      return;
    }
    double x = boxedX;
    double y = boxedY;
    double before = n;
    double sxBefore = sx;
    double syBefore = sy;
    n += 1;
    sx += x;
    sy += y;
    if (before > 0) {
      double dx = x * n - sx;
      double dy = y * n - sy;
      double scale = 1.0 / (n * before);
      sxx += dx * dx * scale;
      syy += dy * dy * scale;
      sxy += dx * dy * scale;
      checkOverflow(sxBefore, x, syBefore, y);
    } else {
      if (!Double.isFinite(x)) {
        sxx = Double.NaN;
        sxy = Double.NaN;
      }
      if (!Double.isFinite(y)) {
        syy = Double.NaN;
        sxy = Double.NaN;
      }
    }
  }

  private void checkOverflow(double sxBefore, double x, double syBefore, double y) {
    boolean xInfinite = Double.isInfinite(sxBefore) || Double.isInfinite(x);
    boolean yInfinite = Double.isInfinite(syBefore) || Double.isInfinite(y);
    boolean xOverflows = (Double.isInfinite(sx) || Double.isInfinite(sxx)) && !xInfinite;
    boolean yOverflows = (Double.isInfinite(sy) || Double.isInfinite(syy)) && !yInfinite;
    boolean bothOverflow = Double.isInfinite(sxy) && !xInfinite && !yInfinite;
    if (xOverflows || yOverflows || bothOverflow) {
      throw FloatMoments.overflow();
    }
    sxx = Double.isInfinite(sxx) ? Double.NaN : sxx;
    syy = Double.isInfinite(syy) ? Double.NaN : syy;
    sxy = Double.isInfinite(sxy) ? Double.NaN : sxy;
  }

  @Override
  public @Nullable Object[] partial() {
    return new @Nullable Object[] {n, sx, sxx, sy, syy, sxy};
  }

  @Override
  public void absorb(@Nullable Object[] partial) {
    double[] other = new double[6];
    for (int i = 0; i < other.length; i++) {
      other[i] = (Double) Objects.requireNonNull(partial[i]);
    }
    if (other[0] == 0) {
      return;
    }
    double dx = n == 0 ? 0 : sx / n - other[1] / other[0];
    double dy = n == 0 ? 0 : sy / n - other[3] / other[0];
    double total = n + other[0];
    double weight = n * other[0] / total;
    sxx += other[2] + weight * dx * dx;
    syy += other[4] + weight * dy * dy;
    sxy += other[5] + weight * dx * dy;
    sx += other[1];
    sy += other[3];
    n = total;
  }

  @Override
  public @Nullable Object result() {
    if (wanted == Result.COUNT) {
      return (long) n;
    }
    boolean undefined = n < 1 || (wanted == Result.COVARIANCE_SAMPLE && n < 2) || isFlat();
    if (undefined) {
      return null;
    }
    return switch (wanted) {
      case COUNT -> (long) n;
      case SXX -> sxx;
      case SYY -> syy;
      case SXY -> sxy;
      case AVERAGE_X -> sx / n;
      case AVERAGE_Y -> sy / n;
      case R2 -> syy == 0 ? 1.0 : sxy * sxy / (sxx * syy);
      case SLOPE -> sxy / sxx;
      case INTERCEPT -> (sy - sx * sxy / sxx) / n;
      case CORRELATION -> sxy / Math.sqrt(sxx * syy);
      case COVARIANCE_POPULATION -> sxy / n;
      case COVARIANCE_SAMPLE -> sxy / (n - 1);
    };
  }

  private boolean isFlat() {
    return switch (wanted) {
      case R2, SLOPE, INTERCEPT -> sxx == 0;
      case CORRELATION -> sxx == 0 || syy == 0;
      default -> false;
    };
  }
}
