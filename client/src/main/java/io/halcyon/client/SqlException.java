package io.halcyon.client;

import io.halcyon.proto.v1.SqlErrorDetail;
import java.util.Optional;

/// An error of a statement, in PostgreSQL's words. The statement had no effect, and what followed
/// it in its text was not run.
public final class SqlException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient SqlErrorDetail error;

  SqlException(SqlErrorDetail error) {
    super(error.getMessage() + " (" + error.getCode() + ")");
    this.error = error;
  }

  /// Returns the SQLSTATE, for instance `23505`.
  public String sqlState() {
    return error.getCode();
  }

  /// Returns the message alone.
  public String text() {
    return error.getMessage();
  }

  public Optional<String> detail() {
    return given(error.getDetail());
  }

  /// Returns what may help.
  public Optional<String> hint() {
    return given(error.getHint());
  }

  /// Returns where in the statement's text the error is: characters counted from 1, or 0.
  public int position() {
    return error.getPosition();
  }

  public Optional<String> schema() {
    return given(error.getSchema());
  }

  public Optional<String> table() {
    return given(error.getTable());
  }

  public Optional<String> column() {
    return given(error.getColumn());
  }

  public Optional<String> constraint() {
    return given(error.getConstraint());
  }

  /// Returns whether the transaction lost to another (class 40): run it again.
  public boolean isRetryable() {
    return error.getCode().equals("40001") || error.getCode().equals("40P01");
  }

  private static Optional<String> given(String text) {
    return text.isEmpty() ? Optional.empty() : Optional.of(text);
  }
}
