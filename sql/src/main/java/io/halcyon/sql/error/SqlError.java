package io.halcyon.sql.error;

import io.halcyon.sql.ast.Position;
import org.jspecify.annotations.Nullable;

/// Why a statement cannot be answered: PostgreSQL's code and words, for the client.
///
/// Has no stack trace: it speaks of the client's statement and data, not of our code. Immutable.
public final class SqlError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String sqlState;
  private final @Nullable String detail;
  private final @Nullable String hint;
  private final transient @Nullable Position at;
  private final @Nullable Subject subject;

  /// What of the schema an error is about; null where it is about nothing of the kind.
  public record Subject(
      @Nullable String schema,
      @Nullable String table,
      @Nullable String column,
      @Nullable String dataType,
      @Nullable String constraint)
      implements java.io.Serializable {}

  private SqlError(
      String sqlState,
      String message,
      @Nullable String detail,
      @Nullable String hint,
      @Nullable Position at,
      @Nullable Subject subject) {
    super(message, null, false, false);
    this.sqlState = sqlState;
    this.detail = detail;
    this.hint = hint;
    this.at = at;
    this.subject = subject;
  }

  public SqlError(String sqlState, String message) {
    this(sqlState, message, null, null, null, null);
  }

  public SqlError(String sqlState, String message, Position at) {
    this(sqlState, message, null, null, at, null);
  }

  /// Returns the error of what PostgreSQL can do and Halcyon cannot.
  public static SqlError unsupported(String what) {
    return new SqlError(SqlState.FEATURE_NOT_SUPPORTED, what + " is not supported");
  }

  /// Returns the error of what PostgreSQL can do and Halcyon cannot.
  public static SqlError unsupported(String what, Position at) {
    return new SqlError(SqlState.FEATURE_NOT_SUPPORTED, what + " is not supported", at);
  }

  public SqlError withDetail(String text) {
    return new SqlError(sqlState, message(), text, hint, at, subject);
  }

  public SqlError withHint(String text) {
    return new SqlError(sqlState, message(), detail, text, at, subject);
  }

  public SqlError about(Subject newSubject) {
    return new SqlError(sqlState, message(), detail, hint, at, newSubject);
  }

  /// Returns this error at a place of the statement, unless it has one already.
  public SqlError at(Position place) {
    return at == null ? new SqlError(sqlState, message(), detail, hint, place, subject) : this;
  }

  /// Returns what of the schema it is about; null if that is nothing.
  public @Nullable Subject subject() {
    return subject;
  }

  public String sqlState() {
    return sqlState;
  }

  public String message() {
    return String.valueOf(getMessage());
  }

  public @Nullable String detail() {
    return detail;
  }

  public @Nullable String hint() {
    return hint;
  }

  /// Returns where in `sql` the error is: characters counted from 1, or 0 if it is nowhere.
  public int position(String sql) {
    return at == null ? 0 : sql.codePointCount(0, Math.min(at.offset(), sql.length())) + 1;
  }
}
