package io.halcyon.sql.ast;

import java.util.List;

/// An operator, with its schema if it was written `OPERATOR(schema.symbol)`.
///
/// @param explicit whether `OPERATOR()` was written, which has a precedence of its own
public record OperatorName(List<String> schema, String symbol, boolean explicit) {
  public static OperatorName of(String symbol) {
    return new OperatorName(List.of(), symbol, false);
  }
}
