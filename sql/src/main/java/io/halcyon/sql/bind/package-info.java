/// From syntax trees to bound trees: names are looked up, types are decided, conversions are made
/// explicit, as PostgreSQL does (`parse_expr.c`, `parse_func.c`, `parse_oper.c`, `parse_coerce.c`).
///
/// A bound tree is sealed, immutable and typed; what remains of the text is the position for
/// errors. Tables, types and functions come through the `Catalog` port. Start with `QueryBinder`
/// and `ExpressionBinder`.
@NullMarked
package io.halcyon.sql.bind;

import org.jspecify.annotations.NullMarked;
