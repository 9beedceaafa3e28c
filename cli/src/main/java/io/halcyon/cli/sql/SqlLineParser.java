package io.halcyon.cli.sql;

import java.util.List;
import java.util.Locale;
import org.jline.reader.CompletingParsedLine;
import org.jline.reader.EOFError;
import org.jline.reader.ParsedLine;
import org.jline.reader.Parser;

/// Tells the line editor when what was typed is whole: at a semicolon, or when it is a command.
final class SqlLineParser implements Parser {
  @Override
  public ParsedLine parse(String line, int cursor, ParseContext context) {
    if (context == ParseContext.ACCEPT_LINE && !isWhole(line)) {
      throw new EOFError(-1, cursor, "a statement ends with a semicolon");
    }
    int start = cursor;
    while (start > 0 && isPartOfWord(line.charAt(start - 1))) {
      start--;
    }
    return new Typed(line, line.substring(start, cursor), cursor);
  }

  /// What was typed, with the word that ends at the cursor, to be completed as it is: nothing is
  /// escaped.
  private record Typed(String line, String word, int cursor) implements CompletingParsedLine {
    @Override
    public int wordCursor() {
      return word.length();
    }

    @Override
    public int wordIndex() {
      return 0;
    }

    @Override
    public List<String> words() {
      return List.of(word);
    }

    @Override
    public CharSequence escape(CharSequence candidate, boolean complete) {
      return candidate;
    }

    @Override
    public int rawWordCursor() {
      return word.length();
    }

    @Override
    public int rawWordLength() {
      return word.length();
    }
  }

  private static boolean isPartOfWord(char c) {
    return Character.isJavaIdentifierPart(c) || c == '\\';
  }

  private static boolean isWhole(String text) {
    String stripped = text.strip();
    return StatementText.isBlank(text)
        || stripped.startsWith("\\")
        || stripped.toLowerCase(Locale.ROOT).matches("quit|exit|help")
        || (StatementText.end(text) >= 0 && StatementText.isBlank(lastRest(text)));
  }

  /// Returns what stands behind the last statement that has ended.
  private static String lastRest(String text) {
    String rest = text;
    for (int end = StatementText.end(rest); end >= 0; end = StatementText.end(rest)) {
      rest = rest.substring(end);
    }
    return rest;
  }
}
