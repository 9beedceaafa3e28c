package io.halcyon.sql.type;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/// PostgreSQL's built-in catalogs, as tables of text: one object a line, tabs between the columns.
///
/// What the columns are stands in `sql/src/test/recording/catalog.sql`, which wrote them.
public final class CatalogResource {
  private CatalogResource() {}

  /// Returns the rows of a table.
  public static List<String[]> rows(String table) {
    String path = "/io/halcyon/sql/catalog/" + table + ".tsv";
    try (InputStream in = CatalogResource.class.getResourceAsStream(path)) {
      byte[] bytes = Objects.requireNonNull(in, path).readAllBytes();
      return new String(bytes, StandardCharsets.UTF_8)
          .lines()
          .map(line -> line.split("\t", -1))
          .toList();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
