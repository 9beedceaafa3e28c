/// The node process: hosts shard replicas, evaluates writes at leaders, keeps the floor and the
/// liveness lease, and carries the system shard.
///
/// Knows nothing of the router. Start reading at {@link io.halcyon.node.Node}, then {@link
/// io.halcyon.node.replica.Replica}.
@NullMarked
package io.halcyon.node;

import org.jspecify.annotations.NullMarked;
