/// The system shard: the cluster's state as a replicated record, and its leader's duties.
@NullMarked
package io.halcyon.node.system;

import org.jspecify.annotations.NullMarked;
