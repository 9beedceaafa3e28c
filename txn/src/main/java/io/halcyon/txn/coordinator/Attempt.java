package io.halcyon.txn.coordinator;

import io.halcyon.core.id.RequestId;
import io.halcyon.core.id.ShardId;
import io.halcyon.txn.record.Key;
import io.halcyon.txn.record.TxnId;
import io.halcyon.txn.record.TxnRef;
import io.halcyon.txn.record.Write;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a transaction is at the moment: its attempt, snapshot, writes, reads and locks.
final class Attempt {
  private final RequestId request;
  private final Isolation isolation;
  private final long givenReadAt;
  private final WriteBuffer writes = new WriteBuffer();
  private final ReadSet reads;
  // Of all attempts: locks outlive a restart.
  private final Set<ShardId> lockShards = new LinkedHashSet<>();
  private final Set<Key> contended = new LinkedHashSet<>();
  private @Nullable Key anchor;
  private final long coordinator;
  private int number;
  private long readAt;
  private boolean hasRead;
  private int restarts;
  private boolean preparing;
  private int decisionVariants;
  private boolean decisionOpen;
  private @Nullable Conflict doom;
  private boolean superseded;

  Attempt(
      RequestId request,
      long coordinator,
      @Nullable Key anchor,
      Isolation isolation,
      int readSpansMax,
      long givenReadAt) {
    this.request = request;
    this.coordinator = coordinator;
    this.anchor = anchor;
    this.isolation = isolation;
    this.givenReadAt = givenReadAt;
    this.readAt = givenReadAt;
    this.reads = new ReadSet(readSpansMax);
  }

  Isolation isolation() {
    return isolation;
  }

  TxnId id() {
    return new TxnId(request, coordinator, number);
  }

  /// Fixes the anchor, if it is not fixed yet.
  TxnRef anchoredAt(Key key) {
    Key fixed = anchor == null ? key : anchor;
    anchor = fixed;
    return new TxnRef(id(), fixed);
  }

  /// Returns the transaction with its anchor; null as long as it has none.
  @Nullable TxnRef ref() {
    Key fixed = anchor;
    return fixed == null ? null : new TxnRef(id(), fixed);
  }

  WriteBuffer writes() {
    return writes;
  }

  ReadSet reads() {
    return reads;
  }

  Set<ShardId> lockShards() {
    return lockShards;
  }

  /// Returns whether `key` was fought for in an earlier attempt and is to be locked when read.
  boolean contended(Key key) {
    return contended.contains(key);
  }

  /// Returns the snapshot; 0 as long as no leader has assigned one.
  long readAt() {
    return readAt;
  }

  void readAt(long timestamp) {
    readAt = timestamp;
  }

  boolean hasRead() {
    return hasRead;
  }

  /// Takes note that keys were read without a lock.
  void sawSnapshot() {
    hasRead = true;
  }

  int restarts() {
    return restarts;
  }

  /// Returns whether intents may have been laid.
  boolean preparing() {
    return preparing;
  }

  void prepares() {
    preparing = true;
  }

  /// Takes note that a commit is being asked for: from now on it may happen.
  ///
  /// @param altered whether it differs from the one asked for before
  void asksForDecision(boolean altered) {
    decisionOpen = true;
    if (decisionVariants == 0 || altered) {
      decisionVariants++;
    }
  }

  /// Takes note that the commit was refused for a reason that lasts: what was read or written has
  /// versions of others. If it was only asked for in this one way, no copy of the message that is
  /// still under way can succeed.
  void refusedForGood() {
    if (decisionVariants == 1) {
      decisionOpen = false;
    }
  }

  /// Takes note that an abort is recorded.
  void abortRecorded() {
    decisionOpen = false;
  }

  /// Returns whether a commit may still happen unless an abort is recorded.
  boolean decisionOpen() {
    return decisionOpen;
  }

  /// Takes note that others have ended the attempt.
  void doom(Conflict conflict) {
    doom = conflict;
  }

  @Nullable Conflict doomed() {
    return doom;
  }

  /// Takes note that another attempt of the request has committed.
  void supersede() {
    superseded = true;
  }

  boolean superseded() {
    return superseded;
  }

  /// Begins a new attempt of the same request.
  void restart() {
    contended.addAll(writes.keys());
    number++;
    restarts++;
    writes.clear();
    reads.clear();
    readAt = givenReadAt;
    hasRead = false;
    preparing = false;
    decisionVariants = 0;
    decisionOpen = false;
    doom = null;
  }

  /// Returns the writes with what they are based on, by shard.
  Map<ShardId, List<Write>> writesByShard(Routing routing) {
    Map<ShardId, List<Write>> byShard = new LinkedHashMap<>();
    for (Key key : writes.keys()) {
      var version = writes.get(key);
      byShard
          .computeIfAbsent(routing.shardOf(key), _ -> new ArrayList<>())
          .add(new Write(key, version == null ? null : version.value(), basis(key)));
    }
    return byShard;
  }

  private long basis(Key key) {
    Long locked = reads.lockedAt(key);
    return switch (isolation) {
      // The write is checked in place of the read: once it is laid nobody can change the key.
      case SERIALIZABLE -> {
        Long since = reads.since(key);
        yield since == null ? Write.BLIND : since;
      }
      case SNAPSHOT -> {
        long snapshot = readAt == 0 ? Write.BLIND : readAt;
        yield locked == null ? snapshot : Math.max(snapshot, locked);
      }
      case READ_COMMITTED -> locked == null ? Write.BLIND : locked;
    };
  }
}
