package io.halcyon.raftstorage.ratis.rpc;

/// The kinds of Raft messages; the number is the service at the peer transport and must not change.
enum RaftCall {
  APPEND(1),
  VOTE(2),
  START_ELECTION(3),
  READ_INDEX(4),
  SNAPSHOT(5);

  final int service;

  RaftCall(int service) {
    this.service = service;
  }
}
