package io.halcyon.sql.jsonpath;

/// A path into JSON: the value of type `jsonpath`. Immutable.
public final class JsonPath {
  private final PathNode.Items root;
  private final boolean strict;

  private JsonPath(PathNode.Items root, boolean strict) {
    this.root = root;
    this.strict = strict;
  }

  /// Reads a path.
  ///
  /// @throws io.halcyon.sql.error.SqlError if it is none (42601)
  public static JsonPath parse(String text) {
    PathParser parser = new PathParser(text);
    boolean strict = parser.mode();
    return new JsonPath(parser.whole(), strict);
  }

  PathNode.Items root() {
    return root;
  }

  boolean isStrict() {
    return strict;
  }

  /// Returns the path as PostgreSQL writes it.
  @Override
  public String toString() {
    return (strict ? "strict " : "") + PathPrinter.print(root);
  }
}
