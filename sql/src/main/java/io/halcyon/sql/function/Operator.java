package io.halcyon.sql.function;

import io.halcyon.sql.type.SqlType;
import org.jspecify.annotations.Nullable;

/// An operator: another way to call a function.
///
/// @param id PostgreSQL's OID
/// @param left null if it is a prefix operator
/// @param function the function's OID; 0 if it is only a shell
/// @param commutator OID of the operator that does the same with its operands swapped; 0 if none
/// @param negator OID of the operator that says the opposite; 0 if none
public record Operator(
    int id,
    String symbol,
    @Nullable SqlType left,
    SqlType right,
    SqlType result,
    int function,
    int commutator,
    int negator) {}
