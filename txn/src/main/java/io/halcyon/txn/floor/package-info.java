/// Rule C2: how far every member's clock is known to have come.
///
/// Knows nothing of Raft, networks or threads. Start with the class named after the package's rule.
@NullMarked
package io.halcyon.txn.floor;

import org.jspecify.annotations.NullMarked;
