/// The peer transport: one connection pair between two nodes carries everything they say.
///
/// Owns dialling, the handshake, frames, coalescing, bounds and the clocks that ride in every frame
/// header (rule C2). Must not know Raft or shards: services register by number and exchange byte
/// arrays. The only package that may import Netty. Start reading at {@link
/// io.halcyon.raftstorage.transport.PeerTransport}, then {@link
/// io.halcyon.raftstorage.transport.Outbox} for how frames come to be.
@NullMarked
package io.halcyon.raftstorage.transport;

import org.jspecify.annotations.NullMarked;
