package io.halcyon.raftstorage.log;

import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.HalcyonException;
import io.halcyon.core.id.NodeId;
import io.halcyon.core.id.ShardId;
import io.halcyon.raftstorage.engine.AppliedPosition;
import io.halcyon.raftstorage.engine.ShardStore;
import io.halcyon.raftstorage.engine.StorageEnvironment;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where a replica's store lives, and how a fetched checkpoint takes its place.
///
/// A checkpoint is written aside, verified, and renamed to its ready name; from that rename on it
/// will be installed, now or by the next {@link #open} after a crash. The states on disk:
///
/// ```
/// DIR            the store
/// DIR.fetching   a checkpoint that is not whole yet: deleted at the next occasion
/// DIR.ready      a verified checkpoint that is to replace the store
/// DIR.retired    the store that was replaced: deleted at the next occasion
/// ```
///
/// {@link #store} may be called by any thread; the other methods by one thread at a time, except
/// that {@link #receive} may run beside reads.
public final class StoreHome implements AutoCloseable {
  private final ShardId shard;
  private final Path directory;
  private final Path fetching;
  private final Path ready;
  private final Path retired;
  private final StorageEnvironment environment;
  private volatile @Nullable ShardStore store;
  private volatile AppliedPosition durable = new AppliedPosition(0, 0);

  private StoreHome(ShardId shard, Path directory, StorageEnvironment environment) {
    this.shard = shard;
    this.directory = directory.toAbsolutePath();
    this.environment = environment;
    this.fetching = sibling(".fetching");
    this.ready = sibling(".ready");
    this.retired = sibling(".retired");
  }

  /// Opens the store in `directory`, after finishing an install that a crash interrupted.
  ///
  /// @throws HalcyonException with `Corrupted` if the store is damaged
  public static StoreHome open(ShardId shard, Path directory, StorageEnvironment environment)
      throws IOException {
    var home = new StoreHome(shard, directory, environment);
    deleteTree(home.fetching);
    if (Files.isDirectory(home.ready)) {
      home.swap();
    }
    deleteTree(home.retired);
    Files.createDirectories(home.directory);
    home.store = ShardStore.open(shard, home.directory, environment);
    return home;
  }

  /// Returns the store as of now.
  ///
  /// @throws HalcyonException with `Unavailable` during a swap and after {@link #close}
  public ShardStore store() {
    ShardStore current = store;
    if (current == null) {
      throw new HalcyonException(new Failure.Unavailable("the store of " + shard + " is not open"));
    }
    return current;
  }

  /// Returns why the store serves nothing any more, or null while it does.
  public @Nullable Failure failure() {
    ShardStore current = store;
    return current == null ? null : current.failure();
  }

  /// Returns what the store has on disk; during a swap and after {@link #close} the last known.
  public AppliedPosition durable() {
    ShardStore current = store;
    if (current != null) {
      durable = current.durable();
    }
    return durable;
  }

  /// Fetches a checkpoint that covers the log up to `minIndex`, verifies it and marks it as ready.
  ///
  /// @return what the checkpoint contains
  /// @throws IOException if the checkpoint could not be fetched whole, is damaged or too old
  public AppliedPosition receive(CheckpointSource source, NodeId from, long minIndex)
      throws IOException {
    deleteTree(fetching);
    deleteTree(ready);
    Files.createDirectories(fetching);
    source.fetch(shard, from, minIndex, fetching);
    AppliedPosition position = verified();
    if (position.index() < minIndex) {
      throw new IOException(
          "checkpoint of " + shard + " ends at " + position.index() + ", wanted " + minIndex);
    }
    synchronizeFiles(fetching);
    Files.move(fetching, ready, StandardCopyOption.ATOMIC_MOVE);
    synchronize(parent());
    return position;
  }

  private AppliedPosition verified() throws IOException {
    try {
      return ShardStore.verify(shard, fetching, environment);
    } catch (HalcyonException e) {
      throw new IOException("checkpoint of " + shard + " is damaged: " + e.getMessage(), e);
    }
  }

  /// Replaces the store by the checkpoint that {@link #receive} made ready, if that is newer.
  ///
  /// @return whether the store was replaced
  /// @throws HalcyonException if the new store cannot be opened; the replica must stop then
  public boolean install() throws IOException {
    if (!Files.isDirectory(ready)) {
      return false;
    }
    ShardStore old = store();
    if (ShardStore.verify(shard, ready, environment).index() <= old.appliedIndex()) {
      deleteTree(ready);
      return false;
    }
    store = null;
    old.close();
    swap();
    store = ShardStore.open(shard, directory, environment);
    deleteTree(retired);
    return true;
  }

  private void swap() throws IOException {
    if (Files.isDirectory(directory)) {
      deleteTree(retired);
      Files.move(directory, retired, StandardCopyOption.ATOMIC_MOVE);
    }
    Files.move(ready, directory, StandardCopyOption.ATOMIC_MOVE);
    synchronize(parent());
  }

  /// Closes the store. Calling it twice is harmless.
  @Override
  public void close() {
    ShardStore current = store;
    store = null;
    if (current != null) {
      current.close();
    }
  }

  /// Deletes the store and all that belongs to it; only after {@link #close}.
  public void delete() throws IOException {
    for (Path path : List.of(fetching, ready, retired, directory)) {
      deleteTree(path);
    }
  }

  private Path sibling(String suffix) {
    return parent().resolve(directory.getFileName() + suffix);
  }

  private Path parent() {
    Path parent = directory.getParent();
    if (parent == null) {
      throw new IllegalArgumentException("a store cannot live in the root directory");
    }
    return parent;
  }

  /// Deletes a file or directory with all that is in it, if it exists.
  public static void deleteTree(Path path) throws IOException {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    List<Path> deepestFirst;
    try (var tree = Files.walk(path)) {
      deepestFirst = tree.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path each : deepestFirst) {
      Files.deleteIfExists(each);
    }
  }

  private static void synchronizeFiles(Path directory) throws IOException {
    List<Path> all;
    try (var tree = Files.walk(directory)) {
      all = tree.toList();
    }
    for (Path each : all) {
      synchronize(each);
    }
  }

  private static void synchronize(Path path) throws IOException {
    try (var channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
