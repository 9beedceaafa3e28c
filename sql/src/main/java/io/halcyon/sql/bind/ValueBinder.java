package io.halcyon.sql.bind;

import io.halcyon.sql.ast.Accessor;
import io.halcyon.sql.ast.Expression;
import io.halcyon.sql.ast.OperatorName;
import io.halcyon.sql.ast.Position;
import io.halcyon.sql.bind.OperatorBinder.Resolved;
import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;
import io.halcyon.sql.function.Cast;
import io.halcyon.sql.type.SqlType;
import io.halcyon.sql.type.Types;
import io.halcyon.sql.value.Row;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Binds what makes values of others: `CASE`, arrays, rows, subscripts, and the functions that the
/// grammar knows. Owned by the binding of one statement.
final class ValueBinder {
  private final ExpressionBinder expressions;
  private final BindContext context;
  private final Coercion coercion;

  ValueBinder(ExpressionBinder expressions, BindContext context) {
    this.expressions = expressions;
    this.context = context;
    this.coercion = context.coercion;
  }

  BoundExpression caseOf(Expression.Case expression) {
    Position at = expression.at();
    int slot = coercion.newSlot();
    @Nullable BoundExpression operand = null;
    @Nullable BoundExpression placeholder = null;
    if (expression.operand() != null) {
      operand = expressions.bind(expression.operand());
      if (operand.type().equals(Types.UNKNOWN)) {
        operand = coercion.implicit(operand, Types.TEXT);
      }
      placeholder = new BoundExpression.Placeholder(at, operand.type(), operand.modifier(), slot);
    }
    List<BoundExpression> conditions = new ArrayList<>();
    List<BoundExpression> results = new ArrayList<>();
    for (Expression.When when : expression.whens()) {
      BoundExpression condition = expressions.bind(when.condition());
      if (placeholder != null) {
        condition = context.operators.call(OperatorName.of("="), placeholder, condition, when.at());
      }
      conditions.add(coercion.condition(condition, "CASE/WHEN"));
      results.add(expressions.bind(when.result()));
    }
    BoundExpression otherwise =
        expression.otherwise() == null
            ? new BoundExpression.Constant(at, Types.UNKNOWN, -1, null)
            : expressions.bind(expression.otherwise());
    results.addFirst(otherwise);
    SqlType common = coercion.commonType(results, "CASE");
    otherwise = coercion.toCommon(otherwise, common, "CASE/ELSE");
    List<BoundExpression.When> whens = new ArrayList<>();
    List<BoundExpression> branches = new ArrayList<>();
    branches.add(otherwise);
    for (int i = 0; i < conditions.size(); i++) {
      BoundExpression result = coercion.toCommon(results.get(i + 1), common, "CASE/WHEN");
      branches.add(result);
      whens.add(new BoundExpression.When(conditions.get(i), result));
    }
    int modifier = Coercion.commonModifier(branches);
    return new BoundExpression.Case(
        at, common, modifier, operand, slot, List.copyOf(whens), otherwise);
  }

  /// Binds `ARRAY[…]`.
  ///
  /// @param wanted the array type that a cast asks for; null if there is none
  BoundExpression array(Expression.ArrayConstructor array, @Nullable SqlType wanted) {
    Position at = array.at();
    List<BoundExpression> elements = new ArrayList<>();
    boolean nested = false;
    for (Expression element : array.elements()) {
      BoundExpression bound =
          element instanceof Expression.ArrayConstructor inner
              ? array(inner, wanted)
              : expressions.bind(element);
      nested |= element instanceof Expression.ArrayConstructor || bound.type().isArray();
      elements.add(bound);
    }
    if (elements.isEmpty() && wanted == null) {
      throw new SqlError(
              SqlState.INDETERMINATE_DATATYPE, "cannot determine type of empty array", at)
          .withHint("Explicitly cast to the desired type, for example ARRAY[]::integer[].");
    }
    if (wanted != null) {
      return typedArray(at, elements, wanted, nested);
    }
    SqlType common = coercion.commonType(elements, "ARRAY");
    @Nullable SqlType type = nested ? common : Types.arrayOf(common);
    if (type == null) {
      throw new SqlError(
          SqlState.UNDEFINED_OBJECT, "could not find array type for data type " + common, at);
    }
    List<BoundExpression> converted = coercion.allToCommon(elements, common, "ARRAY");
    return new BoundExpression.ArrayConstructor(
        at, type, Coercion.commonModifier(converted), converted, nested);
  }

  private BoundExpression typedArray(
      Position at, List<BoundExpression> elements, SqlType wanted, boolean nested) {
    SqlType elementType = nested ? wanted : Types.elementOf(wanted);
    List<BoundExpression> converted = new ArrayList<>();
    for (BoundExpression element : elements) {
      @Nullable BoundExpression made =
          coercion.toTarget(element, elementType, -1, Cast.Context.EXPLICIT, element.at());
      if (made == null) {
        throw new SqlError(
            SqlState.CANNOT_COERCE,
            "cannot cast type %s to %s".formatted(element.type(), elementType),
            BoundTrees.start(element));
      }
      converted.add(made);
    }
    return new BoundExpression.ArrayConstructor(at, wanted, -1, List.copyOf(converted), nested);
  }

  BoundExpression row(Expression.Row row) {
    List<BoundExpression> fields = new ArrayList<>();
    for (BoundExpression field : expressions.bindAll(row.fields())) {
      fields.add(field.type().equals(Types.UNKNOWN) ? coercion.implicit(field, Types.TEXT) : field);
    }
    return new BoundExpression.RowConstructor(
        row.at(), Types.RECORD, -1, List.copyOf(fields), Row.defaultNames(fields.size()));
  }

  /// Binds subscripts.
  BoundExpression indirection(Expression.Indirection indirection) {
    BoundExpression base = expressions.bind(indirection.base());
    if (base instanceof BoundExpression.RowConstructor row
        && indirection.path().size() == 1
        && indirection.path().getFirst() instanceof Accessor.Field(String field)
        && row.names().contains(field)) {
      return row.fields().get(row.names().indexOf(field));
    }
    List<Accessor> subscripts = new ArrayList<>();
    for (Accessor accessor : indirection.path()) {
      switch (accessor) {
        case Accessor.Element _, Accessor.Slice _ -> subscripts.add(accessor);
        case Accessor.Field(String name) ->
            throw new SqlError(
                base.type().equals(Types.RECORD)
                    ? SqlState.UNDEFINED_COLUMN
                    : SqlState.WRONG_OBJECT_TYPE,
                base.type().equals(Types.RECORD)
                    ? "could not identify column \"" + name + "\" in record data type"
                    : "column notation .%s applied to type %s, which is not a composite type"
                        .formatted(name, base.type()),
                BoundTrees.start(base));
        case Accessor.AllFields _ ->
            throw SqlError.unsupported("expansion of a row", indirection.at());
      }
    }
    return base.type().equals(Types.JSONB)
        ? jsonSubscript(base, subscripts, indirection.at())
        : subscript(base, subscripts, indirection.at());
  }

  private BoundExpression subscript(BoundExpression base, List<Accessor> subscripts, Position at) {
    SqlType container = base.type();
    boolean vector = container.equals(Types.INT2VECTOR) || container.equals(Types.OIDVECTOR);
    if (!container.isArray() && !vector) {
      throw new SqlError(
          SqlState.DATATYPE_MISMATCH,
          "cannot subscript type " + container + " because it does not support subscripting",
          BoundTrees.start(base));
    }
    boolean slice = subscripts.stream().anyMatch(Accessor.Slice.class::isInstance);
    List<BoundExpression.Bounds> bounds = new ArrayList<>();
    for (Accessor subscript : subscripts) {
      bounds.add(
          switch (subscript) {
            case Accessor.Element(Expression index) ->
                new BoundExpression.Bounds(
                    slice ? new BoundExpression.Constant(at, Types.INT4, -1, 1) : null,
                    index(index));
            case Accessor.Slice(@Nullable Expression lower, @Nullable Expression upper) ->
                new BoundExpression.Bounds(
                    lower == null ? null : index(lower), upper == null ? null : index(upper));
            case Accessor.Field _, Accessor.AllFields _ ->
                throw new IllegalStateException("not a subscript");
          });
    }
    if (bounds.size() > 6) {
      throw new SqlError(
          SqlState.PROGRAM_LIMIT_EXCEEDED,
          "number of array dimensions (%d) exceeds the maximum allowed (6)"
              .formatted(bounds.size()));
    }
    SqlType type = slice ? container : Types.elementOf(container);
    return new BoundExpression.Subscript(
        at, type, base.modifier(), base, List.copyOf(bounds), slice);
  }

  private BoundExpression index(Expression expression) {
    BoundExpression index = expressions.bind(expression);
    @Nullable BoundExpression converted =
        coercion.toTarget(index, Types.INT4, -1, Cast.Context.ASSIGNMENT, index.at());
    if (converted == null) {
      throw new SqlError(
          SqlState.DATATYPE_MISMATCH,
          "array subscript must have type integer",
          BoundTrees.start(index));
    }
    return converted;
  }

  /// `jsonb` subscripts are a path of texts.
  private BoundExpression jsonSubscript(
      BoundExpression base, List<Accessor> subscripts, Position at) {
    List<BoundExpression> steps = new ArrayList<>();
    for (Accessor subscript : subscripts) {
      if (!(subscript instanceof Accessor.Element(Expression expression))) {
        throw new SqlError(
            SqlState.DATATYPE_MISMATCH,
            "jsonb subscript does not support slices",
            sliceAt(subscript, at));
      }
      BoundExpression step = expressions.bind(expression);
      boolean toInteger = isInteger(step.type());
      SqlType wanted = toInteger ? Types.INT4 : Types.TEXT;
      if (!Coercion.possible(step.type(), wanted, Cast.Context.IMPLICIT)) {
        throw new SqlError(
                SqlState.DATATYPE_MISMATCH,
                "subscript type " + step.type() + " is not supported",
                step.at())
            .withHint("jsonb subscript must be coercible to either integer or text.");
      }
      BoundExpression converted = coercion.implicit(step, wanted);
      steps.add(
          toInteger
              ? new BoundExpression.TextConversion(step.at(), Types.TEXT, -1, converted)
              : converted);
    }
    List<BoundExpression> arguments = new ArrayList<>();
    arguments.add(base);
    arguments.addAll(steps);
    return expressions.calls().builtIn("jsonb_extract_path", arguments, at);
  }

  private static Position sliceAt(Accessor subscript, Position at) {
    return subscript
            instanceof Accessor.Slice(@Nullable Expression lower, @Nullable Expression upper)
        ? upper != null ? upper.at() : lower != null ? lower.at() : at
        : at;
  }

  private static boolean isInteger(SqlType type) {
    return type.equals(Types.INT4) || type.equals(Types.INT2);
  }

  BoundExpression collate(Expression.Collate collate) {
    BoundExpression operand = expressions.bind(collate.operand());
    if (!operand.type().collatable() && !operand.type().equals(Types.UNKNOWN)) {
      throw new SqlError(
          SqlState.DATATYPE_MISMATCH,
          "collations are not supported by type " + operand.type(),
          collate.at());
    }
    String name = collate.collation().last();
    if (!name.equals("C") && !name.equals("POSIX") && !name.equals("default")) {
      throw new SqlError(
          SqlState.UNDEFINED_OBJECT,
          "collation \"" + name + "\" for encoding \"UTF8\" does not exist",
          collate.at());
    }
    return operand;
  }

  /// Binds a function with a syntax of its own.
  private BoundExpression grouping(Expression.SpecialCall call) {
    if (!expressions.clause().allowsAggregates()) {
      throw new SqlError(
          SqlState.GROUPING_ERROR,
          "grouping operations are not allowed in " + expressions.clause().words(),
          call.at());
    }
    if (call.arguments().size() > 31) {
      throw new SqlError(
          SqlState.TOO_MANY_ARGUMENTS, "GROUPING must have fewer than 32 arguments", call.at());
    }
    return new BoundExpression.GroupingCall(call.at(), expressions.bindAll(call.arguments()));
  }

  BoundExpression special(Expression.SpecialCall call) {
    Position at = call.at();
    return switch (call.form()) {
      case COALESCE -> coalesce(call);
      case GREATEST -> extreme(call, true);
      case LEAST -> extreme(call, false);
      case NULLIF -> nullIf(call);
      case GROUPING -> grouping(call);
      case NORMALIZE_NFC -> normalize(call, "NFC");
      case NORMALIZE_NFD -> normalize(call, "NFD");
      case NORMALIZE_NFKC -> normalize(call, "NFKC");
      case NORMALIZE_NFKD -> normalize(call, "NFKD");
      case POSITION, TRIM_BOTH_FROM, TRIM_LEADING_FROM, TRIM_TRAILING_FROM -> {
        List<BoundExpression> arguments = new ArrayList<>(expressions.bindAll(call.arguments()));
        arguments.add(1, arguments.removeFirst());
        yield builtIn(call, arguments);
      }
      case SUBSTRING_FOR -> {
        List<BoundExpression> bound = expressions.bindAll(call.arguments());
        BoundExpression one = new BoundExpression.Constant(at, Types.INT4, -1, 1);
        BoundExpression size = bound.getLast();
        @Nullable BoundExpression integer =
            coercion.toTarget(size, Types.INT4, -1, Cast.Context.EXPLICIT, at);
        yield builtIn(call, List.of(bound.getFirst(), one, integer == null ? size : integer));
      }
      default -> builtIn(call, expressions.bindAll(call.arguments()));
    };
  }

  private BoundExpression builtIn(Expression.SpecialCall call, List<BoundExpression> arguments) {
    return expressions.calls().builtIn(SpecialForms.name(call.form()), arguments, call.at());
  }

  private BoundExpression normalize(Expression.SpecialCall call, String form) {
    List<BoundExpression> arguments = new ArrayList<>(expressions.bindAll(call.arguments()));
    arguments.add(new BoundExpression.Constant(call.at(), Types.UNKNOWN, -1, form));
    return builtIn(call, arguments);
  }

  private BoundExpression coalesce(Expression.SpecialCall call) {
    List<BoundExpression> operands = expressions.bindAll(call.arguments());
    SqlType common = coercion.commonType(operands, "COALESCE");
    List<BoundExpression> converted = coercion.allToCommon(operands, common, "COALESCE");
    return new BoundExpression.Coalesce(
        call.at(), common, Coercion.commonModifier(converted), converted);
  }

  private BoundExpression extreme(Expression.SpecialCall call, boolean greatest) {
    String construct = greatest ? "GREATEST" : "LEAST";
    List<BoundExpression> operands = expressions.bindAll(call.arguments());
    SqlType common = coercion.commonType(operands, construct);
    List<BoundExpression> converted = coercion.allToCommon(operands, common, construct);
    if (!io.halcyon.sql.value.Order.exists(common)) {
      throw new SqlError(
          SqlState.UNDEFINED_FUNCTION,
          "could not identify a comparison function for type " + common);
    }
    return new BoundExpression.Extreme(
        call.at(), common, Coercion.commonModifier(converted), greatest, converted);
  }

  private BoundExpression nullIf(Expression.SpecialCall call) {
    BoundExpression left = expressions.bind(call.arguments().getFirst());
    BoundExpression right = expressions.bind(call.arguments().getLast());
    Resolved equal =
        context.operators.resolve(OperatorName.of("="), List.of(left, right), call.at());
    if (!equal.result().equals(Types.BOOL)) {
      throw new SqlError(
          SqlState.DATATYPE_MISMATCH, "NULLIF requires = operator to yield boolean", call.at());
    }
    BoundExpression converted = coercion.implicit(left, equal.arguments().getFirst());
    return new BoundExpression.NullIf(
        call.at(),
        converted.type(),
        converted.modifier(),
        equal.function(),
        converted,
        coercion.implicit(right, equal.arguments().getLast()));
  }
}
