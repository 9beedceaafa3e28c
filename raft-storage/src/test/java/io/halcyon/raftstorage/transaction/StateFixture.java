package io.halcyon.raftstorage.transaction;

import io.halcyon.core.id.RequestId;
import io.halcyon.core.id.ShardId;
import io.halcyon.core.key.StoredKey;
import io.halcyon.raftstorage.engine.ShardStore;
import io.halcyon.raftstorage.engine.StorageConfig;
import io.halcyon.raftstorage.engine.StorageEnvironment;
import io.halcyon.raftstorage.entry.EntryReader;
import io.halcyon.raftstorage.entry.EntryWriter;
import io.halcyon.txn.record.Change;
import io.halcyon.txn.record.Key;
import io.halcyon.txn.record.TxnId;
import io.halcyon.txn.record.TxnRef;
import io.halcyon.txn.record.Value;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/// A store in a directory, the writer of its entries and the state that it shows.
final class StateFixture implements AutoCloseable {
  static final ShardId SHARD = new ShardId(5);

  private static final StorageConfig CONFIG =
      new StorageConfig(8 << 20, 8 << 20, 256 << 10, 64 << 10, 0, 2, 64, true);

  private final Path directory;
  private final ChangeWriter writer = new ChangeWriter(StoredKey::token);
  private StorageEnvironment environment = StorageEnvironment.open(CONFIG);
  private ShardStore store;
  private StoredShardState state;
  private long index;

  StateFixture(Path directory) {
    this.directory = directory;
    this.store = ShardStore.open(SHARD, directory, environment);
    this.state = state(store);
    this.index = store.appliedIndex();
  }

  ShardStore store() {
    return store;
  }

  StoredShardState state() {
    return state;
  }

  /// Applies one entry.
  void apply(Change... changes) {
    apply(List.of(changes));
  }

  void apply(List<Change> changes) {
    index++;
    EntryWriter entry = new EntryWriter().begin(1);
    writer.write(changes, entry);
    byte[] bytes = entry.finish(0, 0);
    store.apply(1, index, new EntryReader(bytes, 0, bytes.length));
  }

  /// Applies effects that no {@link ChangeWriter} has made.
  void applyRaw(EntryWriter entry) {
    index++;
    byte[] bytes = entry.finish(0, 0);
    store.apply(1, index, new EntryReader(bytes, 0, bytes.length));
  }

  void flushAndReopen() {
    store.flush();
    store.close();
    environment.close();
    environment = StorageEnvironment.open(CONFIG);
    store = ShardStore.open(SHARD, directory, environment);
    state = state(store);
  }

  /// Opens a checkpoint of the store as another replica would.
  StateFixture copy(Path target) {
    store.checkpoint(target);
    return new StateFixture(target);
  }

  private static StoredShardState state(ShardStore store) {
    return new StoredShardState(store, StoredKey::token, _ -> true);
  }

  static TxnRef txn(int number, long createdMillis, Key anchor) {
    return new TxnRef(new TxnId(new RequestId(7, number, createdMillis), 11, number % 3), anchor);
  }

  static Value value(String text) {
    return new Value(text.getBytes(StandardCharsets.ISO_8859_1), 0);
  }

  @Override
  public void close() {
    store.close();
    environment.close();
  }
}
