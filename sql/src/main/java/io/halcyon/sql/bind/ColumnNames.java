package io.halcyon.sql.bind;

import io.halcyon.sql.ast.Accessor;
import io.halcyon.sql.ast.Expression;
import io.halcyon.sql.ast.Query;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// How a column is named whose expression has no label: `FigureColname` of PostgreSQL's
/// `parse_target.c`.
public final class ColumnNames {
  private static final String UNNAMED = "?column?";

  private ColumnNames() {}

  /// A name, and whether a cast's type or `CASE` gave it, so that anything else is better.
  private record Found(String name, boolean weak) {}

  /// Returns the name of an item of a select list.
  public static String of(Query.Item item) {
    if (item.label() != null) {
      return item.label();
    }
    @Nullable Found found = find(item.expression());
    return found == null ? UNNAMED : found.name();
  }

  /// Returns the name that an expression gives, as for a function in `FROM`.
  public static String of(Expression expression) {
    @Nullable Found found = find(expression);
    return found == null ? UNNAMED : found.name();
  }

  private static Found strong(String name) {
    return new Found(name, false);
  }

  private static @Nullable Found find(Expression expression) {
    return switch (expression) {
      case Expression.Constant constant -> ofConstant(constant);
      case Expression.Operation operation -> ofOperation(operation);
      case Expression.Predicate predicate ->
          switch (predicate) {
            case Expression.Exists _ -> strong("exists");
            case Expression.Is is when is.test().name().endsWith("NORMALIZED") && !is.negated() ->
                strong("is_normalized");
            case Expression.Is _,
                Expression.DistinctFrom _,
                Expression.Between _,
                Expression.InList _,
                Expression.InQuery _,
                Expression.Like _,
                Expression.QuantifiedArray _,
                Expression.QuantifiedQuery _ ->
                null;
          };
      case Expression.Term term -> ofTerm(term);
    };
  }

  private static @Nullable Found ofConstant(Expression.Constant constant) {
    return switch (constant) {
      case Expression.TypedLiteral literal -> new Found(literal.type().name().last(), true);
      case Expression.Null _,
          Expression.BooleanLiteral _,
          Expression.IntegerLiteral _,
          Expression.NumericLiteral _,
          Expression.StringLiteral _,
          Expression.BitLiteral _ ->
          null;
    };
  }

  private static @Nullable Found ofOperation(Expression.Operation operation) {
    return switch (operation) {
      case Expression.Indirection(_, Expression base, var path) -> {
        for (Accessor accessor : path.reversed()) {
          if (accessor instanceof Accessor.Field(String name)) {
            yield strong(name);
          }
        }
        yield find(base);
      }
      case Expression.Collate collate -> find(collate.operand());
      case Expression.AtTimeZone _ -> strong("timezone");
      case Expression.Overlaps _ -> strong("overlaps");
      case Expression.Unary _,
          Expression.Binary _,
          Expression.And _,
          Expression.Or _,
          Expression.Not _ ->
          null;
    };
  }

  private static @Nullable Found ofTerm(Expression.Term term) {
    return switch (term) {
      case Expression.ColumnRef column -> column.star() ? null : strong(column.parts().getLast());
      case Expression.Call call -> strong(call.function().last());
      case Expression.SpecialCall call -> strong(SpecialForms.name(call.form()));
      case Expression.ContextValue value -> strong(value.kind().name().toLowerCase(Locale.ROOT));
      case Expression.ArrayConstructor _, Expression.ArrayQuery _ -> strong("array");
      case Expression.Row _ -> strong("row");
      case Expression.Case(_, _, _, @Nullable Expression otherwise) -> {
        @Nullable Found found = otherwise == null ? null : find(otherwise);
        yield found == null || found.weak() ? new Found("case", true) : found;
      }
      case Expression.Cast(_, Expression operand, var type) -> {
        @Nullable Found found = find(operand);
        yield found == null || found.weak() ? new Found(type.name().last(), true) : found;
      }
      case Expression.ScalarQuery(_, Query query) -> ofQuery(query);
      case Expression.NamedArgument argument -> find(argument.value());
      case Expression.Parameter _, Expression.Default _, Expression.CurrentOf _ -> null;
    };
  }

  private static @Nullable Found ofQuery(Query query) {
    if (query.body() instanceof Query.Select select && select.items().size() == 1) {
      return strong(of(select.items().getFirst()));
    }
    return query.body() instanceof Query.Values ? strong("column1") : null;
  }
}
