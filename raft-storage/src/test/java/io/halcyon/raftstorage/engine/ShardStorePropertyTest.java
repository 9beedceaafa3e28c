package io.halcyon.raftstorage.engine;

import static io.halcyon.raftstorage.engine.StoreFixture.bytes;
import static io.halcyon.raftstorage.engine.StoreFixture.value;
import static org.assertj.core.api.Assertions.assertThat;

import io.halcyon.core.hlc.HlcTimestamp;
import io.halcyon.core.testing.SeededTest;
import io.halcyon.raftstorage.entry.EntryWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;

class ShardStorePropertyTest {
  private static final String[] KEYS = {
    "a", "a\0", "a\0\0", "a\0\1", "a\1", "ab", "b", "b\u00ff", "b\u00ff\0", "c", "\u00ff"
  };

  private final VersionModel model = new VersionModel();
  private long clock = HlcTimestamp.packMillis(1_000_000);
  private long horizon;

  @SeededTest(runs = 12)
  void theStoreAgreesWithAModelOfAllVersions(RandomGenerator random, @TempDir Path directory) {
    try (StoreFixture db = new StoreFixture(directory)) {
      for (int step = 0; step < 150; step++) {
        applyRandomEntry(db, random);
        int event = random.nextInt(60);
        if (event == 0) {
          db.store.flush();
        } else if (event == 1) {
          db.reopen();
        } else if (event == 2) {
          collectGarbage(db, random);
        }
        checkReads(db, random);
      }
      checkScans(db, random);
      checkChanges(db, random);
      assertThat(VersionModel.keys(db.store.expired(millis(), 100)))
          .isEqualTo(model.expired(millis()));
    }
  }

  private void applyRandomEntry(StoreFixture db, RandomGenerator random) {
    // One write a key: a late one must be alone, and ascending ones have a test of their own.
    Set<String> written = new HashSet<>();
    db.apply(entry -> {
      for (int effects = 1 + random.nextInt(4); effects > 0; effects--) {
        String key = KEYS[random.nextInt(KEYS.length)];
        if (written.contains(key)) {
          continue;
        }
        written.add(key);
        if (random.nextInt(10) == 0) {
          lateWrite(entry, key, random);
        } else {
          clock += HlcTimestamp.packMillis(random.nextInt(30_000)) + 1 + random.nextInt(3);
          write(entry, key, clock, random);
        }
      }
    });
  }

  /// Deletions of absent keys leave no trace, so late writes before one are not generated: the
  /// model keeps no such deletion either.
  private void lateWrite(EntryWriter entry, String key, RandomGenerator random) {
    long ts = pastTimestamp(random);
    if (!model.wroteAt(key, ts) && ts > horizon) {
      write(entry, key, ts, random);
    }
  }

  private void write(EntryWriter entry, String key, long ts, RandomGenerator random) {
    if (random.nextInt(3) == 0) {
      entry.delete(bytes(key), ts);
      model.delete(key, ts);
    } else {
      long expiresAt =
          random.nextInt(4) == 0 ? HlcTimestamp.millisOf(ts) + random.nextInt(100_000) + 1 : 0;
      String value = "v" + random.nextInt(1_000_000);
      entry.put(bytes(key), ts, expiresAt, bytes(value), 0, value.length());
      model.put(key, ts, value, expiresAt);
    }
  }

  private void collectGarbage(StoreFixture db, RandomGenerator random) {
    horizon = Math.max(horizon, clock - HlcTimestamp.packMillis(random.nextInt(2_000_000)));
    db.store.collectGarbage(horizon, 0);
  }

  private void checkReads(StoreFixture db, RandomGenerator random) {
    for (int i = 0; i < 3; i++) {
      String key = KEYS[random.nextInt(KEYS.length)];
      long ts = pastTimestamp(random);
      assertThat(db.read(key, ts)).as("%s at %d", key, ts).isEqualTo(model.read(key, ts));
      assertThat(value(db.store.newest(bytes(key)))).isEqualTo(model.newest(key));
      assertThat(db.store.lastWriteAfter(bytes(key), ts))
          .as("last write of %s after %d", key, ts)
          .isEqualTo(model.lastWriteAfter(key, ts));
    }
  }

  private void checkScans(StoreFixture db, RandomGenerator random) {
    for (int i = 0; i < 40; i++) {
      String start = random.nextInt(3) == 0 ? "" : KEYS[random.nextInt(KEYS.length)];
      String end = random.nextInt(3) == 0 ? null : KEYS[random.nextInt(KEYS.length)];
      boolean reverse = random.nextBoolean();
      long ts = pastTimestamp(random);
      assertThat(db.scan(start, end, reverse, ts, 1 + random.nextInt(12)))
          .isEqualTo(model.scan(start, end, reverse, ts));
    }
  }

  private void checkChanges(StoreFixture db, RandomGenerator random) {
    for (int i = 0; i < 40; i++) {
      String start = random.nextInt(3) == 0 ? "" : KEYS[random.nextInt(KEYS.length)];
      String end = random.nextInt(3) == 0 ? null : KEYS[random.nextInt(KEYS.length)];
      long after = pastTimestamp(random);
      long upTo = pastTimestamp(random);
      assertThat(allChanges(db, start, end, after, upTo, 1 + random.nextInt(20)))
          .isEqualTo(model.changes(start, end, after, upTo));
    }
  }

  private static List<String> allChanges(
      StoreFixture db, String start, @Nullable String end, long after, long upTo, int limit) {
    List<String> all = new ArrayList<>();
    long from = after;
    do {
      ChangePage page =
          db.store.changes(bytes(start), end == null ? null : bytes(end), from, upTo, limit);
      all.addAll(StoreFixture.describe(page.changes()));
      from = page.completeThrough();
    } while (from < upTo);
    return all;
  }

  private long pastTimestamp(RandomGenerator random) {
    long oldest = Math.max(horizon, HlcTimestamp.packMillis(1_000_000));
    long ts =
        switch (random.nextInt(4)) {
          case 0 -> clock;
          case 1 -> clock - random.nextInt(5);
          default -> random.nextLong(oldest, clock + 2);
        };
    return Math.max(oldest, ts);
  }

  private long millis() {
    return HlcTimestamp.millisOf(clock);
  }
}
