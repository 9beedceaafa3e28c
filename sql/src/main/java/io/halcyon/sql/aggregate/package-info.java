/// Aggregates: states that take in rows, whole vectors where that pays, and that can be merged, so
/// that parts are aggregated where the data is. Start with `Aggregates`.
@NullMarked
package io.halcyon.sql.aggregate;

import org.jspecify.annotations.NullMarked;
