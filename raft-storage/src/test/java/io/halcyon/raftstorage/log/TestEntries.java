package io.halcyon.raftstorage.log;

import io.halcyon.raftstorage.engine.ShardStore;
import io.halcyon.raftstorage.entry.EntryWriter;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Entries of one put each, with growing timestamps.
public final class TestEntries {
  private static final AtomicLong TIME = new AtomicLong(1L << 40);

  private TestEntries() {}

  public static byte[] put(long term, String key, String value) {
    return put(term, key, value.getBytes(StandardCharsets.UTF_8));
  }

  public static byte[] put(long term, String key, byte[] value) {
    var writer = new EntryWriter();
    long ts = TIME.incrementAndGet();
    writer.begin(term).put(bytes(key), ts, 0, value, 0, value.length);
    return writer.finish(ts + 1, 0);
  }

  public static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  public static @Nullable String read(ShardStore store, String key) {
    var version = store.newest(bytes(key));
    return version == null ? null : new String(version.value(), StandardCharsets.UTF_8);
  }
}
