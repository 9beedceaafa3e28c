/// The byte layout of the batching streams on both hops. Pure encoding; no gRPC.
@NullMarked
package io.halcyon.core.wire;

import org.jspecify.annotations.NullMarked;
