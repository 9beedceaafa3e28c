/// Rule C3, the member's side: who is a member as far as this node knows.
///
/// Knows nothing of Raft, networks or threads. Start with the class named after the package's rule.
@NullMarked
package io.halcyon.txn.member;

import org.jspecify.annotations.NullMarked;
