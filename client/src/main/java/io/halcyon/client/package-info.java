/// The Java client: synchronous, asynchronous and streaming access to a Halcyon cluster through any
/// number of routers.
///
/// It retries within each call's deadline, writes always under the same request id, so that they
/// take effect at most once. Must not know of shards or nodes: routing is the routers' business.
/// Start reading at {@link io.halcyon.client.HalcyonClient}; a call's way is {@link
/// io.halcyon.client.AsyncClient}, `Calls` (its bytes), `OperationRun` (its attempts).
@NullMarked
package io.halcyon.client;

import org.jspecify.annotations.NullMarked;
