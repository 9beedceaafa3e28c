package io.halcyon.client;

/// What a {@link Program} can make a decision on: a {@link Condition}, or the number that a key
/// holds.
public sealed interface ProgramCondition permits Condition, ProgramCondition.NumberBound {
  byte[] key();

  /// Compares a decimal integer value; an absent key counts as zero, and another value fails with
  /// `WrongValue`.
  ///
  /// @param least whether the number must be at least the bound, rather than at most
  record NumberBound(byte[] key, boolean least, long bound) implements ProgramCondition {}

  static ProgramCondition numberAtLeast(byte[] key, long bound) {
    return new NumberBound(key, true, bound);
  }

  static ProgramCondition numberAtLeast(String key, long bound) {
    return numberAtLeast(Text.utf8(key), bound);
  }

  static ProgramCondition numberAtMost(byte[] key, long bound) {
    return new NumberBound(key, false, bound);
  }

  static ProgramCondition numberAtMost(String key, long bound) {
    return numberAtMost(Text.utf8(key), bound);
  }
}
