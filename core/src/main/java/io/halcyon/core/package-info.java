/// The vocabulary of Halcyon: identifiers, clocks, the ring, the key codec, failures, configuration
/// and the layout of frames.
///
/// Owns no I/O and no threads, and knows nothing of Raft, RocksDB or gRPC. Start reading at {@link
/// io.halcyon.core.hlc.HlcClock} and {@link io.halcyon.core.ring.Ring}.
@NullMarked
package io.halcyon.core;

import org.jspecify.annotations.NullMarked;
