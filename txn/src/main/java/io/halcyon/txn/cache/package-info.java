/// The timestamp cache: what has been read, so that later writes get timestamps above it.
///
/// Start with {@link io.halcyon.txn.cache.TimestampCache}.
@NullMarked
package io.halcyon.txn.cache;

import org.jspecify.annotations.NullMarked;
