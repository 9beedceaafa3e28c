package io.halcyon.sql.regex;

/// What holds between two characters.
final class Boundaries {
  private Boundaries() {}

  static boolean holds(Node.Boundary.Kind kind, int[] text, int at) {
    boolean before = at > 0 && CharacterSet.WORD.contains(text[at - 1]);
    boolean after = at < text.length && CharacterSet.WORD.contains(text[at]);
    return switch (kind) {
      case TEXT_START -> at == 0;
      case TEXT_END -> at == text.length;
      case LINE_START -> at == 0 || text[at - 1] == '\n';
      case LINE_END -> at == text.length || text[at] == '\n';
      case WORD_START -> !before && after;
      case WORD_END -> before && !after;
      case WORD_BOUNDARY -> before != after;
      case NO_WORD_BOUNDARY -> before == after;
    };
  }
}
