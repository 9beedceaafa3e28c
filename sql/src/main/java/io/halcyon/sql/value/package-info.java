/// Values of SQL's types, and vectors of them.
///
/// A value is immutable and has one Java form for each type (`SqlType.carrier`); a vector holds
/// many, in an array of primitives where the carrier has one. NULL is Java's null in single values
/// and a bit in vectors. Knows nothing of expressions. Start with `Vector`.
@NullMarked
package io.halcyon.sql.value;

import org.jspecify.annotations.NullMarked;
