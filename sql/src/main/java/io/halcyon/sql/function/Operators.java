package io.halcyon.sql.function;

import io.halcyon.sql.type.CatalogResource;
import io.halcyon.sql.type.SqlType;
import io.halcyon.sql.type.Types;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The built-in operators. Immutable.
public final class Operators {
  private static final Map<Integer, Operator> BY_ID = new HashMap<>();
  private static final Map<String, List<Operator>> BY_SYMBOL = new HashMap<>();
  private static final Map<Integer, Operator> BY_FUNCTION = new HashMap<>();

  static {
    for (String[] row : CatalogResource.rows("operators")) {
      @Nullable SqlType left = Types.find(Integer.parseInt(row[2]));
      @Nullable SqlType right = Types.find(Integer.parseInt(row[3]));
      @Nullable SqlType result = Types.find(Integer.parseInt(row[4]));
      boolean known = row[2].equals("0") || left != null;
      if (known && right != null && result != null) {
        Operator operator =
            new Operator(
                Integer.parseInt(row[0]),
                row[1],
                left,
                right,
                result,
                Integer.parseInt(row[5]),
                Integer.parseInt(row[6]),
                Integer.parseInt(row[7]));
        BY_ID.put(operator.id(), operator);
        BY_FUNCTION.putIfAbsent(operator.function(), operator);
        BY_SYMBOL.computeIfAbsent(operator.symbol(), _ -> new ArrayList<>()).add(operator);
      }
    }
  }

  private Operators() {}

  /// Returns all infix operators of a symbol, or all prefix ones.
  public static List<Operator> named(String symbol, boolean prefix) {
    return BY_SYMBOL.getOrDefault(symbol, List.of()).stream()
        .filter(operator -> (operator.left() == null) == prefix)
        .toList();
  }

  /// Returns an operator by its OID, or null.
  public static @Nullable Operator find(int id) {
    return BY_ID.get(id);
  }

  /// Returns an operator that calls a function; null if none does.
  public static @Nullable Operator ofFunction(int function) {
    return BY_FUNCTION.get(function);
  }

  /// Returns the infix operator of exactly these types, or null.
  public static @Nullable Operator exact(String symbol, SqlType left, SqlType right) {
    for (Operator operator : BY_SYMBOL.getOrDefault(symbol, List.of())) {
      if (Objects.equals(operator.left(), left) && operator.right().equals(right)) {
        return operator;
      }
    }
    return null;
  }
}
