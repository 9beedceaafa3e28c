package io.halcyon.sql.kernel;

import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.function.Function;
import io.halcyon.sql.type.Carrier;
import org.jspecify.annotations.Nullable;

/// Finds what a function does: the entrance of the package.
public final class Kernels {
  private static final KernelTable TABLE = new KernelTable();

  static {
    ComparisonFunctions.define(TABLE);
    IntegerFunctions.define(TABLE);
    FloatFunctions.define(TABLE);
    Trigonometry.define(TABLE);
    NumericFunctions.define(TABLE);
    StringFunctions.define(TABLE);
    IntervalFunctions.define(TABLE);
    DateTimeFunctions.define(TABLE);
    TimeFunctions.define(TABLE);
    OverlapsFunctions.define(TABLE);
    RangeFunctions.define(TABLE);
    SeriesFunctions.define(TABLE);
    BooleanFunctions.define(TABLE);
    LikeFunctions.define(TABLE);
    ArrayFunctions.define(TABLE);
    JsonFunctions.define(TABLE);
    JsonPathFunctions.define(TABLE);
    ToCharFunctions.define(TABLE);
    SessionFunctions.define(TABLE);
    JsonbFunctions.define(TABLE);
    JsonBuildFunctions.define(TABLE);
    BytesFunctions.define(TABLE);
    BitFunctions.define(TABLE);
    FormatFunctions.define(TABLE);
    RegexFunctions.define(TABLE);
  }

  private Kernels() {}

  /// Returns whether a function is implemented.
  public static boolean has(Function function) {
    return TABLE.has(function.implementation());
  }

  /// Returns what a function does to vectors.
  ///
  /// @throws SqlError if it is not implemented (0A000)
  public static Kernel of(Function function, CallTypes types) {
    @Nullable Kernel kernel = TABLE.kernel(function.implementation());
    if (kernel != null) {
      return kernel;
    }
    Carrier carrier = types.result().carrier();
    RowFunction.@Nullable Typed typed = TABLE.typed(function.implementation());
    if (typed != null) {
      return new RowKernel(typed.of(types), function.strict(), carrier);
    }
    @Nullable RowFunction rows = TABLE.function(function.implementation());
    if (rows == null) {
      throw SqlError.unsupported("function " + function.signature());
    }
    return new RowKernel(rows, function.strict(), carrier);
  }

  /// Returns what a function does that returns rows.
  ///
  /// @throws SqlError if it is not implemented (0A000)
  public static RowFunction.Rows rows(Function function) {
    RowFunction.@Nullable Rows rows = TABLE.rows(function.implementation());
    if (rows == null) {
      throw SqlError.unsupported("function " + function.signature());
    }
    return rows;
  }
}
