/// What functions and operators do: over vectors of primitives where that pays, else row by row.
///
/// One class for each family; its table says which of PostgreSQL's internal names is which method.
/// Knows nothing of syntax, names or types of expressions. Start with `Kernels`.
@NullMarked
package io.halcyon.sql.kernel;

import org.jspecify.annotations.NullMarked;
