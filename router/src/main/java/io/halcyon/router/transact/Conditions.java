package io.halcyon.router.transact;

import com.google.protobuf.ByteString;
import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.HalcyonException;
import io.halcyon.proto.v1.Compare;
import io.halcyon.proto.v1.TxnCondition;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Decides conditions of programs, as a shard decides those of its conditional operations.
/// Stateless.
final class Conditions {
  private Conditions() {}

  /// Returns the user's key that a condition is about.
  ///
  /// @throws HalcyonException with `Invalid` if it says nothing
  static ByteString key(TxnCondition condition) {
    return switch (condition.getKindCase()) {
      case COMPARE -> condition.getCompare().getKey();
      case NUMBER_AT_LEAST -> condition.getNumberAtLeast().getKey();
      case NUMBER_AT_MOST -> condition.getNumberAtMost().getKey();
      case KIND_NOT_SET ->
          throw new HalcyonException(new Failure.Invalid("a condition must say what to compare"));
    };
  }

  /// @throws HalcyonException with `WrongValue` if a number is asked for where there is none
  static boolean holds(TxnCondition condition, @Nullable Cell cell) {
    return switch (condition.getKindCase()) {
      case COMPARE -> holds(condition.getCompare(), cell);
      case NUMBER_AT_LEAST -> number(cell) >= condition.getNumberAtLeast().getBound();
      case NUMBER_AT_MOST -> number(cell) <= condition.getNumberAtMost().getBound();
      case KIND_NOT_SET -> false;
    };
  }

  /// Returns the decimal integer of a key; 0 if it is absent.
  ///
  /// @throws HalcyonException with `WrongValue` if it holds anything else
  static long number(@Nullable Cell cell) {
    if (cell == null) {
      return 0;
    }
    try {
      return Long.parseLong(cell.value().toStringUtf8());
    } catch (NumberFormatException e) {
      throw new HalcyonException(
          new Failure.WrongValue("the value is not a decimal 64-bit integer"), e);
    }
  }

  private static boolean holds(Compare compare, @Nullable Cell cell) {
    int order =
        switch (compare.getTarget()) {
          case EXISTS -> Boolean.compare(cell != null, compare.getExists());
          case VALUE ->
              cell == null
                  ? -1
                  : Arrays.compareUnsigned(
                      cell.value().toByteArray(), compare.getValue().toByteArray());
          case TIMESTAMP ->
              Long.compare(cell == null ? 0 : cell.timestamp(), compare.getTimestamp());
          case TARGET_UNSPECIFIED, UNRECOGNIZED -> 0;
        };
    return switch (compare.getOperator()) {
      case EQUAL -> order == 0;
      case NOT_EQUAL -> order != 0;
      case LESS -> order < 0;
      case GREATER -> order > 0;
      case OPERATOR_UNSPECIFIED, UNRECOGNIZED -> false;
    };
  }
}
