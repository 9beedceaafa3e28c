package io.halcyon.sql.function;

import io.halcyon.sql.type.CatalogResource;
import io.halcyon.sql.type.SqlType;
import io.halcyon.sql.type.Types;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The built-in casts, and the way from one type to another.
///
/// Follows `find_coercion_pathway` of PostgreSQL's `parse_coerce.c`.
public final class Casts {
  private static final Map<Long, Cast> BY_TYPES = new HashMap<>();

  static {
    for (String[] row : CatalogResource.rows("casts")) {
      Cast cast =
          new Cast(
              Integer.parseInt(row[0]),
              Integer.parseInt(row[1]),
              Integer.parseInt(row[2]),
              switch (row[3]) {
                case "i" -> Cast.Context.IMPLICIT;
                case "a" -> Cast.Context.ASSIGNMENT;
                default -> Cast.Context.EXPLICIT;
              },
              switch (row[4]) {
                case "f" -> Cast.Method.FUNCTION;
                case "b" -> Cast.Method.BINARY;
                default -> Cast.Method.INPUT_OUTPUT;
              });
      BY_TYPES.put(key(cast.source(), cast.target()), cast);
    }
  }

  private Casts() {}

  /// How to get from one type to another.
  public sealed interface Pathway {
    /// The value is the same in both.
    record Relabel() implements Pathway {}

    /// A function converts it.
    record Call(Function function) implements Pathway {}

    /// Through text.
    record InputOutput() implements Pathway {}

    /// Each element of an array in its own way.
    record Elements(Pathway element) implements Pathway {}
  }

  private static long key(int source, int target) {
    return ((long) source << 32) | target;
  }

  /// Returns the cast between two types, or null.
  public static @Nullable Cast find(SqlType source, SqlType target) {
    return BY_TYPES.get(key(source.oid(), target.oid()));
  }

  /// Returns how to get from one type to another, or null if there is no way in that context.
  public static @Nullable Pathway pathway(SqlType source, SqlType target, Cast.Context context) {
    if (source.equals(target)) {
      return new Pathway.Relabel();
    }
    @Nullable Cast cast = find(source, target);
    if (cast != null) {
      return context.compareTo(cast.context()) >= 0 ? of(cast) : null;
    }
    boolean toVector = target.equals(Types.INT2VECTOR) || target.equals(Types.OIDVECTOR);
    if (target.isArray() && source.isArray() && !toVector) {
      @Nullable Pathway element =
          pathway(Types.elementOf(source), Types.elementOf(target), context);
      if (element != null) {
        return new Pathway.Elements(element);
      }
    }
    boolean fromText = context == Cast.Context.EXPLICIT && source.category() == 'S';
    boolean toText = context != Cast.Context.IMPLICIT && target.category() == 'S';
    return fromText || toText ? new Pathway.InputOutput() : null;
  }

  private static @Nullable Pathway of(Cast cast) {
    return switch (cast.method()) {
      case BINARY -> new Pathway.Relabel();
      case INPUT_OUTPUT -> new Pathway.InputOutput();
      case FUNCTION -> {
        @Nullable Function function = Functions.find(cast.function());
        yield function == null ? null : new Pathway.Call(function);
      }
    };
  }

  /// Returns whether values of `source` are values of `target` without conversion, anywhere.
  public static boolean binaryCoercible(SqlType source, SqlType target) {
    if (source.equals(target) || target.equals(Types.ANY) || target.equals(Types.ANYELEMENT)) {
      return true;
    }
    if (target.equals(Types.ANYARRAY) && source.isArray()) {
      return true;
    }
    if (target.equals(Types.ANYNONARRAY) && !source.isArray()) {
      return true;
    }
    @Nullable Cast cast = find(source, target);
    return cast != null
        && cast.method() == Cast.Method.BINARY
        && cast.context() == Cast.Context.IMPLICIT;
  }
}
