package io.halcyon.checker.transactions;

import org.jspecify.annotations.Nullable;

/// One step of a transaction, with what it returned. A key is used either as a list or as a
/// register throughout a history.
///
/// The checker can trace who wrote what somebody read only if no two transactions write the same
/// value to the same key: the workload has to see to that.
public sealed interface Action {
  String key();

  /// Adds an element to the end of a list.
  record Append(String key, long element) implements Action {}

  /// Reads a list; an absent one is empty.
  record ReadList(String key, Elements elements) implements Action {}

  /// Replaces a register's value.
  record Write(String key, long value) implements Action {}

  /// Reads a register; null when it is absent. A read of a range is one of these for each key that
  /// could have been in it.
  record Read(String key, @Nullable Long value) implements Action {}

  /// Returns whether the action uses its key as a list.
  default boolean onList() {
    return switch (this) {
      case Append _, ReadList _ -> true;
      case Write _, Read _ -> false;
    };
  }

  /// Returns whether the action changes nothing.
  default boolean readOnly() {
    return switch (this) {
      case ReadList _, Read _ -> true;
      case Append _, Write _ -> false;
    };
  }

  /// Returns the action in words.
  default String describe() {
    return switch (this) {
      case Append append -> "append " + append.element() + " to " + append.key();
      case ReadList read -> "read " + read.key() + " = " + read.elements();
      case Write write -> "write " + write.key() + " = " + write.value();
      case Read read ->
          "read " + read.key() + (read.value() == null ? ", absent" : " = " + read.value());
    };
  }
}
