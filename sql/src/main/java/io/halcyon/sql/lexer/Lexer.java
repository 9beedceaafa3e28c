package io.halcyon.sql.lexer;

import static io.halcyon.sql.lexer.Characters.allowsTrailingSign;
import static io.halcyon.sql.lexer.Characters.isDigit;
import static io.halcyon.sql.lexer.Characters.isIdentifierPart;
import static io.halcyon.sql.lexer.Characters.isIdentifierStart;
import static io.halcyon.sql.lexer.Characters.isOperator;
import static io.halcyon.sql.lexer.Characters.isSelf;
import static io.halcyon.sql.lexer.Characters.isSpace;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Cuts a text into tokens by the rules of PostgreSQL 15 (`scan.l`, with
/// `standard_conforming_strings` on). One pass, linear in the text.
///
/// Never throws: an error becomes the last token, see [TokenList#fail].
public final class Lexer {
  /// Longest name in bytes, `NAMEDATALEN - 1`; longer ones are cut, with a notice.
  static final int NAME_BYTES_MAX = 63;

  private static final String[] SELF = new String[128];

  static {
    for (char c = 0; c < 128; c++) {
      SELF[c] = String.valueOf(c);
    }
  }

  private final String sql;
  private final int length;
  private final TokenList out;
  private final StringScanner strings;
  private int at;

  private Lexer(String sql) {
    this.sql = sql;
    this.length = sql.length();
    this.out = new TokenList(sql);
    this.strings = new StringScanner(sql);
  }

  /// Returns the tokens of `sql`.
  public static TokenList scan(String sql) {
    Lexer lexer = new Lexer(sql);
    int start = 0;
    try {
      while (true) {
        start = lexer.skipIgnored();
        if (start >= lexer.length) {
          break;
        }
        lexer.next(start);
      }
    } catch (SyntaxError error) {
      lexer.out.fail(error, start);
    }
    lexer.out.add(TokenKind.END, "", lexer.length, lexer.length);
    return lexer.out;
  }

  private char peek(int offset) {
    int index = at + offset;
    return index < length ? sql.charAt(index) : '\0';
  }

  private int skipIgnored() {
    while (at < length) {
      char c = sql.charAt(at);
      if (isSpace(c)) {
        at++;
      } else if (c == '-' && peek(1) == '-') {
        while (at < length && !Characters.isNewline(sql.charAt(at))) {
          at++;
        }
      } else if (c == '/' && peek(1) == '*') {
        skipBlockComment();
      } else {
        break;
      }
    }
    return at;
  }

  private void skipBlockComment() {
    int start = at;
    int depth = 0;
    do {
      if (at + 1 >= length) {
        throw near("unterminated /* comment", start, length);
      }
      if (sql.charAt(at) == '/' && sql.charAt(at + 1) == '*') {
        depth++;
        at += 2;
      } else if (sql.charAt(at) == '*' && sql.charAt(at + 1) == '/') {
        depth--;
        at += 2;
      } else {
        at++;
      }
    } while (depth > 0);
  }

  private void next(int start) {
    char c = sql.charAt(start);
    if (isIdentifierStart(c)) {
      word(start, c);
    } else if (isDigit(c) || (c == '.' && isDigit(peek(1)))) {
      number(start);
    } else if (c == '\'') {
      at = strings.plain(start, start + 1);
      out.add(TokenKind.STRING, strings.value(), start, at);
    } else if (c == '"') {
      at = strings.delimitedName(start, start + 1);
      name(start, strings.value());
    } else if (c == '$') {
      dollar(start);
    } else {
      symbol(start, c);
    }
  }

  private void word(int start, char c) {
    char second = peek(1);
    if (second == '\'' && prefixedString(start, c)) {
      return;
    }
    if ((c == 'u' || c == 'U') && second == '&' && unicode(start, peek(2))) {
      return;
    }
    int end = start + 1;
    while (end < length && isIdentifierPart(sql.charAt(end))) {
      end++;
    }
    at = end;
    Keyword keyword = Keywords.find(sql, start, end);
    if (keyword != null) {
      out.add(keyword, start, end);
    } else {
      name(start, folded(start, end));
    }
  }

  private boolean prefixedString(int start, char c) {
    switch (c) {
      case 'e', 'E' -> {
        at = strings.escaped(start, start + 2);
        out.add(TokenKind.STRING, strings.value(), start, at);
      }
      case 'b', 'B' -> {
        at = strings.raw(start, start + 2, "unterminated bit string literal");
        out.add(TokenKind.BITS, strings.value(), start, at);
      }
      case 'x', 'X' -> {
        at = strings.raw(start, start + 2, "unterminated hexadecimal string literal");
        out.add(TokenKind.HEX, strings.value(), start, at);
      }
      case 'n', 'N' -> {
        Keyword nchar = Keywords.of("nchar");
        if (nchar != null) {
          out.add(nchar, start, start + 1);
        }
        at = start + 1;
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  private boolean unicode(int start, char quote) {
    if (quote == '\'') {
      at = strings.plain(start, start + 3);
      String raw = strings.value();
      String value = UnicodeEscapes.decode(raw, unicodeEscape(), sql, start + 3);
      out.add(TokenKind.STRING, value, start, at);
      return true;
    }
    if (quote == '"') {
      at = strings.delimitedName(start, start + 3);
      String raw = strings.value();
      name(start, UnicodeEscapes.decode(raw, unicodeEscape(), sql, start + 3));
      return true;
    }
    return false;
  }

  /// Reads `UESCAPE 'c'` if it follows; the default otherwise.
  private char unicodeEscape() {
    int after = at;
    int start = skipIgnored();
    boolean written =
        sql.regionMatches(true, start, "uescape", 0, 7)
            && (start + 7 >= length || !isIdentifierPart(sql.charAt(start + 7)));
    if (!written) {
      at = after;
      return '\\';
    }
    at = start + 7;
    int literal = skipIgnored();
    if (literal >= length || sql.charAt(literal) != '\'') {
      int end = Math.min(literal + 1, length);
      throw near("UESCAPE must be followed by a simple string literal", literal, end);
    }
    at = strings.plain(literal, literal + 1);
    String escape = strings.value();
    if (escape.length() != 1 || !UnicodeEscapes.isValidEscape(escape.charAt(0))) {
      throw near("invalid Unicode escape character", literal, at);
    }
    return escape.charAt(0);
  }

  /// Unquoted names fold the letters of ASCII and no others, as PostgreSQL does with UTF-8.
  private String folded(int start, int end) {
    for (int i = start; i < end; i++) {
      char c = sql.charAt(i);
      if (c >= 'A' && c <= 'Z') {
        char[] chars = new char[end - start];
        for (int k = 0; k < chars.length; k++) {
          chars[k] = Characters.lower(sql.charAt(start + k));
        }
        return new String(chars);
      }
    }
    return sql.substring(start, end);
  }

  private void name(int start, String value) {
    String kept = value;
    if (value.length() * 3 > NAME_BYTES_MAX) {
      kept = truncated(value);
    }
    out.add(TokenKind.IDENTIFIER, kept, start, at);
  }

  private String truncated(String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    if (bytes.length <= NAME_BYTES_MAX) {
      return value;
    }
    int end = NAME_BYTES_MAX;
    while ((bytes[end] & 0xC0) == 0x80) {
      end--;
    }
    String kept = new String(bytes, 0, end, StandardCharsets.UTF_8);
    out.remark(
        new Notice("42622", "identifier \"" + value + "\" will be truncated to \"" + kept + "\""));
    return kept;
  }

  private void number(int start) {
    int end = digits(start);
    boolean decimal = false;
    if (end < length && sql.charAt(end) == '.' && !sql.startsWith("..", end)) {
      decimal = true;
      end = digits(end + 1);
    }
    if (end < length && (sql.charAt(end) == 'e' || sql.charAt(end) == 'E')) {
      int sign = end + 1;
      boolean signed = sign < length && (sql.charAt(sign) == '+' || sql.charAt(sign) == '-');
      int exponent = signed ? sign + 1 : sign;
      int exponentEnd = digits(exponent);
      if (exponentEnd > exponent) {
        decimal = true;
        end = exponentEnd;
      } else if (signed) {
        throw near("trailing junk after numeric literal", start, exponent);
      }
    }
    if (end < length && isIdentifierStart(sql.charAt(end))) {
      throw near("trailing junk after numeric literal", start, end + 1);
    }
    at = end;
    boolean integer = !decimal && fitsInt(start, end);
    out.add(integer ? TokenKind.INTEGER : TokenKind.NUMERIC, sql.substring(start, end), start, end);
  }

  private int digits(int from) {
    int end = from;
    while (end < length && isDigit(sql.charAt(end))) {
      end++;
    }
    return end;
  }

  private boolean fitsInt(int start, int end) {
    long value = 0;
    for (int i = start; i < end; i++) {
      value = value * 10 + (sql.charAt(i) - '0');
      if (value > Integer.MAX_VALUE) {
        return false;
      }
    }
    return true;
  }

  private void dollar(int start) {
    if (isDigit(peek(1))) {
      int end = digits(start + 1);
      if (end < length && isIdentifierStart(sql.charAt(end))) {
        throw near("trailing junk after parameter", start, end + 1);
      }
      at = end;
      out.add(TokenKind.PARAMETER, sql.substring(start + 1, end), start, end);
      return;
    }
    int end = start + 1;
    if (end < length && isIdentifierStart(sql.charAt(end))) {
      while (end < length && sql.charAt(end) != '$' && isIdentifierPart(sql.charAt(end))) {
        end++;
      }
    }
    if (end >= length || sql.charAt(end) != '$') {
      at = start + 1;
      out.add(TokenKind.SYMBOL, "$", start, at);
      return;
    }
    String delimiter = sql.substring(start, end + 1);
    int close = sql.indexOf(delimiter, end + 1);
    if (close < 0) {
      throw near("unterminated dollar-quoted string", start, length);
    }
    at = close + delimiter.length();
    out.add(TokenKind.STRING, sql.substring(end + 1, close), start, at);
  }

  private void symbol(int start, char c) {
    if (c == ':' && (peek(1) == ':' || peek(1) == '=')) {
      add(peek(1) == ':' ? "::" : ":=", start, 2);
    } else if (c == '.' && peek(1) == '.') {
      add("..", start, 2);
    } else if (isOperator(c)) {
      operator(start);
    } else {
      add(c < 128 ? SELF[c] : String.valueOf(c), start, 1);
    }
  }

  private void add(String text, int start, int size) {
    at = start + size;
    out.add(TokenKind.SYMBOL, text, start, at);
  }

  private void operator(int start) {
    int end = operatorEnd(start);
    int size = end - start;
    char c = sql.charAt(start);
    if (size == 1 && isSelf(c)) {
      add(SELF[c], start, 1);
      return;
    }
    if (size == 2) {
      String known = knownPair(c, sql.charAt(start + 1));
      if (known != null) {
        add(known, start, 2);
        return;
      }
    }
    if (size > NAME_BYTES_MAX) {
      throw near("operator too long", start, end);
    }
    at = end;
    out.add(TokenKind.OPERATOR, sql.substring(start, end), start, end);
  }

  private static @Nullable String knownPair(char first, char second) {
    if (second == '=') {
      return switch (first) {
        case '<' -> "<=";
        case '>' -> ">=";
        case '!' -> "<>";
        default -> null;
      };
    }
    if (second == '>') {
      return first == '<' ? "<>" : first == '=' ? "=>" : null;
    }
    return null;
  }

  /// The longest run of operator characters, less a comment's beginning, less trailing signs unless
  /// a character is in it that standard SQL has in no operator (`1*-2` is three tokens and a sign).
  private int operatorEnd(int start) {
    int end = start;
    boolean signsAllowed = false;
    while (end < length && isOperator(sql.charAt(end))) {
      boolean comment = sql.startsWith("--", end) || sql.startsWith("/*", end);
      if (comment && end > start) {
        break;
      }
      signsAllowed |= allowsTrailingSign(sql.charAt(end));
      end++;
    }
    if (!signsAllowed) {
      while (end - start > 1 && (sql.charAt(end - 1) == '+' || sql.charAt(end - 1) == '-')) {
        end--;
      }
    }
    return end;
  }

  private SyntaxError near(String message, int start, int end) {
    String suffix =
        start >= length
            ? " at end of input"
            : " at or near \"" + sql.substring(start, Math.min(end, length)) + "\"";
    return SyntaxError.at(SyntaxError.SYNTAX, message + suffix, sql, start);
  }
}
