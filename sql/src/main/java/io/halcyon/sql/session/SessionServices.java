package io.halcyon.sql.session;

import io.halcyon.sql.error.SqlError;
import org.jspecify.annotations.Nullable;

/// What functions ask of the session they are called in. Owned by the session's thread.
public interface SessionServices {
  /// For what runs in no session.
  SessionServices NONE = new SessionServices() {};

  /// Takes the next value of a sequence.
  default long nextValue(long sequence) {
    throw SqlError.unsupported("a sequence outside of a session");
  }

  /// Returns the value of a sequence that the session took last.
  default long currentValue(long sequence) {
    throw SqlError.unsupported("a sequence outside of a session");
  }

  /// Returns the value that the session took last of any sequence.
  default long lastValue() {
    throw SqlError.unsupported("a sequence outside of a session");
  }

  /// Sets a sequence.
  ///
  /// @param called whether the value counts as given
  default void setValue(long sequence, long value, boolean called) {
    throw SqlError.unsupported("a sequence outside of a session");
  }

  /// Returns the OID of a relation by its name as text, perhaps with a schema; null if there is
  /// none.
  default @Nullable Long relation(String name) {
    throw SqlError.unsupported("a name of type regclass");
  }

  /// Returns whether there is a schema; without a catalog there is any.
  default boolean schemaExists(String name) {
    return true;
  }

  /// Returns the name of a relation; null if there is none.
  default @Nullable String relationName(long oid) {
    return null;
  }

  /// Returns whether a relation is found by its bare name; null if there is none of that OID.
  default @Nullable Boolean visible(long oid) {
    return null;
  }

  /// Returns the statement that makes an index; null if there is none.
  ///
  /// @param part which of its columns alone, counted from 1; 0 for the statement
  default @Nullable String indexDefinition(long oid, int part) {
    return null;
  }

  /// Returns a constraint as SQL; null if there is none.
  default @Nullable String constraintDefinition(long oid) {
    return null;
  }

  /// Returns the query of a view as SQL; null if there is none.
  default @Nullable String viewDefinition(long oid) {
    return null;
  }

  /// Returns a setting's value as text; null if there is none of that name.
  default @Nullable String setting(String name) {
    return null;
  }

  /// Returns the number that a client needs to cancel what the session does.
  default int processId() {
    return 0;
  }
}
