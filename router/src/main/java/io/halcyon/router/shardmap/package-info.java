/// What the router knows of the cluster: the ring, where shards live, who led them last. Holds no
/// connection; it is fed whole cluster states from outside. Start reading at {@link
/// io.halcyon.router.shardmap.ClusterView}.
@NullMarked
package io.halcyon.router.shardmap;

import org.jspecify.annotations.NullMarked;
