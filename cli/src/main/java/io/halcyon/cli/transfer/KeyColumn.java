package io.halcyon.cli.transfer;

import org.jspecify.annotations.Nullable;

/// How an import makes keys of records.
///
/// @param name the field or column whose text becomes the key, and the record its value; null: the
///   record is a pair, with the fields `key` and `value`
/// @param prefix put before each key
public record KeyColumn(@Nullable String name, String prefix) {}
