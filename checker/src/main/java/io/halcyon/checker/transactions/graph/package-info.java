/// Dependency graphs of numbered transactions: components and shortest cycles of a given shape.
/// Knows nothing of keys or histories. Entry points: {@link
/// io.halcyon.checker.transactions.graph.Dependencies} and {@link
/// io.halcyon.checker.transactions.graph.CycleSearch}.
@NullMarked
package io.halcyon.checker.transactions.graph;

import org.jspecify.annotations.NullMarked;
