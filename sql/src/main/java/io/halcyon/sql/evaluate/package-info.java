/// Evaluates bound expressions over batches, and small bound queries over what they bring along.
///
/// An expression is compiled once to a tree of nodes, each of which makes a vector of its operands'
/// vectors. What must not be evaluated for some rows (the branches of `CASE`, the right side of
/// `AND`) is evaluated over a batch of the other rows alone, so kernels need no selection. Start
/// with `CompiledExpression`.
@NullMarked
package io.halcyon.sql.evaluate;

import org.jspecify.annotations.NullMarked;
