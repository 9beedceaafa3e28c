package io.halcyon.sql.ast;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One column or expression of an index.
///
/// @param operatorClass null for the type's default
public record IndexElement(
    Position at,
    Expression expression,
    @Nullable QualifiedName collation,
    @Nullable QualifiedName operatorClass,
    List<Option> classOptions,
    SortItem.Direction direction,
    SortItem.NullsOrder nulls) {}
