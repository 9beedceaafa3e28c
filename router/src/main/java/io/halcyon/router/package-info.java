/// The router process: stateless; routes each operation to the leader of the shard that owns its
/// key. Start reading at {@link io.halcyon.router.Router}, which builds the object graph.
///
/// A put's way: `router.rpc.PipelineHandler` or `router.rpc.KvService` → `router.kv.KvFront` →
/// `router.shardmap.ShardMap` → `router.dispatch.Dispatcher` → the node.
@NullMarked
package io.halcyon.router;

import org.jspecify.annotations.NullMarked;
