package io.halcyon.sql.parser;

import io.halcyon.sql.ast.Expression;
import io.halcyon.sql.ast.IndexElement;
import io.halcyon.sql.ast.OperatorName;
import io.halcyon.sql.ast.Option;
import io.halcyon.sql.ast.Position;
import io.halcyon.sql.ast.QualifiedName;
import io.halcyon.sql.ast.Query;
import io.halcyon.sql.ast.SortItem;
import io.halcyon.sql.ast.Window;
import io.halcyon.sql.lexer.SyntaxError;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Clauses that several statements and expressions share: order, windows, output lists, index
/// elements.
final class ClauseParser {
  private final Grammar grammar;
  private final Cursor cursor;
  private final Names names;

  ClauseParser(Grammar grammar) {
    this.grammar = grammar;
    this.cursor = grammar.cursor;
    this.names = grammar.names;
  }

  /// Reads `ORDER BY …`.
  List<SortItem> orderBy() {
    cursor.expect("order", "by");
    return names.list(this::sortItem);
  }

  List<SortItem> optionalOrderBy() {
    return cursor.at("order") ? orderBy() : List.of();
  }

  private SortItem sortItem() {
    Position at = cursor.position();
    Expression expression = grammar.expressions.parse();
    @Nullable OperatorName using = null;
    SortItem.Direction direction = SortItem.Direction.DEFAULT;
    if (cursor.accept("using")) {
      using = grammar.expressions.operator();
    } else {
      direction = direction();
    }
    return new SortItem(at, expression, direction, using, nulls());
  }

  SortItem.Direction direction() {
    if (cursor.accept("asc")) {
      return SortItem.Direction.ASC;
    }
    return cursor.accept("desc") ? SortItem.Direction.DESC : SortItem.Direction.DEFAULT;
  }

  SortItem.NullsOrder nulls() {
    if (cursor.accept("nulls", "first")) {
      return SortItem.NullsOrder.FIRST;
    }
    return cursor.accept("nulls", "last") ? SortItem.NullsOrder.LAST : SortItem.NullsOrder.DEFAULT;
  }

  /// Reads a condition behind its keyword, if that stands here.
  @Nullable Expression optional(String keyword) {
    return cursor.accept(keyword) ? grammar.expressions.parse() : null;
  }

  @Nullable Expression optionalWhere() {
    return optional("where");
  }

  /// Reads `COLLATE name` if it stands here.
  @Nullable QualifiedName optionalCollation() {
    return cursor.accept("collate") ? names.anyName() : null;
  }

  /// Reads an item of a select list or of `RETURNING`.
  Query.Item item() {
    Position at = cursor.position();
    if (cursor.accept("*")) {
      return new Query.Item(at, new Expression.ColumnRef(at, List.of(), true), null);
    }
    Expression expression = grammar.expressions.parseLabelled();
    @Nullable String label = null;
    if (cursor.accept("as")) {
      label = names.columnLabel();
    } else if (names.atBareLabel()) {
      label = cursor.take();
    }
    return new Query.Item(at, expression, label);
  }

  List<Query.Item> optionalReturning() {
    return cursor.accept("returning") ? names.list(this::item) : List.of();
  }

  /// Reads what follows `OVER`.
  Window over() {
    Position at = cursor.position();
    return cursor.at("(") ? specification() : new Window.Named(at, names.columnId());
  }

  /// Reads a window in parentheses.
  Window.Specification specification() {
    Position at = cursor.position();
    cursor.expect("(");
    cursor.enter();
    @Nullable String base = null;
    boolean clause = cursor.atAny("partition", "range", "rows") || cursor.at("groups");
    if (names.atColumnId() && !clause) {
      base = names.columnId();
    }
    List<Expression> partitionBy = cursor.accept("partition") ? partitionKeys() : List.of();
    List<SortItem> orderBy = optionalOrderBy();
    Window.@Nullable Frame frame = optionalFrame();
    cursor.leave();
    cursor.expect(")");
    return new Window.Specification(at, base, partitionBy, orderBy, frame);
  }

  private List<Expression> partitionKeys() {
    cursor.expect("by");
    return names.list(grammar.expressions::parse);
  }

  private Window.@Nullable Frame optionalFrame() {
    Position at = cursor.position();
    Window.FrameUnit unit;
    if (cursor.accept("range")) {
      unit = Window.FrameUnit.RANGE;
    } else if (cursor.accept("rows")) {
      unit = Window.FrameUnit.ROWS;
    } else if (cursor.accept("groups")) {
      unit = Window.FrameUnit.GROUPS;
    } else {
      return null;
    }
    boolean between = cursor.accept("between");
    Position startAt = cursor.position();
    Window.Bound start = bound();
    Window.@Nullable Bound end = null;
    Position endAt = cursor.position();
    if (between) {
      cursor.expect("and");
      endAt = cursor.position();
      end = bound();
    }
    requireOrder(start, startAt, end, endAt);
    return new Window.Frame(at, unit, start, end, exclusion());
  }

  /// Refuses frames that end before they start, as the grammar itself does.
  private void requireOrder(
      Window.Bound start, Position startAt, Window.@Nullable Bound end, Position endAt) {
    Window.BoundKind kind = start.kind();
    if (kind == Window.BoundKind.UNBOUNDED_FOLLOWING) {
      throw frame("frame start cannot be UNBOUNDED FOLLOWING", startAt);
    }
    if (end == null) {
      if (kind == Window.BoundKind.OFFSET_FOLLOWING) {
        throw frame("frame starting from following row cannot end with current row", startAt);
      }
      return;
    }
    if (end.kind() == Window.BoundKind.UNBOUNDED_PRECEDING) {
      throw frame("frame end cannot be UNBOUNDED PRECEDING", endAt);
    }
    boolean endsBefore = end.kind() == Window.BoundKind.OFFSET_PRECEDING;
    if (kind == Window.BoundKind.CURRENT_ROW && endsBefore) {
      throw frame("frame starting from current row cannot have preceding rows", endAt);
    }
    if (kind == Window.BoundKind.OFFSET_FOLLOWING
        && (endsBefore || end.kind() == Window.BoundKind.CURRENT_ROW)) {
      throw frame("frame starting from following row cannot have preceding rows", endAt);
    }
  }

  private SyntaxError frame(String message, Position at) {
    return cursor.error("42P20", message, at);
  }

  private Window.Bound bound() {
    if (cursor.accept("unbounded", "preceding")) {
      return new Window.Bound(Window.BoundKind.UNBOUNDED_PRECEDING, null);
    }
    if (cursor.accept("unbounded", "following")) {
      return new Window.Bound(Window.BoundKind.UNBOUNDED_FOLLOWING, null);
    }
    if (cursor.accept("current", "row")) {
      return new Window.Bound(Window.BoundKind.CURRENT_ROW, null);
    }
    Expression offset = grammar.expressions.parse();
    if (cursor.accept("preceding")) {
      return new Window.Bound(Window.BoundKind.OFFSET_PRECEDING, offset);
    }
    cursor.expect("following");
    return new Window.Bound(Window.BoundKind.OFFSET_FOLLOWING, offset);
  }

  private Window.Exclusion exclusion() {
    if (!cursor.accept("exclude")) {
      return Window.Exclusion.NONE;
    }
    if (cursor.accept("current", "row")) {
      return Window.Exclusion.CURRENT_ROW;
    }
    if (cursor.accept("group")) {
      return Window.Exclusion.GROUP;
    }
    if (cursor.accept("ties")) {
      return Window.Exclusion.TIES;
    }
    cursor.expect("no", "others");
    return Window.Exclusion.NO_OTHERS;
  }

  /// `NULLS` is no name before `FIRST` and `LAST`.
  private boolean atNullsOrder() {
    return cursor.at("nulls", "first") || cursor.at("nulls", "last");
  }

  /// Reads a column, call or expression in parentheses.
  Expression indexExpression() {
    Position at = cursor.position();
    if (cursor.accept("(")) {
      Expression expression = grammar.expressions.parse();
      cursor.expect(")");
      return expression;
    }
    if (grammar.calls.atPlainCall()) {
      return grammar.calls.plainCall();
    }
    if (atNullsOrder()) {
      throw cursor.unexpected();
    }
    return new Expression.ColumnRef(at, List.of(names.columnId()), false);
  }

  /// Reads one element of an index or of `ON CONFLICT (…)`.
  IndexElement indexElement() {
    Position at = cursor.position();
    Expression expression = indexExpression();
    @Nullable QualifiedName collation = optionalCollation();
    @Nullable QualifiedName operatorClass = null;
    List<Option> options = List.of();
    if (names.atColumnId() && !atNullsOrder()) {
      operatorClass = names.anyName();
    }
    if (operatorClass != null && cursor.at("(")) {
      options = new OptionParser(grammar).storageOptions();
    }
    return new IndexElement(
        at, expression, collation, operatorClass, options, direction(), nulls());
  }
}
