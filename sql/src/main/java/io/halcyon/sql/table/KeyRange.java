package io.halcyon.sql.table;

import org.jspecify.annotations.Nullable;

/// Keys of an index to read: a point, or a range.
///
/// @param start the key of a point, without its trailer; else the first key of the range
/// @param end the first key behind it; null for a point
/// @param part what decides the shard of all its keys; null if that is not known
record KeyRange(byte[] start, byte @Nullable [] end, byte @Nullable [] part) {}
