package io.halcyon.sql.bind;

import io.halcyon.sql.ast.Position;
import io.halcyon.sql.bind.BoundQuery.OutputColumn;
import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The columns that names may mean: those of the `FROM` items of a query, and of the queries around
/// it. Owned by the binding of one statement.
public final class Scope {
  private final @Nullable Scope outer;
  private final List<Source> sources = new ArrayList<>();
  private int width;

  public Scope(@Nullable Scope outer) {
    this.outer = outer;
  }

  /// A `FROM` item.
  ///
  /// @param schema null if it is known by an alias
  /// @param first index of its first column among all of the query's input
  private record Source(
      String name, @Nullable String schema, List<OutputColumn> columns, int first) {}

  /// Adds a `FROM` item behind those there are.
  public void add(String name, @Nullable String schema, List<OutputColumn> columns) {
    for (Source source : sources) {
      if (source.name().equals(name)) {
        throw new SqlError(
            SqlState.DUPLICATE_ALIAS, "table name \"" + name + "\" specified more than once");
      }
    }
    sources.add(new Source(name, schema, List.copyOf(columns), width));
    width += columns.size();
  }

  public boolean isEmpty() {
    return sources.isEmpty();
  }

  /// Returns the column that a name of one to three parts means, or null if there is none.
  public BoundExpression.@Nullable Column find(List<String> parts, Position at) {
    int levels = 0;
    for (@Nullable Scope scope = this; scope != null; scope = scope.outer) {
      BoundExpression.@Nullable Column column = scope.findHere(parts, levels, at);
      if (column != null) {
        return column;
      }
      levels++;
    }
    return null;
  }

  private BoundExpression.@Nullable Column findHere(List<String> parts, int levels, Position at) {
    String name = parts.getLast();
    BoundExpression.@Nullable Column found = null;
    for (Source source : sources) {
      if (!qualifies(source, parts)) {
        continue;
      }
      for (int i = 0; i < source.columns().size(); i++) {
        OutputColumn column = source.columns().get(i);
        if (!column.name().equals(name)) {
          continue;
        }
        if (found != null) {
          throw new SqlError(
              SqlState.AMBIGUOUS_COLUMN, "column reference \"" + name + "\" is ambiguous", at);
        }
        found = reference(source, i, levels, at);
      }
    }
    return found;
  }

  private static BoundExpression.Column reference(
      Source source, int index, int levels, Position at) {
    OutputColumn column = source.columns().get(index);
    return new BoundExpression.Column(
        at,
        column.type(),
        column.modifier(),
        levels,
        source.first() + index,
        source.name(),
        column.name());
  }

  private static boolean qualifies(Source source, List<String> parts) {
    return switch (parts.size()) {
      case 1 -> true;
      case 2 -> source.name().equals(parts.getFirst());
      case 3 -> source.name().equals(parts.get(1)) && parts.getFirst().equals(source.schema());
      default -> false;
    };
  }

  /// Returns whether there is a `FROM` item of a name.
  public boolean hasSource(String name) {
    for (@Nullable Scope scope = this; scope != null; scope = scope.outer) {
      if (scope.sources.stream().anyMatch(source -> source.name().equals(name))) {
        return true;
      }
    }
    return false;
  }

  /// Returns all columns of all items, or of the named one; null if there is none of that name.
  public @Nullable List<BoundExpression.Column> star(@Nullable String name, Position at) {
    List<BoundExpression.Column> columns = new ArrayList<>();
    boolean found = false;
    for (Source source : sources) {
      if (name == null || source.name().equals(name)) {
        found = true;
        for (int i = 0; i < source.columns().size(); i++) {
          columns.add(reference(source, i, 0, at));
        }
      }
    }
    return found ? columns : null;
  }

  /// Returns the column of the nearest spelling in the query's own items, as `item.column`, if it
  /// is near enough to be what was meant (`errorMissingColumn`); null if none is.
  @Nullable String suggestion(List<String> parts) {
    return ColumnSuggestion.among(
        parts,
        sources.stream()
            .flatMap(source ->
                source.columns().stream().map(column -> List.of(source.name(), column.name())))
            .toList());
  }
}
