package io.halcyon.sql.ast;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A type as written. The types of standard SQL have their names in `pg_catalog` already: `integer`
/// is `pg_catalog.int4`.
///
/// @param setOf whether `SETOF` precedes it (results of functions)
/// @param percentType whether the name is a column's and `%TYPE` follows it
/// @param modifiers what stands in parentheses: lengths, precision and scale
/// @param intervalFields which fields an interval has, in upper case (`DAY TO SECOND`); else null
/// @param arrayBounds the size of each dimension, -1 where none is given; empty if it is no array
public record TypeName(
    Position at,
    boolean setOf,
    QualifiedName name,
    boolean percentType,
    List<Expression> modifiers,
    @Nullable String intervalFields,
    List<Integer> arrayBounds) {}
