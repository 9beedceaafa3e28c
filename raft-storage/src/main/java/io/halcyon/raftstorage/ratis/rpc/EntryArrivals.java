package io.halcyon.raftstorage.ratis.rpc;

import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;

/// When entries of another leader last arrived, group by group, by the process's monotonic clock.
///
/// Noted before Ratis sees the entries, and after a checkpoint has been fetched: whatever is in the
/// log or the store was proposed before that. Thread-safe.
final class EntryArrivals {
  private final Map<ByteString, Long> lastNanos = new ConcurrentHashMap<>();
  private volatile OptionalLong begun = OptionalLong.empty();

  /// The server is about to start; what its logs contain came before.
  void begin(long nowNanos) {
    begun = OptionalLong.of(nowNanos);
  }

  void note(ByteString group, long nowNanos) {
    lastNanos.merge(group, nowNanos, (a, b) -> b - a > 0 ? b : a);
  }

  /// Returns the last moment, that of the start if nothing has arrived since; empty before it.
  OptionalLong last(RaftGroupId group) {
    Long last = lastNanos.get(group.toByteString());
    return last == null ? begun : OptionalLong.of(last);
  }
}
