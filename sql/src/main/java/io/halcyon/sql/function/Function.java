package io.halcyon.sql.function;

import io.halcyon.sql.type.SqlType;
import java.util.List;

/// A function, aggregate or window function: its signature.
///
/// @param id PostgreSQL's OID
/// @param implementation the name under which kernels know it: PostgreSQL's internal name, which
///   functions that differ only in types of one representation share
/// @param variadicElement type of each further argument; null if there are none
/// @param strict whether the result is NULL if any argument is
/// @param returnsSet whether it returns rows
/// @param arguments types of the arguments
/// @param outputs names and types of what it returns, where that is a record
/// @param argumentNames for `name => value`; may be empty
/// @param defaults what stands for the last arguments where they are left out, as SQL
/// @param directArguments of an ordered-set aggregate: how many precede `WITHIN GROUP`
public record Function(
    int id,
    String name,
    Kind kind,
    String implementation,
    @org.jspecify.annotations.Nullable SqlType variadicElement,
    boolean strict,
    boolean returnsSet,
    Volatility volatility,
    SqlType result,
    List<SqlType> arguments,
    List<Output> outputs,
    List<String> argumentNames,
    List<String> defaults,
    int directArguments) {
  /// What can be called how.
  public enum Kind {
    FUNCTION,
    AGGREGATE,
    ORDERED_SET_AGGREGATE,
    HYPOTHETICAL_SET_AGGREGATE,
    WINDOW
  }

  /// How long the same arguments give the same result.
  public enum Volatility {
    IMMUTABLE,
    STABLE,
    VOLATILE
  }

  /// A column of a result.
  public record Output(String name, SqlType type) {}

  public Function {
    arguments = List.copyOf(arguments);
    outputs = List.copyOf(outputs);
    argumentNames = List.copyOf(argumentNames);
    defaults = List.copyOf(defaults);
  }

  public boolean isAggregate() {
    return switch (kind) {
      case AGGREGATE, ORDERED_SET_AGGREGATE, HYPOTHETICAL_SET_AGGREGATE -> true;
      case FUNCTION, WINDOW -> false;
    };
  }

  /// Returns how it is named in messages: `sum(integer)`.
  public String signature() {
    return name + Signatures.list(arguments);
  }
}
