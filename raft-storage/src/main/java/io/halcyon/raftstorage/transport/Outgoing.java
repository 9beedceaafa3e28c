package io.halcyon.raftstorage.transport;

import org.jspecify.annotations.Nullable;

/// One message on its way into a frame.
///
/// @param size bytes of the body
/// @param asksClock the frame asks the receiver for its clock reading
/// @param deadlineNanos monotonic time at which a request fails
record Outgoing(
    MessageKind kind,
    int service,
    long id,
    PeerMessage body,
    int size,
    boolean asksClock,
    long deadlineNanos,
    @Nullable ReplyHandler handler) {

  static Outgoing plain(MessageKind kind, int service, long id, PeerMessage body) {
    return new Outgoing(kind, service, id, body, body.size(), false, Long.MAX_VALUE, null);
  }
}
