package io.halcyon.sql.function;

import io.halcyon.sql.type.CatalogResource;
import io.halcyon.sql.type.SqlType;
import io.halcyon.sql.type.Types;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The built-in functions and aggregates. Immutable.
public final class Functions {
  private static final Map<Integer, Function> BY_ID = new HashMap<>();
  private static final Map<String, List<Function>> BY_NAME = new HashMap<>();

  static {
    for (String[] row : CatalogResource.rows("functions")) {
      @Nullable Function function = parse(row);
      if (function != null) {
        BY_ID.put(function.id(), function);
        BY_NAME.computeIfAbsent(function.name(), _ -> new ArrayList<>()).add(function);
      }
    }
  }

  private Functions() {}

  /// Returns all functions of a name.
  public static List<Function> named(String name) {
    return BY_NAME.getOrDefault(name, List.of());
  }

  /// Returns a function by its OID, or null.
  public static @Nullable Function find(int id) {
    return BY_ID.get(id);
  }

  /// Returns the function of a name with exactly these argument types, or null.
  public static @Nullable Function exact(String name, List<SqlType> arguments) {
    for (Function function : named(name)) {
      if (function.arguments().equals(arguments)) {
        return function;
      }
    }
    return null;
  }

  /// Returns null if a type of the signature is not among ours.
  private static @Nullable Function parse(String[] row) {
    @Nullable List<SqlType> arguments = types(row[8]);
    @Nullable SqlType result = Types.find(Integer.parseInt(row[7]));
    @Nullable List<SqlType> all = types(row[10]);
    if (arguments == null || result == null || all == null) {
      return null;
    }
    List<String> names = row[12].isEmpty() ? List.of() : List.of(row[12].split(" ", -1));
    String implementation = row[9].isEmpty() ? row[1] + Signatures.list(arguments) : row[9];
    return new Function(
        Integer.parseInt(row[0]),
        row[1],
        kind(row[2].charAt(0), row[15]),
        implementation,
        row[3].equals("0") ? null : Types.find(Integer.parseInt(row[3])),
        row[4].equals("1"),
        row[5].equals("1"),
        volatility(row[6].charAt(0)),
        result,
        arguments,
        outputs(all, row[11], names),
        inputNames(names, row[11]),
        row[14].equals("0") ? List.of() : List.of(row[13].split(", ")),
        Integer.parseInt(row[16]));
  }

  private static @Nullable List<SqlType> types(String oids) {
    List<SqlType> types = new ArrayList<>();
    if (!oids.isEmpty()) {
      for (String oid : oids.split(" ")) {
        @Nullable SqlType type = Types.find(Integer.parseInt(oid));
        if (type == null) {
          return null;
        }
        types.add(type);
      }
    }
    return types;
  }

  private static List<Function.Output> outputs(
      List<SqlType> all, String modes, List<String> names) {
    List<Function.Output> outputs = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      if (modes.charAt(i) == 'o' || modes.charAt(i) == 't') {
        outputs.add(new Function.Output(names.get(i), all.get(i)));
      }
    }
    return outputs;
  }

  private static List<String> inputNames(List<String> names, String modes) {
    if (modes.isEmpty()) {
      return names;
    }
    List<String> inputs = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      if (modes.charAt(i) == 'i' || modes.charAt(i) == 'v') {
        inputs.add(names.get(i));
      }
    }
    return inputs;
  }

  private static Function.Kind kind(char letter, String aggregateKind) {
    return switch (letter) {
      case 'a' ->
          switch (aggregateKind) {
            case "o" -> Function.Kind.ORDERED_SET_AGGREGATE;
            case "h" -> Function.Kind.HYPOTHETICAL_SET_AGGREGATE;
            default -> Function.Kind.AGGREGATE;
          };
      case 'w' -> Function.Kind.WINDOW;
      default -> Function.Kind.FUNCTION;
    };
  }

  private static Function.Volatility volatility(char letter) {
    return switch (letter) {
      case 'i' -> Function.Volatility.IMMUTABLE;
      case 's' -> Function.Volatility.STABLE;
      default -> Function.Volatility.VOLATILE;
    };
  }
}
