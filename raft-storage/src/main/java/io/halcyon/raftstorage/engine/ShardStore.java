package io.halcyon.raftstorage.engine;

import io.halcyon.core.id.RequestId;
import io.halcyon.core.id.ShardId;
import io.halcyon.raftstorage.entry.EntryReader;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The store of one shard replica (signatures; the bodies follow in the next commits).
public final class ShardStore implements AutoCloseable {
  private ShardStore() {}

  /// Opens or creates the store in `directory`.
  public static ShardStore open(ShardId shard, Path directory, StorageEnvironment environment) {
    throw new UnsupportedOperationException();
  }

  /// Opens a copy read-only, verifies every checksum, and returns what it contains.
  public static AppliedPosition verify(ShardId shard, Path directory) {
    throw new UnsupportedOperationException();
  }

  /// Applies an entry; returns false if it was already applied or was evaluated in another term.
  public boolean apply(long term, long index, EntryReader entry) {
    throw new UnsupportedOperationException();
  }

  public void skip(long term, long index) {
    throw new UnsupportedOperationException();
  }

  public long appliedIndex() {
    throw new UnsupportedOperationException();
  }

  public long appliedTerm() {
    throw new UnsupportedOperationException();
  }

  public AppliedPosition applied() {
    throw new UnsupportedOperationException();
  }

  public long durableIndex() {
    throw new UnsupportedOperationException();
  }

  public long durableTerm() {
    throw new UnsupportedOperationException();
  }

  public AppliedPosition durable() {
    throw new UnsupportedOperationException();
  }

  public long bound() {
    throw new UnsupportedOperationException();
  }

  public long boundTerm() {
    throw new UnsupportedOperationException();
  }

  public long closedTs() {
    throw new UnsupportedOperationException();
  }

  public long maxTimestamp() {
    throw new UnsupportedOperationException();
  }

  public long gcHorizon() {
    throw new UnsupportedOperationException();
  }

  public @Nullable Version newest(byte[] key) {
    throw new UnsupportedOperationException();
  }

  public @Nullable Version newest(byte[] buffer, int offset, int length) {
    throw new UnsupportedOperationException();
  }

  public @Nullable Version read(byte[] key, long readAt) {
    throw new UnsupportedOperationException();
  }

  public long lastWriteAfter(byte[] key, long ts) {
    throw new UnsupportedOperationException();
  }

  public ScanPage scan(ScanRange range) {
    throw new UnsupportedOperationException();
  }

  public ChangePage changes(
      byte[] start, byte @Nullable [] end, long afterTs, long upToTs, int limit) {
    throw new UnsupportedOperationException();
  }

  public byte @Nullable [] outcome(RequestId id) {
    throw new UnsupportedOperationException();
  }

  public byte @Nullable [] meta(byte[] name) {
    throw new UnsupportedOperationException();
  }

  public byte @Nullable [] intent(byte[] key) {
    throw new UnsupportedOperationException();
  }

  public List<StoredRecord> intents(byte[] start, byte @Nullable [] end, int limit) {
    throw new UnsupportedOperationException();
  }

  public byte @Nullable [] txn(byte[] key) {
    throw new UnsupportedOperationException();
  }

  public List<StoredRecord> txns(byte[] start, byte @Nullable [] end, int limit) {
    throw new UnsupportedOperationException();
  }

  public List<Expired> expired(long nowMillis, int limit) {
    throw new UnsupportedOperationException();
  }

  public void collectGarbage(long horizonTs, long outcomesBeforeMillis) {
    throw new UnsupportedOperationException();
  }

  public void flush() {
    throw new UnsupportedOperationException();
  }

  public Checkpoint checkpoint(Path target) {
    throw new UnsupportedOperationException();
  }

  public StoreStats stats() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}
}
