package io.halcyon.sql.regex;

import java.util.List;

/// A regular expression as a tree.
sealed interface Node {
  /// Nothing.
  record Empty() implements Node {}

  /// One character of a set.
  record One(CharacterSet set) implements Node {}

  /// One after the other; at least two.
  record Sequence(List<Node> parts) implements Node {}

  /// Any of several; at least two.
  record Choice(List<Node> branches) implements Node {}

  /// Some times over.
  ///
  /// @param max -1 for no bound
  /// @param greedy whether the longest is preferred
  record Repeat(Node body, int min, int max, boolean greedy) implements Node {}

  /// `(…)`.
  record Capture(Node body, int number) implements Node {}

  /// What holds between characters.
  record Boundary(Kind kind) implements Node {
    /// What must hold.
    enum Kind {
      TEXT_START,
      TEXT_END,
      LINE_START,
      LINE_END,
      WORD_START,
      WORD_END,
      WORD_BOUNDARY,
      NO_WORD_BOUNDARY
    }
  }

  /// `(?=…)` and its kin.
  record Look(Node body, boolean ahead, boolean negated) implements Node {}

  /// `\1`.
  record BackReference(int number) implements Node {}

  /// Returns whether the shortest match is preferred: what the first part says that has a say.
  default boolean prefersShort() {
    Boolean preference = preference(this);
    return preference != null && !preference;
  }

  /// Returns true for the longest, false for the shortest, null for no preference.
  private static @org.jspecify.annotations.Nullable Boolean preference(Node node) {
    return switch (node) {
      case Repeat repeat ->
          repeat.min() == repeat.max() ? preference(repeat.body()) : (Boolean) repeat.greedy();
      case Capture(Node body, _) -> preference(body);
      case Choice _ -> true;
      case Sequence(List<Node> parts) -> {
        for (Node part : parts) {
          Boolean preference = preference(part);
          if (preference != null) {
            yield preference;
          }
        }
        yield null;
      }
      case Empty _, One _, Boundary _, Look _, BackReference _ -> null;
    };
  }
}
