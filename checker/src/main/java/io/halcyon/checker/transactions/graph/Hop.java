package io.halcyon.checker.transactions.graph;

/// One step of a cycle, from transaction to transaction.
///
/// @param edge the number that {@link Dependencies#add} gave; of a step by process or real time, no
///   meaning
public record Hop(int from, int to, Relation relation, int edge) {}
