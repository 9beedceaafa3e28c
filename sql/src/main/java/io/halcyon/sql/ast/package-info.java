/// The syntax tree: what a statement says, before any name in it is looked up.
///
/// Sealed interfaces and records; immutable (the lists are unmodifiable). Every node knows where in
/// the text it began, and is equal to any node that says the same from elsewhere. Follows the names
/// of PostgreSQL's grammar. Start with `Statement` and `Expression`.
@NullMarked
package io.halcyon.sql.ast;

import org.jspecify.annotations.NullMarked;
