package io.halcyon.sql.lexer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The tokens of a text, in columns so that a token costs no object of its own. The last is `END`.
///
/// Filled by one lexer, then only read.
public final class TokenList {
  private final String source;
  private final List<Notice> notices = new ArrayList<>(0);
  private TokenKind[] kinds;
  private String[] texts;
  private @Nullable Keyword[] keywords;
  private int[] starts;
  private int[] ends;
  private int count;
  private @Nullable SyntaxError error;

  TokenList(String source) {
    this.source = source;
    int capacity = Math.min(16 + source.length() / 4, 256);
    kinds = new TokenKind[capacity];
    texts = new String[capacity];
    keywords = new @Nullable Keyword[capacity];
    starts = new int[capacity];
    ends = new int[capacity];
  }

  void add(TokenKind kind, String text, int start, int end) {
    if (count == kinds.length) {
      grow();
    }
    kinds[count] = kind;
    texts[count] = text;
    starts[count] = start;
    ends[count++] = end;
  }

  void add(Keyword keyword, int start, int end) {
    add(TokenKind.KEYWORD, keyword.word(), start, end);
    keywords[count - 1] = keyword;
  }

  /// The text holds no further token than this error, which waits for a reader to come so far: what
  /// is wrong with the grammar before it is reported first, as PostgreSQL does.
  void fail(SyntaxError failure, int start) {
    error = failure;
    add(TokenKind.ERROR, "", start, source.length());
  }

  void remark(Notice notice) {
    notices.add(notice);
  }

  private void grow() {
    int capacity = count * 2;
    kinds = Arrays.copyOf(kinds, capacity);
    texts = Arrays.copyOf(texts, capacity);
    keywords = Arrays.copyOf(keywords, capacity);
    starts = Arrays.copyOf(starts, capacity);
    ends = Arrays.copyOf(ends, capacity);
  }

  public String source() {
    return source;
  }

  public int count() {
    return count;
  }

  public TokenKind kind(int index) {
    return kinds[index];
  }

  /// Returns the token's value: folded, unescaped, or the symbol itself.
  public String text(int index) {
    return texts[index];
  }

  /// Returns the keyword that the token is; null if it is none.
  public @Nullable Keyword keyword(int index) {
    return keywords[index];
  }

  /// Returns the offset of the token's first character.
  public int start(int index) {
    return starts[index];
  }

  /// Returns the offset behind the token's last character.
  public int end(int index) {
    return ends[index];
  }

  /// Returns what stopped the lexer, if a token is an `ERROR`.
  public @Nullable SyntaxError error() {
    return error;
  }

  public List<Notice> notices() {
    return List.copyOf(notices);
  }
}
