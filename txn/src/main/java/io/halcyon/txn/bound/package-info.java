/// Rule C1: the bound in a shard's log, and what a leader may read and write because of it.
///
/// Knows nothing of Raft, networks or threads. Start with the class named after the package's rule.
@NullMarked
package io.halcyon.txn.bound;

import org.jspecify.annotations.NullMarked;
