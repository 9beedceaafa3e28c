package io.halcyon.raftstorage.engine;

import io.halcyon.core.hlc.HlcTimestamp;
import io.halcyon.core.id.ShardId;
import io.halcyon.raftstorage.entry.EntryReader;
import io.halcyon.raftstorage.entry.EntryWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A store in a directory, with shortcuts to apply and read.
final class StoreFixture implements AutoCloseable {
  static final ShardId SHARD = new ShardId(3);

  /// Small buffers, so that flushes and compactions happen within a test.
  static final StorageConfig CONFIG =
      new StorageConfig(8 << 20, 8 << 20, 256 << 10, 64 << 10, 0, 2, 64, true);

  final Path directory;
  StorageEnvironment environment = StorageEnvironment.open(CONFIG);
  ShardStore store;
  long term = 1;
  long index;

  StoreFixture(Path directory) {
    this.directory = directory;
    this.store = ShardStore.open(SHARD, directory, environment);
    this.index = store.appliedIndex();
  }

  /// Applies the next entry of the log.
  boolean apply(Consumer<EntryWriter> effects) {
    index++;
    return store.apply(term, index, entry(term, effects));
  }

  static EntryReader entry(long term, Consumer<EntryWriter> effects) {
    EntryWriter writer = new EntryWriter().begin(term);
    effects.accept(writer);
    byte[] bytes = writer.finish(0, 0);
    return new EntryReader(bytes, 0, bytes.length);
  }

  void put(String key, long ts, String value) {
    apply(entry -> put(entry, key, ts, value));
  }

  static void put(EntryWriter entry, String key, long ts, String value) {
    byte[] bytes = bytes(value);
    entry.put(bytes(key), ts, 0, bytes, 0, bytes.length);
  }

  void delete(String key, long ts) {
    apply(entry -> entry.delete(bytes(key), ts));
  }

  @Nullable String read(String key, long ts) {
    return value(store.read(bytes(key), ts));
  }

  @Nullable String newest(String key) {
    return value(store.newest(bytes(key)));
  }

  static @Nullable String value(@Nullable Version version) {
    return version == null ? null : text(version.value());
  }

  /// Returns the keys and values of a range at a timestamp, over all pages.
  String scan(String start, @Nullable String end, boolean reverse, long ts, int limit) {
    StringBuilder result = new StringBuilder();
    byte[] from = bytes(start);
    byte[] to = end == null ? null : bytes(end);
    while (true) {
      ScanPage page =
          store.scan(new ScanRange(from, to, reverse, ts, limit, Long.MAX_VALUE, false, _ -> true));
      for (ScanPage.Item item : page.items()) {
        result.append(text(item.key())).append('=').append(text(item.value())).append(' ');
      }
      byte[] resume = page.resumeKey();
      if (resume == null) {
        return result.toString().strip();
      }
      if (reverse) {
        to = resume;
      } else {
        from = resume;
      }
    }
  }

  List<String> changes(String start, @Nullable String end, long after, long upTo, int limit) {
    return describe(
        store.changes(bytes(start), end == null ? null : bytes(end), after, upTo, limit).changes());
  }

  static List<String> describe(List<Change> changes) {
    return changes.stream()
        .map(change ->
            text(change.key())
                + "@"
                + change.timestamp()
                + (change.deleted() ? " deleted" : "=" + text(change.value())))
        .toList();
  }

  /// Closes and opens the store with an empty cache.
  void reopen() {
    store.close();
    environment.close();
    environment = StorageEnvironment.open(CONFIG);
    store = ShardStore.open(SHARD, directory, environment);
  }

  /// Copies the files as a crash of the process would leave them: what is in memory is lost.
  ///
  /// The store is open, so a compaction may exchange files meanwhile; then the copy is made again.
  Path crashCopy(Path target) {
    for (int attempt = 0; ; attempt++) {
      Path copy = target.resolve(Integer.toString(attempt));
      try {
        String before = listing(directory);
        copy(directory, copy);
        if (before.equals(listing(directory))) {
          return copy;
        }
      } catch (IOException e) {
        if (attempt == 100) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  private static String listing(Path directory) throws IOException {
    StringBuilder listing = new StringBuilder();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.sorted().toList()) {
        listing.append(file).append(' ').append(Files.size(file)).append('\n');
      }
    }
    return listing.toString();
  }

  private static void copy(Path source, Path target) throws IOException {
    try (Stream<Path> files = Files.list(source)) {
      Files.createDirectories(target);
      for (Path file : files.toList()) {
        if (!file.endsWith("LOCK")) {
          Files.copy(file, target.resolve(file.getFileName()));
        }
      }
    }
  }

  static List<Path> tables(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> file.toString().endsWith(".sst")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Returns a timestamp some seconds after the epoch.
  static long seconds(long seconds) {
    return HlcTimestamp.packMillis(seconds * 1000);
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() {
    store.close();
    environment.close();
  }
}
