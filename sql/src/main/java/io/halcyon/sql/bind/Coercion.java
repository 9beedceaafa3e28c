package io.halcyon.sql.bind;

import io.halcyon.sql.ast.Position;
import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;
import io.halcyon.sql.function.Cast;
import io.halcyon.sql.function.Casts;
import io.halcyon.sql.function.Casts.Pathway;
import io.halcyon.sql.function.CommonType;
import io.halcyon.sql.function.Function;
import io.halcyon.sql.session.SessionContext;
import io.halcyon.sql.text.TextFormats;
import io.halcyon.sql.type.SqlType;
import io.halcyon.sql.type.Types;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Converts bound expressions to types: `coerce_type` and its kin of PostgreSQL's `parse_coerce.c`.
/// Owned by the binding of one statement.
final class Coercion {
  private final SessionContext session;
  private final ParameterTypes parameters;
  private int slots;

  Coercion(SessionContext session, ParameterTypes parameters) {
    this.session = session;
    this.parameters = parameters;
  }

  /// Returns a number for a `Placeholder` that no other has.
  int newSlot() {
    return slots++;
  }

  /// Returns whether there is a way.
  static boolean possible(SqlType from, SqlType to, Cast.Context context) {
    return io.halcyon.sql.function.Coercibility.possible(from, to, context);
  }

  /// Converts to a type and modifier, or returns null if there is no way.
  @Nullable BoundExpression toTarget(
      BoundExpression operand, SqlType target, int modifier, Cast.Context context, Position at) {
    if (!possible(operand.type(), target, context)) {
      return null;
    }
    BoundExpression converted = convert(operand, target, modifier, context, at);
    return withModifier(converted, target, modifier, context == Cast.Context.EXPLICIT, at);
  }

  /// Converts implicitly to a type to which there is a way.
  BoundExpression implicit(BoundExpression operand, SqlType target) {
    return convert(operand, target, -1, Cast.Context.IMPLICIT, operand.at());
  }

  private BoundExpression convert(
      BoundExpression operand, SqlType target, int modifier, Cast.Context context, Position at) {
    SqlType from = operand.type();
    if (from.equals(target) || isOpen(target)) {
      return operand;
    }
    if (from.equals(Types.UNKNOWN)) {
      if (operand instanceof BoundExpression.Constant constant) {
        return literal(constant, target, modifier);
      }
      if (operand instanceof BoundExpression.Parameter parameter) {
        parameters.decide(parameter.number(), target, parameter.at());
        return new BoundExpression.Parameter(parameter.at(), target, -1, parameter.number());
      }
      return new BoundExpression.TextConversion(at, target, -1, operand);
    }
    @Nullable Pathway pathway = Casts.pathway(from, target, context);
    if (pathway == null) {
      throw new SqlError(
          SqlState.INTERNAL_ERROR,
          "failed to find conversion function from " + from + " to " + target,
          at);
    }
    return follow(pathway, operand, target, modifier, context == Cast.Context.EXPLICIT, at);
  }

  private static boolean isOpen(SqlType target) {
    return target.equals(Types.ANY)
        || target.equals(Types.ANYELEMENT)
        || target.equals(Types.ANYNONARRAY)
        || target.equals(Types.ANYCOMPATIBLE)
        || target.equals(Types.ANYCOMPATIBLENONARRAY)
        || target.equals(Types.ANYARRAY)
        || target.equals(Types.ANYCOMPATIBLEARRAY);
  }

  private BoundExpression literal(BoundExpression.Constant constant, SqlType target, int modifier) {
    int given = target.equals(Types.INTERVAL) ? modifier : -1;
    if (constant.value() == null) {
      return new BoundExpression.Constant(constant.at(), target, given, null);
    }
    try {
      Object value = TextFormats.read(target, given, (String) constant.value(), session);
      return new BoundExpression.Constant(constant.at(), target, given, value);
    } catch (SqlError error) {
      throw error.at(constant.at());
    }
  }

  private BoundExpression follow(
      Pathway pathway,
      BoundExpression operand,
      SqlType target,
      int modifier,
      boolean explicit,
      Position at) {
    return switch (pathway) {
      case Pathway.Relabel _ -> new BoundExpression.Relabel(at, target, -1, operand);
      case Pathway.InputOutput _ -> new BoundExpression.TextConversion(at, target, -1, operand);
      case Pathway.Call(Function function) ->
          cast(function, operand, target, modifier, explicit, at);
      case Pathway.Elements(Pathway element) -> {
        int slot = newSlot();
        BoundExpression placeholder =
            new BoundExpression.Placeholder(at, Types.elementOf(operand.type()), -1, slot);
        SqlType elementType = Types.elementOf(target);
        BoundExpression made = follow(element, placeholder, elementType, modifier, explicit, at);
        if (made instanceof BoundExpression.Relabel) {
          yield new BoundExpression.Relabel(at, target, -1, operand);
        }
        made = withModifier(made, elementType, modifier, explicit, at);
        yield new BoundExpression.ElementConversion(
            at, target, made.modifier(), operand, slot, made);
      }
    };
  }

  private static BoundExpression cast(
      Function function,
      BoundExpression operand,
      SqlType target,
      int modifier,
      boolean explicit,
      Position at) {
    List<BoundExpression> arguments = new ArrayList<>();
    arguments.add(operand);
    if (function.arguments().size() > 1) {
      arguments.add(new BoundExpression.Constant(at, Types.INT4, -1, modifier));
    }
    if (function.arguments().size() > 2) {
      arguments.add(new BoundExpression.Constant(at, Types.BOOL, -1, explicit));
    }
    int made = function.arguments().size() > 1 ? modifier : -1;
    if (function.result().carrier() != target.carrier()) {
      // as from smallint to oid, which is done as to integer
      BoundExpression call =
          new BoundExpression.Call(
              at, function, function.result(), -1, List.copyOf(arguments), false);
      return new BoundExpression.Relabel(at, target, made, call);
    }
    return new BoundExpression.Call(at, function, target, made, List.copyOf(arguments), false);
  }

  /// Makes a value fit a modifier: `coerce_type_typmod`.
  BoundExpression withModifier(
      BoundExpression operand, SqlType type, int modifier, boolean explicit, Position at) {
    if (modifier == operand.modifier()) {
      return operand;
    }
    if (modifier < 0) {
      return new BoundExpression.Relabel(at, type, -1, operand);
    }
    if (type.isArray()) {
      SqlType elementType = Types.elementOf(type);
      if (Casts.find(elementType, elementType) == null) {
        return operand;
      }
      int slot = newSlot();
      BoundExpression element =
          withModifier(
              new BoundExpression.Placeholder(at, elementType, -1, slot),
              elementType,
              modifier,
              explicit,
              at);
      return new BoundExpression.ElementConversion(at, type, modifier, operand, slot, element);
    }
    @Nullable Cast cast = Casts.find(type, type);
    @Nullable Function function =
        cast == null ? null : io.halcyon.sql.function.Functions.find(cast.function());
    return function == null ? operand : cast(function, operand, type, modifier, explicit, at);
  }

  /// Requires a condition: `coerce_to_boolean`.
  BoundExpression condition(BoundExpression operand, String construct) {
    return assignable(operand, Types.BOOL, construct);
  }

  /// Requires a value of a type, as if it were stored: `coerce_to_specific_type`.
  BoundExpression assignable(BoundExpression operand, SqlType type, String construct) {
    if (operand.type().equals(type)) {
      return operand;
    }
    @Nullable BoundExpression converted =
        toTarget(operand, type, -1, Cast.Context.ASSIGNMENT, operand.at());
    if (converted == null) {
      throw new SqlError(
          SqlState.DATATYPE_MISMATCH,
          "argument of %s must be type %s, not type %s".formatted(construct, type, operand.type()),
          BoundTrees.start(operand));
    }
    return converted;
  }

  /// Chooses the type that several are brought to.
  SqlType commonType(List<BoundExpression> operands, String construct) {
    CommonType.Choice choice =
        CommonType.choose(operands.stream().map(BoundExpression::type).toList());
    if (choice.type() == null) {
      BoundExpression other = operands.get(choice.conflicting());
      throw new SqlError(
          SqlState.DATATYPE_MISMATCH,
          "%s types %s and %s cannot be matched"
              .formatted(construct, choice.before(), other.type()),
          BoundTrees.start(other));
    }
    return choice.type();
  }

  /// Brings one of several to their common type.
  BoundExpression toCommon(BoundExpression operand, SqlType common, String construct) {
    if (operand.type().equals(common)) {
      return operand;
    }
    if (!possible(operand.type(), common, Cast.Context.IMPLICIT)) {
      throw new SqlError(
          SqlState.CANNOT_COERCE,
          "%s could not convert type %s to %s".formatted(construct, operand.type(), common),
          BoundTrees.start(operand));
    }
    return implicit(operand, common);
  }

  List<BoundExpression> allToCommon(
      List<BoundExpression> operands, SqlType common, String construct) {
    List<BoundExpression> converted = new ArrayList<>(operands.size());
    for (BoundExpression operand : operands) {
      converted.add(toCommon(operand, common, construct));
    }
    return List.copyOf(converted);
  }

  /// Returns the modifier that all have, or -1.
  static int commonModifier(List<BoundExpression> operands) {
    int modifier = operands.getFirst().modifier();
    for (BoundExpression operand : operands) {
      if (operand.modifier() != modifier) {
        return -1;
      }
    }
    return modifier;
  }
}
