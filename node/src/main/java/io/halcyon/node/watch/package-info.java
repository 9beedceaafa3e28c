/// Changes of one shard in timestamp order, from the store and then live.
@NullMarked
package io.halcyon.node.watch;

import org.jspecify.annotations.NullMarked;
