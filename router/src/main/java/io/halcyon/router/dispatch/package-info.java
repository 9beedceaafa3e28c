/// Sends one operation to one shard's leader and retries within its deadline. Knows shards, nodes
/// and connections; knows nothing of what an operation means beyond whether it writes. Start
/// reading at {@link io.halcyon.router.dispatch.Dispatcher}.
@NullMarked
package io.halcyon.router.dispatch;

import org.jspecify.annotations.NullMarked;
