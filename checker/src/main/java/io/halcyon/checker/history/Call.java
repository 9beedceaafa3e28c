package io.halcyon.checker.history;

import org.jspecify.annotations.Nullable;

/// What a client asks of one key.
public sealed interface Call {
  /// Reads the value.
  record Get() implements Call {}

  /// Replaces the value.
  record Put(String value) implements Call {}

  /// Removes the value.
  record Delete() implements Call {}

  /// Replaces the value if it is `expected`; null stands for an absent key.
  record CompareAndSet(@Nullable String expected, String value) implements Call {}

  /// Adds to a decimal integer; an absent key counts as zero.
  record Increment(long delta) implements Call {}

  /// Returns whether the call can have no effect whatever the answer.
  default boolean readOnly() {
    return switch (this) {
      case Get _ -> true;
      case Put _, Delete _, CompareAndSet _, Increment _ -> false;
    };
  }

  /// Returns whether `answer` is of the kind that this call gets.
  default boolean answeredBy(Answer answer) {
    return switch (this) {
      case Get _ -> answer instanceof Answer.Found;
      case Put _ -> answer instanceof Answer.Done;
      case Delete _ -> answer instanceof Answer.Done || answer instanceof Answer.Existed;
      case CompareAndSet _ -> answer instanceof Answer.Swapped;
      case Increment _ -> answer instanceof Answer.Counted;
    };
  }
}
