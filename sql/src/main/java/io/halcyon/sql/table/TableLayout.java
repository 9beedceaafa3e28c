package io.halcyon.sql.table;

import io.halcyon.sql.ast.Expression;
import io.halcyon.sql.bind.BoundExpression;
import io.halcyon.sql.bind.RowExpressions;
import io.halcyon.sql.catalog.ColumnDescriptor;
import io.halcyon.sql.catalog.IndexDescriptor;
import io.halcyon.sql.catalog.TableDescriptor;
import io.halcyon.sql.parser.Parser;
import io.halcyon.sql.parser.ParserConfig;
import io.halcyon.sql.session.SessionContext;
import io.halcyon.sql.text.TextFormats;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One version of a table, made ready for reading and writing: how its entries are stored, and what
/// its expressions mean. Thread-safe.
public final class TableLayout {
  private final TableDescriptor table;
  private final List<IndexLayout> indexes;
  private final List<@Nullable BoundExpression> defaults;
  private final List<BoundExpression> checks;

  /// An index, with its expressions over the table's columns.
  ///
  /// @param expressions of its parts
  /// @param predicate which rows it has; null for all
  record IndexLayout(
      EntryLayout entries, List<BoundExpression> expressions, @Nullable BoundExpression predicate) {
    IndexDescriptor index() {
      return entries.index();
    }
  }

  private TableLayout(
      TableDescriptor table,
      List<IndexLayout> indexes,
      List<@Nullable BoundExpression> defaults,
      List<BoundExpression> checks) {
    this.table = table;
    this.indexes = indexes;
    this.defaults = defaults;
    this.checks = checks;
  }

  /// @param expressions binds the expressions of the table's columns
  public static TableLayout of(
      TableDescriptor table, RowExpressions expressions, SessionContext session) {
    @Nullable Object[] missing = new @Nullable Object[table.columns().size()];
    List<@Nullable BoundExpression> defaults = new ArrayList<>();
    for (int i = 0; i < missing.length; i++) {
      ColumnDescriptor column = table.columns().get(i);
      String text = column.missing();
      missing[i] =
          text == null
              ? null
              : TextFormats.read(column.sqlType(), column.modifier(), text, session);
      defaults.add(defaultOf(column, expressions));
    }
    RowCodec codec = new RowCodec(table, missing);
    List<IndexLayout> indexes = new ArrayList<>();
    for (IndexDescriptor index : table.indexes()) {
      List<BoundExpression> parts = new ArrayList<>();
      for (IndexDescriptor.Part part : index.parts()) {
        String text = part.expression();
        if (text != null) {
          parts.add(expressions.bind(parse(text)));
        }
      }
      String predicate = index.predicate();
      indexes.add(
          new IndexLayout(
              new EntryLayout(table, index, codec),
              List.copyOf(parts),
              predicate == null ? null : expressions.condition(parse(predicate))));
    }
    List<BoundExpression> checks =
        table.checks().stream()
            .map(check -> expressions.condition(parse(check.condition())))
            .toList();
    return new TableLayout(table, List.copyOf(indexes), defaults, checks);
  }

  private static @Nullable BoundExpression defaultOf(
      ColumnDescriptor column, RowExpressions expressions) {
    String text = column.defaultText();
    return text == null
        ? null
        : expressions.assigned(parse(text), column.name(), column.sqlType(), column.modifier());
  }

  /// Parses an expression that the catalog keeps as text.
  static Expression parse(String text) {
    return new Parser(ParserConfig.DEFAULT).expression(text);
  }

  public TableDescriptor table() {
    return table;
  }

  /// Returns the layout of rows.
  EntryLayout rows() {
    return indexes.getFirst().entries();
  }

  /// Returns all indexes, the primary one first.
  List<IndexLayout> indexes() {
    return indexes;
  }

  IndexLayout indexNumbered(int number) {
    for (IndexLayout index : indexes) {
      if (index.index().number() == number) {
        return index;
      }
    }
    throw new IllegalArgumentException("no index " + number + " of table " + table.name());
  }

  /// Returns what each column is given where nothing else is, converted to its type; null for NULL.
  /// For a generated column, over the table's columns.
  public List<@Nullable BoundExpression> defaults() {
    return defaults;
  }

  /// Returns the conditions of the table's checks, in their order.
  List<BoundExpression> checks() {
    return checks;
  }
}
