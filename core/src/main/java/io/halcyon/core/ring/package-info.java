/// Tokens, their hash, and the explicit ring of virtual nodes. Knows nothing of where shards live.
@NullMarked
package io.halcyon.core.ring;

import org.jspecify.annotations.NullMarked;
