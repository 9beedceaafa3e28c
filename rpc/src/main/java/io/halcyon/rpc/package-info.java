/// The gRPC plumbing that both hops share: frames as gRPC messages, multiplexed batching streams
/// and their server side, server and channel factories on shared event loops, and the one mapping
/// between failures and gRPC statuses.
///
/// Must not know what an operation means: routing, retries and storage are others' business. Start
/// reading at {@link io.halcyon.rpc.FrameConnection} and {@link io.halcyon.rpc.FrameServer}.
@NullMarked
package io.halcyon.rpc;

import org.jspecify.annotations.NullMarked;
