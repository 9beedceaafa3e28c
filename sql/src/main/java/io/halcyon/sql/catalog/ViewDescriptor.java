package io.halcyon.sql.catalog;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A view.
///
/// @param columns names of its columns
/// @param types their types, by OID
/// @param modifiers of their types
/// @param query its definition, as text with all names resolved as they were when it was made
/// @param uses which relations it reads, by id
public record ViewDescriptor(
    int id,
    int schema,
    String name,
    List<String> columns,
    List<Integer> types,
    List<Integer> modifiers,
    String query,
    List<Integer> uses,
    @Nullable String comment)
    implements Descriptor, Relation {}
