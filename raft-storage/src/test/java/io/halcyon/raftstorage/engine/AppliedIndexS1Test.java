package io.halcyon.raftstorage.engine;

import static io.halcyon.raftstorage.engine.StoreFixture.bytes;
import static io.halcyon.raftstorage.engine.StoreFixture.put;
import static org.assertj.core.api.Assertions.assertThat;

import io.halcyon.core.testing.SeededTest;
import io.halcyon.raftstorage.entry.EntryReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// S1: the applied index is in the same batch as the data it covers; after a crash the store is at
/// some applied index, replay goes on from there, and nothing applies twice.
class AppliedIndexS1Test {
  private static final int KEYS = 50;

  @SeededTest(runs = 6)
  void s1AfterACrashTheStoreIsAtSomeAppliedIndexAndReplayRestoresIt(
      RandomGenerator random, @TempDir Path directory) {
    List<EntryReader> log = randomLog(random, 120);
    try (StoreFixture db = new StoreFixture(directory.resolve("db"))) {
      int flushedAt = 0;
      for (int i = 1; i <= log.size(); i++) {
        db.store.apply(1, i, log.get(i - 1));
        if (random.nextInt(30) == 0) {
          db.store.flush();
          flushedAt = i;
          assertThat(db.store.durableIndex()).isEqualTo(i);
        }
      }
      Path copy = db.crashCopy(directory.resolve("copy"));
      try (StoreFixture crashed = new StoreFixture(copy)) {
        int at = (int) crashed.store.appliedIndex();
        assertThat(at).isGreaterThanOrEqualTo(flushedAt);
        assertThat(crashed.store.durableIndex()).isEqualTo(at);
        assertSameAs(crashed, prefix(directory.resolve("prefix"), log, at));

        int from = 1 + random.nextInt(at + 1);
        for (int i = from; i <= log.size(); i++) {
          assertThat(crashed.store.apply(1, i, log.get(i - 1))).isEqualTo(i > at);
        }
        assertSameAs(crashed, contents(db));
      }
    }
  }

  @Test
  void s1AnEntryAtOrBelowTheAppliedIndexIsIgnored(@TempDir Path directory) {
    try (StoreFixture db = new StoreFixture(directory)) {
      db.put("k", 10, "first");
      EntryReader other = StoreFixture.entry(1, entry -> put(entry, "k", 20, "second"));

      assertThat(db.store.apply(1, 1, other)).isFalse();

      assertThat(db.newest("k")).isEqualTo("first");
    }
  }

  @Test
  void s1SkippedEntriesMoveTheAppliedIndexAndBecomeDurableWithAFlush(@TempDir Path directory) {
    try (StoreFixture db = new StoreFixture(directory.resolve("db"))) {
      db.put("k", 10, "v");
      db.store.skip(2, 5);
      assertThat(db.store.applied()).isEqualTo(new AppliedPosition(2, 5));
      assertThat(db.store.durableIndex()).isZero();

      db.store.flush();

      assertThat(db.store.durable()).isEqualTo(new AppliedPosition(2, 5));
      try (StoreFixture copy = new StoreFixture(db.crashCopy(directory.resolve("copy")))) {
        assertThat(copy.store.applied()).isEqualTo(new AppliedPosition(2, 5));
        assertThat(copy.newest("k")).isEqualTo("v");
      }
    }
  }

  @Test
  void s1WhatWasNotFlushedIsGoneAsAWhole(@TempDir Path directory) {
    try (StoreFixture db = new StoreFixture(directory.resolve("db"))) {
      db.put("k", 10, "old");
      db.store.flush();
      db.apply(entry -> {
        put(entry, "k", 20, "new");
        entry.meta(bytes("m"), bytes("x"));
      });

      try (StoreFixture copy = new StoreFixture(db.crashCopy(directory.resolve("copy")))) {
        assertThat(copy.store.appliedIndex()).isEqualTo(1);
        assertThat(copy.newest("k")).isEqualTo("old");
        assertThat(copy.store.meta(bytes("m"))).isNull();
        assertThat(copy.read("k", 100)).isEqualTo("old");
      }
    }
  }

  private static List<EntryReader> randomLog(RandomGenerator random, int entries) {
    List<EntryReader> log = new ArrayList<>();
    long[] clock = {1000};
    for (int i = 0; i < entries; i++) {
      log.add(
          StoreFixture.entry(
              1,
              entry -> {
                for (int effects = random.nextInt(5); effects >= 0; effects--) {
                  String key = "k" + random.nextInt(KEYS);
                  clock[0] += 1 + random.nextInt(3) * 1_000_000_000L;
                  if (random.nextInt(4) == 0) {
                    entry.delete(bytes(key), clock[0]);
                  } else {
                    byte[] value = new byte[random.nextInt(8000)];
                    entry.put(bytes(key), clock[0], 0, value, 0, value.length);
                  }
                }
              }));
    }
    return log;
  }

  private static List<String> prefix(Path directory, List<EntryReader> log, int upTo) {
    try (StoreFixture db = new StoreFixture(directory)) {
      for (int i = 1; i <= upTo; i++) {
        db.store.apply(1, i, log.get(i - 1));
      }
      return contents(db);
    }
  }

  private static void assertSameAs(StoreFixture db, List<String> expected) {
    assertThat(contents(db)).isEqualTo(expected);
  }

  /// All versions and deletions with their sizes, and the newest of each key.
  private static List<String> contents(StoreFixture db) {
    List<String> contents = new ArrayList<>();
    ChangePage page = db.store.changes(new byte[0], null, 0, Long.MAX_VALUE, 1_000_000);
    for (Change change : page.changes()) {
      contents.add(
          StoreFixture.text(change.key())
              + "@"
              + change.timestamp()
              + " "
              + change.deleted()
              + " "
              + change.value().length);
    }
    for (int key = 0; key < KEYS; key++) {
      Version version = db.store.newest(bytes("k" + key));
      contents.add(key + " " + (version == null ? "-" : Long.toString(version.timestamp())));
    }
    return contents;
  }
}
