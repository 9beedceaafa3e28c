package io.halcyon.raftstorage.transport;

/// Why a request to a peer has no reply.
public sealed interface PeerFailure {
  /// The request never left this process: no connection in time, or the queue was full.
  record NotSent(String detail) implements PeerFailure {}

  /// The request may or may not have been processed: the connection broke or the reply is overdue.
  record Lost(String detail) implements PeerFailure {}

  /// The peer's service answered with a failure.
  record Refused(String detail) implements PeerFailure {}

  String detail();
}
