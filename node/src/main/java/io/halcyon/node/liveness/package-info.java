/// The shell around txn's liveness: renewing the lease, and how answers check it (C3).
@NullMarked
package io.halcyon.node.liveness;

import org.jspecify.annotations.NullMarked;
