package io.halcyon.sql.jsonpath;

import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;
import io.halcyon.sql.text.JsonParser;
import io.halcyon.sql.text.JsonText;
import io.halcyon.sql.text.NumericText;
import io.halcyon.sql.text.Spaces;
import io.halcyon.sql.value.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads paths by recursive descent: the grammar of PostgreSQL's `jsonpath_gram.y`. Used once.
final class PathParser {
  private static final int DEPTH_MAX = 200;
  private static final List<String> METHODS =
      List.of("type", "size", "double", "ceiling", "floor", "abs", "keyvalue");

  private final String text;
  private int at;
  private int depth;

  PathParser(String text) {
    this.text = text;
  }

  /// Reads `strict` or `lax`; returns whether it is strict.
  boolean mode() {
    if (Spaces.trim(text).isEmpty()) {
      throw new SqlError(
          SqlState.INVALID_TEXT_REPRESENTATION,
          "invalid input syntax for type jsonpath: \"" + text + "\"");
    }
    if (word("strict")) {
      return true;
    }
    var _ = word("lax");
    return false;
  }

  PathNode.Items whole() {
    PathNode node = or();
    if (peek() != 0) {
      throw unexpected();
    }
    return node instanceof PathNode.Items items
        ? items
        : new PathNode.Condition((PathNode.Predicate) node);
  }

  private SqlError unexpected() {
    peek();
    if (at >= text.length()) {
      return new SqlError(SqlState.SYNTAX_ERROR, "syntax error at end of jsonpath input");
    }
    int end = at + 1;
    while (Character.isLetterOrDigit(text.charAt(at))
        && end < text.length()
        && Character.isLetterOrDigit(text.charAt(end))) {
      end++;
    }
    return new SqlError(
        SqlState.SYNTAX_ERROR,
        "syntax error at or near \"" + text.substring(at, end) + "\" of jsonpath input");
  }

  private char peek() {
    at = Spaces.skip(text, at);
    return at < text.length() ? text.charAt(at) : 0;
  }

  private boolean symbol(String symbol) {
    peek();
    if (text.startsWith(symbol, at)) {
      at += symbol.length();
      return true;
    }
    return false;
  }

  private void expect(String symbol) {
    if (!symbol(symbol)) {
      throw unexpected();
    }
  }

  private boolean word(String word) {
    peek();
    int end = at + word.length();
    boolean ends = end >= text.length() || !isNamePart(text.charAt(end));
    if (text.startsWith(word, at) && ends) {
      at = end;
      return true;
    }
    return false;
  }

  private static boolean isNamePart(char c) {
    return Character.isLetterOrDigit(c) || c == '_' || c == '$';
  }

  private PathNode.Predicate predicate(PathNode node) {
    if (node instanceof PathNode.Predicate predicate) {
      return predicate;
    }
    throw unexpected();
  }

  private PathNode.Items items(PathNode node) {
    if (node instanceof PathNode.Items items) {
      return items;
    }
    throw unexpected();
  }

  private PathNode or() {
    if (++depth > DEPTH_MAX) {
      throw new SqlError(SqlState.STATEMENT_TOO_COMPLEX, "stack depth limit exceeded");
    }
    PathNode left = and();
    while (symbol("||")) {
      left = new PathNode.Or(predicate(left), predicate(and()));
    }
    depth--;
    return left;
  }

  private PathNode and() {
    PathNode left = comparison();
    while (symbol("&&")) {
      left = new PathNode.And(predicate(left), predicate(comparison()));
    }
    return left;
  }

  private PathNode comparison() {
    if (peek() == '!' && !text.startsWith("!=", at)) {
      at++;
      return new PathNode.Not(delimited());
    }
    PathNode left = sum();
    for (String operator : List.of("==", "!=", "<>", "<=", ">=", "<", ">", "=")) {
      if (symbol(operator)) {
        String canonical = operator.equals("=") ? "==" : operator.equals("<>") ? "!=" : operator;
        return new PathNode.Comparison(canonical, items(left), items(sum()));
      }
    }
    if (word("starts")) {
      if (!word("with")) {
        throw unexpected();
      }
      return new PathNode.StartsWith(items(left), items(sum()));
    }
    if (word("like_regex")) {
      return likeRegex(items(left));
    }
    if (left instanceof PathNode.Predicate inner && word("is")) {
      if (!word("unknown")) {
        throw unexpected();
      }
      return new PathNode.IsUnknown(inner);
    }
    return left;
  }

  private PathNode.Predicate delimited() {
    if (word("exists")) {
      return exists();
    }
    expect("(");
    PathNode.Predicate inner = predicate(or());
    expect(")");
    return inner;
  }

  private PathNode.Predicate exists() {
    expect("(");
    PathNode.Items path = items(or());
    expect(")");
    return new PathNode.Exists(path);
  }

  private PathNode likeRegex(PathNode.Items operand) {
    peek();
    String pattern = string();
    String flags = "";
    if (word("flag")) {
      peek();
      flags = string();
    }
    for (int i = 0; i < flags.length(); i++) {
      if ("ismxq".indexOf(flags.charAt(i)) < 0) {
        throw new SqlError(SqlState.SYNTAX_ERROR, "invalid input syntax for type jsonpath")
            .withDetail(
                "Unrecognized flag character \"" + flags.charAt(i) + "\" in LIKE_REGEX predicate.");
      }
    }
    return new PathNode.LikeRegex(operand, pattern, flags);
  }

  private PathNode sum() {
    PathNode left = product();
    while (true) {
      char c = peek();
      if (c != '+' && c != '-') {
        return left;
      }
      at++;
      left = new PathNode.Arithmetic(c, items(left), items(product()));
    }
  }

  private PathNode product() {
    PathNode left = unary();
    while (true) {
      char c = peek();
      if (c != '*' && c != '/' && c != '%') {
        return left;
      }
      at++;
      left = new PathNode.Arithmetic(c, items(left), items(unary()));
    }
  }

  private PathNode unary() {
    char c = peek();
    if (c == '+' || c == '-') {
      at++;
      if (++depth > DEPTH_MAX) {
        throw new SqlError(SqlState.STATEMENT_TOO_COMPLEX, "stack depth limit exceeded");
      }
      PathNode operand = unary();
      depth--;
      return new PathNode.Signed(items(operand), c == '-');
    }
    return accessors(primary());
  }

  private PathNode primary() {
    char c = peek();
    if (c == '(') {
      at++;
      PathNode inner = or();
      expect(")");
      return inner;
    }
    if (c == '$') {
      at++;
      return variable();
    }
    if (c == '@') {
      at++;
      return new PathNode.Current();
    }
    if (c == '"') {
      return new PathNode.Literal(new Json.Text(string()));
    }
    if (Spaces.isDigit(c)
        || (c == '.' && at + 1 < text.length() && Spaces.isDigit(text.charAt(at + 1)))) {
      return new PathNode.Literal(new Json.Numeral(NumericText.read(number())));
    }
    if (word("exists")) {
      return exists();
    }
    if (word("last")) {
      return new PathNode.Last();
    }
    if (word("true")) {
      return new PathNode.Literal(new Json.Bool(true));
    }
    if (word("false")) {
      return new PathNode.Literal(new Json.Bool(false));
    }
    if (word("null")) {
      return new PathNode.Literal(new Json.Null());
    }
    throw unexpected();
  }

  private PathNode variable() {
    if (at < text.length() && text.charAt(at) == '"') {
      return new PathNode.Variable(string());
    }
    String name = name();
    return name.isEmpty() ? new PathNode.Root() : new PathNode.Variable(name);
  }

  private String name() {
    int start = at;
    while (at < text.length() && isNamePart(text.charAt(at))) {
      at++;
    }
    return text.substring(start, at);
  }

  private String number() {
    int start = at;
    while (at < text.length() && isNumberPart(text.charAt(at))) {
      boolean exponent = text.charAt(at) == 'e' || text.charAt(at) == 'E';
      at++;
      if (exponent && at < text.length() && (text.charAt(at) == '-' || text.charAt(at) == '+')) {
        at++;
      }
    }
    String number = text.substring(start, at);
    if (!NumericText.isNumber(number)) {
      throw new SqlError(
          SqlState.SYNTAX_ERROR,
          "trailing junk after numeric literal at or near \"" + number + "\" of jsonpath input");
    }
    return number;
  }

  private static boolean isNumberPart(char c) {
    return Spaces.isDigit(c) || c == '.' || Character.isLetter(c);
  }

  private String string() {
    int end = at + 1;
    while (end < text.length() && text.charAt(end) != '"') {
      end += text.charAt(end) == '\\' ? 2 : 1;
    }
    if (at >= text.length() || text.charAt(at) != '"' || end >= text.length()) {
      throw unexpected();
    }
    String literal = text.substring(at, end + 1);
    at = end + 1;
    Json value = JsonText.value(literal, JsonParser.parse(literal, true));
    return ((Json.Text) value).value();
  }

  private PathNode accessors(PathNode primary) {
    PathNode node = primary;
    while (true) {
      char c = peek();
      if (c == '.') {
        at++;
        node = member(items(node));
      } else if (c == '[') {
        at++;
        node = subscript(items(node));
      } else if (c == '?') {
        at++;
        expect("(");
        PathNode.Predicate condition = predicate(or());
        expect(")");
        node = new PathNode.Filter(items(node), condition);
      } else {
        return node;
      }
    }
  }

  private PathNode member(PathNode.Items base) {
    if (symbol("**")) {
      return descend(base);
    }
    if (symbol("*")) {
      return new PathNode.AnyMember(base);
    }
    if (peek() == '"') {
      return new PathNode.Member(base, string());
    }
    String name = name();
    if (name.isEmpty()) {
      throw unexpected();
    }
    if (peek() == '(') {
      if (name.equals("datetime")) {
        throw SqlError.unsupported("jsonpath item method .datetime()");
      }
      if (!METHODS.contains(name)) {
        throw unexpected();
      }
      at++;
      expect(")");
      return new PathNode.Method(base, name);
    }
    return new PathNode.Member(base, name);
  }

  private PathNode descend(PathNode.Items base) {
    if (!symbol("{")) {
      return new PathNode.Descend(base, 0, -1);
    }
    int from = level();
    int to = word("to") ? level() : from;
    expect("}");
    return new PathNode.Descend(base, from, to);
  }

  private int level() {
    if (word("last")) {
      return -1;
    }
    peek();
    int start = at;
    while (at < text.length() && Spaces.isDigit(text.charAt(at)) && at - start < 9) {
      at++;
    }
    if (at == start) {
      throw unexpected();
    }
    return Integer.parseInt(text.substring(start, at));
  }

  private PathNode subscript(PathNode.Items base) {
    if (peek() == '*') {
      int star = at++;
      if (symbol("]")) {
        return new PathNode.AnyElement(base);
      }
      at = star;
    }
    List<PathNode.Range> ranges = new ArrayList<>();
    do {
      PathNode.Items from = items(sum());
      PathNode.@Nullable Items to = word("to") ? items(sum()) : null;
      ranges.add(new PathNode.Range(from, to));
    } while (symbol(","));
    expect("]");
    return new PathNode.Subscript(base, List.copyOf(ranges));
  }
}
