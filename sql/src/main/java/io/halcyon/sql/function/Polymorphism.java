package io.halcyon.sql.function;

import io.halcyon.sql.type.SqlType;
import io.halcyon.sql.type.Types;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Polymorphic types: `anyelement` and its kin. Follows `check_generic_type_consistency` and
/// `enforce_generic_type_consistency` of PostgreSQL's `parse_coerce.c`; without ranges.
public final class Polymorphism {
  private Polymorphism() {}

  /// The types that stand for the polymorphic ones in a call.
  ///
  /// @param arguments types to convert the arguments to; `unknown` where it stays open
  public record Solution(List<SqlType> arguments, SqlType result) {}

  /// Why a call has no solution, in PostgreSQL's words.
  public record Failure(String message, @Nullable String detail, boolean indeterminate) {}

  static boolean isPolymorphic(SqlType type) {
    return isFirstFamily(type) || isCompatibleFamily(type);
  }

  private static boolean isFirstFamily(SqlType type) {
    return type.equals(Types.ANYELEMENT)
        || type.equals(Types.ANYARRAY)
        || type.equals(Types.ANYNONARRAY)
        || type.equals(Types.ANYENUM)
        || type.equals(Types.ANYRANGE)
        || type.equals(Types.ANYMULTIRANGE);
  }

  private static boolean isCompatibleFamily(SqlType type) {
    return type.equals(Types.ANYCOMPATIBLE)
        || type.equals(Types.ANYCOMPATIBLEARRAY)
        || type.equals(Types.ANYCOMPATIBLENONARRAY)
        || type.equals(Types.ANYCOMPATIBLERANGE)
        || type.equals(Types.ANYCOMPATIBLEMULTIRANGE);
  }

  private static boolean isRange(SqlType type) {
    return type.equals(Types.ANYRANGE)
        || type.equals(Types.ANYMULTIRANGE)
        || type.equals(Types.ANYCOMPATIBLERANGE)
        || type.equals(Types.ANYCOMPATIBLEMULTIRANGE);
  }

  /// Returns whether the given types fit the polymorphic ones among those wanted.
  static boolean consistent(List<SqlType> actual, List<SqlType> wanted) {
    Record outcome = solve(actual, wanted, Types.VOID);
    // with unknown arguments alone everything is still possible
    return outcome instanceof Solution || (outcome instanceof Failure(_, _, boolean open) && open);
  }

  /// Returns what stands for the polymorphic types: a `Solution` or a `Failure`.
  public static Record solve(List<SqlType> actual, List<SqlType> wanted, SqlType result) {
    Solver solver = new Solver(actual, wanted);
    @Nullable Failure failure = solver.gather();
    return failure != null ? failure : solver.finish(result);
  }

  /// The unknowns of one call.
  private static final class Solver {
    private final List<SqlType> actual;
    private final List<SqlType> wanted;
    private @Nullable SqlType element;
    private @Nullable SqlType array;
    private final List<SqlType> compatibles = new ArrayList<>();
    private boolean anyPolymorphic;
    private boolean nonArray;
    private boolean anEnum;
    private boolean compatible;
    private boolean compatibleNonArray;

    Solver(List<SqlType> actual, List<SqlType> wanted) {
      this.actual = actual;
      this.wanted = wanted;
    }

    @Nullable Failure gather() {
      for (int i = 0; i < wanted.size(); i++) {
        SqlType want = wanted.get(i);
        SqlType have = actual.get(i);
        if (isRange(want) && !have.equals(Types.UNKNOWN)) {
          return new Failure(
              "argument declared " + want + " is not a range type but type " + have, null, false);
        }
        anyPolymorphic |= isFirstFamily(want);
        nonArray |= want.equals(Types.ANYNONARRAY);
        anEnum |= want.equals(Types.ANYENUM);
        compatible |= isCompatibleFamily(want);
        compatibleNonArray |= want.equals(Types.ANYCOMPATIBLENONARRAY);
        if (have.equals(Types.UNKNOWN)) {
          continue;
        }
        @Nullable Failure failure = one(want, have);
        if (failure != null) {
          return failure;
        }
      }
      return null;
    }

    private @Nullable Failure one(SqlType want, SqlType have) {
      if (want.equals(Types.ANYELEMENT)
          || want.equals(Types.ANYNONARRAY)
          || want.equals(Types.ANYENUM)) {
        if (element != null && !element.equals(have)) {
          return notAlike("anyelement", element, have);
        }
        element = have;
      } else if (want.equals(Types.ANYARRAY)) {
        if (array != null && !array.equals(have)) {
          return notAlike("anyarray", array, have);
        }
        array = have;
      } else if (want.equals(Types.ANYCOMPATIBLEARRAY)) {
        if (!have.isArray()) {
          return notAnArray("anycompatiblearray", have);
        }
        compatibles.add(Types.elementOf(have));
      } else if (isCompatibleFamily(want)) {
        compatibles.add(have);
      }
      return null;
    }

    private static Failure notAlike(String name, SqlType first, SqlType second) {
      return new Failure(
          "arguments declared \"" + name + "\" are not all alike",
          first + " versus " + second,
          false);
    }

    private static Failure notAnArray(String name, SqlType have) {
      return new Failure(
          "argument declared " + name + " is not an array but type " + have, null, false);
    }

    Record finish(SqlType result) {
      if (anyPolymorphic || isFirstFamily(result)) {
        @Nullable Failure failure = firstFamily(result);
        if (failure != null) {
          return failure;
        }
      }
      @Nullable SqlType common = null;
      if (compatible) {
        common = commonType();
        if (common == null) {
          return new Failure(
              "arguments of anycompatible family cannot be cast to a common type", null, false);
        }
        if (compatibleNonArray && common.isArray()) {
          return new Failure(
              "type matched to anycompatiblenonarray is an array type: " + common, null, false);
        }
      }
      List<SqlType> arguments = new ArrayList<>(wanted.size());
      for (int i = 0; i < wanted.size(); i++) {
        @Nullable SqlType type = replaced(wanted.get(i), common);
        arguments.add(type == null ? actual.get(i) : type);
      }
      @Nullable SqlType resultType = replaced(result, common);
      if (resultType == null) {
        return new Failure(
            "could not determine polymorphic type because input has type unknown", null, true);
      }
      return new Solution(List.copyOf(arguments), resultType);
    }

    private @Nullable Failure firstFamily(SqlType result) {
      if (array != null) {
        if (!array.isArray()) {
          return notAnArray("anyarray", array);
        }
        SqlType itsElement = Types.elementOf(array);
        if (element == null) {
          element = itsElement;
        } else if (!element.equals(itsElement)) {
          return new Failure(
              "argument declared anyarray is not consistent with argument declared anyelement",
              array + " versus " + element,
              false);
        }
      }
      if (element == null) {
        // every polymorphic argument is unknown: nothing says what they are
        return new Failure(
            "could not determine polymorphic type because input has type unknown", null, true);
      }
      if (nonArray && element.isArray()) {
        return new Failure("type matched to anynonarray is an array type: " + element, null, false);
      }
      if (anEnum && element.kind() != SqlType.Kind.ENUM) {
        return new Failure("type matched to anyenum is not an enum type: " + element, null, false);
      }
      return null;
    }

    private @Nullable SqlType commonType() {
      return compatibles.isEmpty() ? Types.TEXT : CommonType.of(compatibles);
    }

    private @Nullable SqlType replaced(SqlType type, @Nullable SqlType common) {
      if (type.equals(Types.ANYELEMENT)
          || type.equals(Types.ANYNONARRAY)
          || type.equals(Types.ANYENUM)) {
        return element;
      }
      if (type.equals(Types.ANYARRAY)) {
        return array != null ? array : element == null ? null : Types.arrayOf(element);
      }
      if (type.equals(Types.ANYCOMPATIBLEARRAY)) {
        return common == null ? null : Types.arrayOf(common);
      }
      if (type.equals(Types.ANYCOMPATIBLE) || type.equals(Types.ANYCOMPATIBLENONARRAY)) {
        return common;
      }
      return isRange(type) ? null : type;
    }
  }
}
