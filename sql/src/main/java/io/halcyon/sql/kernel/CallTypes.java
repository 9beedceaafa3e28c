package io.halcyon.sql.kernel;

import io.halcyon.sql.type.SqlType;
import java.util.List;

/// The types of one call: what its arguments and its result are, polymorphic ones resolved.
///
/// @param variadicArray whether the last argument is the array of the variadic ones
public record CallTypes(List<SqlType> arguments, SqlType result, boolean variadicArray) {}
