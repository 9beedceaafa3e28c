package io.halcyon.checker.linearizability;

import io.halcyon.checker.history.Operation;
import org.jspecify.annotations.Nullable;

/// What a correct object does when operations come one at a time. Pure functions.
///
/// @param <S> the object's state; immutable, with equality
public interface Specification<S> {
  /// Returns the state before the first operation.
  S initial();

  /// Returns the state after the operation took effect in `state`; null if its answer cannot come
  /// from that state. An operation without an answer is possible in every state.
  @Nullable S step(S state, Operation operation);

  /// Returns whether the operation, with the answer it got, changes no state in which it is
  /// possible.
  boolean changesNothing(Operation operation);

  /// Returns whether the operation is possible in every state and always leads to the same one.
  boolean overwrites(Operation operation);
}
