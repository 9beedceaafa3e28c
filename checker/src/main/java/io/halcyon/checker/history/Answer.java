package io.halcyon.checker.history;

import org.jspecify.annotations.Nullable;

/// What a client was told when its call succeeded.
public sealed interface Answer {
  /// The value read; null when the key was absent.
  record Found(@Nullable String value) implements Answer {}

  /// The write was done.
  record Done() implements Answer {}

  /// The deletion was done, and whether there was something to delete.
  record Existed(boolean existed) implements Answer {}

  /// Whether the value was the expected one and was replaced.
  record Swapped(boolean swapped) implements Answer {}

  /// The counter's new value.
  record Counted(long value) implements Answer {}
}
