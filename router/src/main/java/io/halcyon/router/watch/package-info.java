/// Watches: merges the shards' streams of changes into one, in timestamp order, without gap or
/// duplicate when leaders change or streams break. No gRPC. Start reading at {@link
/// io.halcyon.router.watch.WatchMerge}, then {@link io.halcyon.router.watch.Watch}.
@NullMarked
package io.halcyon.router.watch;

import org.jspecify.annotations.NullMarked;
