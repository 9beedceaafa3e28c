package io.halcyon.raftstorage.ratis.rpc;

import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.apache.ratis.server.raftlog.RaftLog;
import org.apache.ratis.util.Timestamp;

/// What must be remembered of an append until its reply; compared by identity.
final class SentAppend {
  private final long firstIndex;
  private final long bytes;
  private final Timestamp sentAt = Timestamp.currentTime();

  SentAppend(AppendEntriesRequestProto request) {
    this.firstIndex =
        request.getEntriesCount() > 0
            ? request.getEntries(0).getIndex()
            : RaftLog.INVALID_LOG_INDEX;
    this.bytes = request.getSerializedSize();
  }

  boolean isHeartbeat() {
    return firstIndex == RaftLog.INVALID_LOG_INDEX;
  }

  /// Returns the index of the first entry, or `RaftLog.INVALID_LOG_INDEX` for a heartbeat.
  long firstIndex() {
    return firstIndex;
  }

  long bytes() {
    return bytes;
  }

  Timestamp sentAt() {
    return sentAt;
  }
}
