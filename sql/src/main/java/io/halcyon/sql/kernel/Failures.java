package io.halcyon.sql.kernel;

import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;

/// The errors that many functions share.
final class Failures {
  private Failures() {}

  static SqlError divisionByZero() {
    return new SqlError(SqlState.DIVISION_BY_ZERO, "division by zero");
  }

  /// Of integers, dates and intervals: `integer out of range`.
  static SqlError outOfRange(String what) {
    return new SqlError(SqlState.NUMERIC_VALUE_OUT_OF_RANGE, what + " out of range");
  }

  static SqlError floatOverflow() {
    return new SqlError(SqlState.NUMERIC_VALUE_OUT_OF_RANGE, "value out of range: overflow");
  }

  static SqlError floatUnderflow() {
    return new SqlError(SqlState.NUMERIC_VALUE_OUT_OF_RANGE, "value out of range: underflow");
  }

  static SqlError invalidParameter(String message) {
    return new SqlError(SqlState.INVALID_PARAMETER_VALUE, message);
  }

  static SqlError datetimeOutOfRange(String what) {
    return new SqlError(SqlState.DATETIME_FIELD_OVERFLOW, what + " out of range");
  }
}
