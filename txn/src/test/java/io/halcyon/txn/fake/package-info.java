/// Shards in memory for the tests of the transaction protocol: entries are applied at once, or when
/// a test says so.
@NullMarked
package io.halcyon.txn.fake;

import org.jspecify.annotations.NullMarked;
