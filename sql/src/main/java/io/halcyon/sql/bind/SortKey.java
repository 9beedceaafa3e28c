package io.halcyon.sql.bind;

/// One key of an order.
public record SortKey(BoundExpression expression, boolean descending, boolean nullsFirst) {}
