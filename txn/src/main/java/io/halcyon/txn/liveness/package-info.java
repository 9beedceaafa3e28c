/// Rule C3: liveness leases, from the holder's and from the system shard's side, and joining.
///
/// Knows nothing of Raft, networks or threads. Start with the class named after the package's rule.
@NullMarked
package io.halcyon.txn.liveness;

import org.jspecify.annotations.NullMarked;
