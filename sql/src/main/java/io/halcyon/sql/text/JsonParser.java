package io.halcyon.sql.text;

import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;
import java.util.ArrayList;
import java.util.List;

/// Reads JSON as PostgreSQL's `jsonapi.c` does, with its errors. Owned by one call.
public final class JsonParser {
  /// Deeper nesting is refused, so that reading and writing fit a thread's stack.
  static final int DEPTH_MAX = 2000;

  private final String text;
  private final boolean unescape;
  private int at;
  private int depth;

  private JsonParser(String text, boolean unescape) {
    this.text = text;
    this.unescape = unescape;
  }

  /// Reads a text whole.
  ///
  /// @param unescape whether strings are wanted; if not, escapes that mean no text are allowed
  /// @throws SqlError if it is not JSON
  public static JsonNode parse(String text, boolean unescape) {
    JsonParser parser = new JsonParser(text, unescape);
    JsonNode node = parser.value("Expected JSON value, but found \"%s\".");
    parser.spaces();
    if (parser.at < text.length()) {
      throw parser.unexpected("Expected end of input, but found \"%s\".");
    }
    return node;
  }

  static SqlError invalid(String detail) {
    return new SqlError(SqlState.INVALID_TEXT_REPRESENTATION, "invalid input syntax for type json")
        .withDetail(detail);
  }

  private void spaces() {
    while (at < text.length() && " \t\n\r".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  /// Makes the error of the token that comes next.
  private SqlError unexpected(String detail) {
    if (at >= text.length()) {
      return invalid("The input string ended unexpectedly.");
    }
    int start = at;
    char c = text.charAt(at);
    if ("{}[],:".indexOf(c) >= 0) {
      return invalid(detail.formatted(String.valueOf(c)));
    }
    if (c == '"') {
      var _ = string();
      return invalid(detail.formatted(text.substring(start, at)));
    }
    if (c == '-' || Spaces.isDigit(c)) {
      number();
      return invalid(detail.formatted(text.substring(start, at)));
    }
    String word = word();
    boolean known = word.equals("true") || word.equals("false") || word.equals("null");
    return known ? invalid(detail.formatted(word)) : badToken(start);
  }

  private static boolean isWordPart(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || Spaces.isDigit(c)
        || c == '_'
        || c >= 0x80;
  }

  private String word() {
    int start = at;
    while (at < text.length() && isWordPart(text.charAt(at))) {
      at++;
    }
    return text.substring(start, at);
  }

  private SqlError badToken(int start) {
    int end = Math.max(at, start);
    while (end < text.length() && isWordPart(text.charAt(end))) {
      end++;
    }
    if (end == start) {
      end++;
    }
    return invalid("Token \"" + text.substring(start, end) + "\" is invalid.");
  }

  private JsonNode value(String detail) {
    spaces();
    if (at >= text.length()) {
      throw unexpected(detail);
    }
    int start = at;
    char c = text.charAt(at);
    if (c == '{') {
      return object(start);
    }
    if (c == '[') {
      return array(start);
    }
    if (c == '"') {
      String string = string();
      return new JsonNode(JsonNode.Kind.STRING, start, at, string, List.of());
    }
    if (c == '-' || Spaces.isDigit(c)) {
      number();
      return new JsonNode(JsonNode.Kind.NUMBER, start, at, "", List.of());
    }
    if (isWordPart(c)) {
      JsonNode.Kind kind =
          switch (word()) {
            case "true" -> JsonNode.Kind.TRUE;
            case "false" -> JsonNode.Kind.FALSE;
            case "null" -> JsonNode.Kind.NULL;
            default -> throw badToken(start);
          };
      return new JsonNode(kind, start, at, "", List.of());
    }
    throw unexpected(detail);
  }

  private void enter() {
    if (++depth > DEPTH_MAX) {
      throw new SqlError(SqlState.STATEMENT_TOO_COMPLEX, "stack depth limit exceeded");
    }
    at++;
    spaces();
  }

  private boolean accept(char c) {
    spaces();
    if (at < text.length() && text.charAt(at) == c) {
      at++;
      return true;
    }
    return false;
  }

  private JsonNode array(int start) {
    enter();
    List<JsonNode.Member> elements = new ArrayList<>();
    if (!accept(']')) {
      elements.add(new JsonNode.Member("", value("Expected JSON value, but found \"%s\".")));
      while (!accept(']')) {
        if (!accept(',')) {
          throw unexpected("Expected \",\" or \"]\", but found \"%s\".");
        }
        elements.add(new JsonNode.Member("", value("Expected JSON value, but found \"%s\".")));
      }
    }
    depth--;
    return new JsonNode(JsonNode.Kind.ARRAY, start, at, "", List.copyOf(elements));
  }

  private JsonNode object(int start) {
    enter();
    List<JsonNode.Member> members = new ArrayList<>();
    if (!accept('}')) {
      members.add(member("Expected string or \"}\", but found \"%s\"."));
      while (!accept('}')) {
        if (!accept(',')) {
          throw unexpected("Expected \",\" or \"}\", but found \"%s\".");
        }
        members.add(member("Expected string, but found \"%s\"."));
      }
    }
    depth--;
    return new JsonNode(JsonNode.Kind.OBJECT, start, at, "", List.copyOf(members));
  }

  private JsonNode.Member member(String detail) {
    spaces();
    if (at >= text.length() || text.charAt(at) != '"') {
      throw unexpected(detail);
    }
    String key = string();
    if (!accept(':')) {
      throw unexpected("Expected \":\", but found \"%s\".");
    }
    return new JsonNode.Member(key, value("Expected JSON value, but found \"%s\"."));
  }

  private void number() {
    int start = at;
    if (text.charAt(at) == '-') {
      at++;
    }
    boolean valid = at < text.length() && Spaces.isDigit(text.charAt(at));
    if (valid && text.charAt(at) == '0') {
      at++;
    } else {
      digits();
    }
    if (at < text.length() && text.charAt(at) == '.') {
      at++;
      valid &= digits();
    }
    if (at < text.length() && (text.charAt(at) == 'e' || text.charAt(at) == 'E')) {
      at++;
      if (at < text.length() && (text.charAt(at) == '+' || text.charAt(at) == '-')) {
        at++;
      }
      valid &= digits();
    }
    boolean goesOn = at < text.length() && isWordPart(text.charAt(at));
    if (!valid || goesOn) {
      throw badToken(start);
    }
  }

  private boolean digits() {
    int start = at;
    while (at < text.length() && Spaces.isDigit(text.charAt(at))) {
      at++;
    }
    return at > start;
  }

  private String string() {
    int start = at++;
    StringBuilder content = new StringBuilder();
    while (true) {
      if (at >= text.length()) {
        throw invalid("Token \"" + text.substring(start) + "\" is invalid.");
      }
      char c = text.charAt(at++);
      if (c == '"') {
        return content.toString();
      }
      if (c == '\\') {
        escape(start, content);
      } else if (c < ' ') {
        throw invalid("Character with value 0x%02x must be escaped.".formatted((int) c));
      } else {
        content.append(c);
      }
    }
  }

  private void escape(int start, StringBuilder content) {
    if (at >= text.length()) {
      throw invalid("Token \"" + text.substring(start) + "\" is invalid.");
    }
    int c = text.codePointAt(at);
    at += Character.charCount(c);
    switch (c) {
      case '"', '\\', '/' -> content.append((char) c);
      case 'b' -> content.append('\b');
      case 'f' -> content.append('\f');
      case 'n' -> content.append('\n');
      case 'r' -> content.append('\r');
      case 't' -> content.append('\t');
      case 'u' -> unicode(content);
      default -> throw invalid("Escape sequence \"\\" + Character.toString(c) + "\" is invalid.");
    }
  }

  private void unicode(StringBuilder content) {
    int code = hex();
    if (!unescape) {
      return;
    }
    if (code == 0) {
      throw new SqlError(SqlState.UNTRANSLATABLE_CHARACTER, "unsupported Unicode escape sequence")
          .withDetail("\\u0000 cannot be converted to text.");
    }
    char unit = (char) code;
    if (Character.isLowSurrogate(unit)) {
      throw invalid("Unicode low surrogate must follow a high surrogate.");
    }
    content.append(unit);
    if (Character.isHighSurrogate(unit)) {
      if (!text.startsWith("\\u", at)) {
        throw invalid("Unicode low surrogate must follow a high surrogate.");
      }
      at += 2;
      char low = (char) hex();
      if (Character.isHighSurrogate(low)) {
        throw invalid("Unicode high surrogate must not follow a high surrogate.");
      }
      if (!Character.isLowSurrogate(low)) {
        throw invalid("Unicode low surrogate must follow a high surrogate.");
      }
      content.append(low);
    }
  }

  private int hex() {
    int code = 0;
    for (int i = 0; i < 4; i++) {
      int digit =
          at < text.length() && text.charAt(at) < 0x80 ? Character.digit(text.charAt(at), 16) : -1;
      if (digit < 0) {
        throw invalid("\"\\u\" must be followed by four hexadecimal digits.");
      }
      code = code << 4 | digit;
      at++;
    }
    return code;
  }
}
