package io.halcyon.txn.record;

import org.jspecify.annotations.Nullable;

/// A buffered write.
///
/// @param value null to delete
/// @param basis the key must not have a version of anybody else above this timestamp when the write
///   is prepared: where the key was last read or locked (first committer wins); {@link #BLIND} if
///   the write does not depend on what was there
public record Write(Key key, @Nullable Value value, long basis) {
  public static final long BLIND = -1;
}
