package io.halcyon.sql.bind;

import io.halcyon.sql.ast.Position;
import io.halcyon.sql.bind.BoundQuery.OutputColumn;
import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The columns that names may mean: those of the `FROM` items of a query, and of the queries around
/// it. Owned by the binding of one statement.
public final class Scope {
  private final @Nullable Scope outer;
  private final List<Source> sources = new ArrayList<>();
  private final List<Named> shown = new ArrayList<>();
  // Columns, by index, that a USING clause has merged into one: their bare names mean that.
  private final Set<Integer> merged = new HashSet<>();
  // Names of items that are there, but not to be seen from here.
  private final Set<String> hidden = new HashSet<>();
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

  /// What a bare name means, and what `*` shows.
  ///
  /// @param source the item it is of; empty for a merged column
  public record Named(String name, BoundExpression expression, String source) {}

  /// Returns the scope around this one.
  @Nullable Scope outer() {
    return outer;
  }

  /// Returns how many columns there are.
  int width() {
    return width;
  }

  /// Returns how many scopes there are around this one.
  int depth() {
    return outer == null ? 0 : outer.depth() + 1;
  }

  /// Adds a `FROM` item behind those there are. A column without a name cannot be meant.
  public void add(String name, @Nullable String schema, List<OutputColumn> columns) {
    requireNew(name);
    Source source = new Source(name, schema, List.copyOf(columns), width);
    sources.add(source);
    for (int i = 0; i < columns.size(); i++) {
      if (!columns.get(i).name().isEmpty()) {
        shown.add(new Named(columns.get(i).name(), reference(source, i, 0, NOWHERE), name));
      }
    }
    width += columns.size();
  }

  private void requireNew(String name) {
    for (Source source : sources) {
      if (!name.isEmpty() && source.name().equals(name)) {
        throw new SqlError(
            SqlState.DUPLICATE_ALIAS, "table name \"" + name + "\" specified more than once");
      }
    }
  }

  /// Adds all items of a join, which was bound in a scope of its own.
  void addAll(Scope join) {
    for (Source source : join.sources) {
      requireNew(source.name());
      sources.add(
          new Source(source.name(), source.schema(), source.columns(), width + source.first()));
    }
    for (Named named : join.shown) {
      shown.add(
          new Named(named.name(), BoundTrees.shift(named.expression(), width), named.source()));
    }
    join.merged.forEach(index -> merged.add(width + index));
    width += join.width;
  }

  /// Adds a join that has a name: its items are not known any more, only its columns.
  void addNamed(Scope join, String name, List<String> columns) {
    requireNew(name);
    List<OutputColumn> whole = new ArrayList<>();
    for (int i = 0; i < join.width; i++) {
      whole.add(new OutputColumn("", io.halcyon.sql.type.Types.UNKNOWN, -1));
    }
    int at = 0;
    for (Named named : join.shown) {
      if (named.expression() instanceof BoundExpression.Column column) {
        String shownAs = at < columns.size() ? columns.get(at) : named.name();
        whole.set(column.index(), new OutputColumn(shownAs, column.type(), column.modifier()));
      } else {
        throw SqlError.unsupported("an alias of a FULL JOIN with USING");
      }
      at++;
    }
    add(name, null, whole);
  }

  /// Makes one of two columns that a join requires to be equal.
  void merge(String name, int left, int right, BoundExpression expression) {
    merged.add(left);
    merged.add(right);
    shown.removeIf(named -> means(named, left) || means(named, right));
    int at = 0;
    while (at < shown.size() && shown.get(at).source().isEmpty()) {
      at++;
    }
    shown.add(at, new Named(name, expression, ""));
  }

  private static boolean means(Named named, int index) {
    return named.expression() instanceof BoundExpression.Column column && column.index() == index;
  }

  /// Notes that there is an item of a name which cannot be seen from here.
  void hide(String name) {
    hidden.add(name);
  }

  /// Returns whether there is an item of a name which cannot be seen from here.
  boolean hides(String name) {
    return hidden.contains(name) || (outer != null && outer.hides(name));
  }

  public boolean isEmpty() {
    return sources.isEmpty();
  }

  /// Returns what a name of one to three parts means, or null if there is none such.
  public @Nullable BoundExpression find(List<String> parts, Position at) {
    int levels = 0;
    for (@Nullable Scope scope = this; scope != null; scope = scope.outer) {
      BoundExpression found =
          parts.size() == 1
              ? scope.findBare(parts.getFirst(), levels, at)
              : scope.findQualified(parts, levels, at);
      if (found != null) {
        return found;
      }
      levels++;
    }
    return null;
  }

  private @Nullable BoundExpression findBare(String name, int levels, Position at) {
    @Nullable BoundExpression found = null;
    for (Named named : shown) {
      if (!named.name().equals(name)) {
        continue;
      }
      if (found != null) {
        throw ambiguous(name, at);
      }
      found = BoundTrees.raise(BoundTrees.placed(named.expression(), at), levels);
    }
    return found;
  }

  private BoundExpression.@Nullable Column findQualified(
      List<String> parts, int levels, Position at) {
    String name = parts.getLast();
    BoundExpression.@Nullable Column found = null;
    for (Source source : sources) {
      if (!qualifies(source, parts) || name.isEmpty()) {
        continue;
      }
      for (int i = 0; i < source.columns().size(); i++) {
        if (source.columns().get(i).name().equals(name)) {
          if (found != null) {
            throw ambiguous(name, at);
          }
          found = reference(source, i, levels, at);
        }
      }
    }
    return found;
  }

  private static SqlError ambiguous(String name, Position at) {
    return new SqlError(
        SqlState.AMBIGUOUS_COLUMN, "column reference \"" + name + "\" is ambiguous", at);
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
  public @Nullable List<Named> star(@Nullable String name, Position at) {
    if (name == null) {
      return shown.stream()
          .map(named ->
              new Named(named.name(), BoundTrees.placed(named.expression(), at), named.source()))
          .toList();
    }
    List<Named> columns = new ArrayList<>();
    boolean found = false;
    for (Source source : sources) {
      if (source.name().equals(name)) {
        found = true;
        for (int i = 0; i < source.columns().size(); i++) {
          if (!source.columns().get(i).name().isEmpty()) {
            columns.add(
                new Named(source.columns().get(i).name(), reference(source, i, 0, at), name));
          }
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
                source.columns().stream()
                    .filter(column -> !column.name().isEmpty())
                    .map(column -> List.of(source.name(), column.name())))
            .toList());
  }

  private static final Position NOWHERE = new Position(0);
}
