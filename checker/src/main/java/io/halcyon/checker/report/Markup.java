package io.halcyon.checker.report;

/// Builds HTML and SVG text. Whatever comes from outside goes through {@link #text} or {@link
/// #escape}: keys and values are whatever clients stored.
final class Markup {
  private final StringBuilder out = new StringBuilder();

  /// Appends trusted markup.
  Markup raw(String markup) {
    out.append(markup);
    return this;
  }

  /// Appends content, escaped.
  Markup text(String content) {
    out.append(escape(content));
    return this;
  }

  /// Appends an element that has only content, escaped.
  Markup element(String name, String content) {
    return raw("<" + name + ">").text(content).raw("</" + name + ">\n");
  }

  /// Returns content as HTML shows it, usable also in quoted attributes. What is no character of
  /// HTML is replaced.
  static String escape(String content) {
    StringBuilder escaped = new StringBuilder(content.length() + 16);
    content
        .codePoints()
        .forEach(point -> {
          switch (point) {
            case '&' -> escaped.append("&amp;");
            case '<' -> escaped.append("&lt;");
            case '>' -> escaped.append("&gt;");
            case '"' -> escaped.append("&quot;");
            case '\'' -> escaped.append("&#39;");
            default -> {
              boolean allowed = point == '\n' || point == '\t' || !Character.isISOControl(point);
              boolean surrogate = point >= 0xD800 && point <= 0xDFFF;
              escaped.appendCodePoint(allowed && !surrogate ? point : 0xFFFD);
            }
          }
        });
    return escaped.toString();
  }

  /// Returns the beginning of a text that is too long for its place.
  static String shortened(String content, int charactersMax) {
    return content.codePointCount(0, content.length()) <= charactersMax
        ? content
        : content.substring(0, content.offsetByCodePoints(0, charactersMax - 1)) + "…";
  }

  @Override
  public String toString() {
    return out.toString();
  }
}
