package io.halcyon.raftstorage.engine;

import static io.halcyon.raftstorage.engine.StoreFixture.bytes;
import static io.halcyon.raftstorage.engine.StoreFixture.put;
import static org.assertj.core.api.Assertions.assertThat;

import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.HalcyonException;
import io.halcyon.core.hlc.HlcTimestamp;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConcurrentReadTest {
  private static final int KEYS = 20;
  private static final int ROUNDS = 600;

  /// Round n writes "n" to every key at round n's timestamp, each round in its own entry, so that a
  /// read at that timestamp must see n everywhere, whatever is applied meanwhile.
  @Test
  void readsAtATimestampSeeOneStateWhileEntriesAreAppliedAndGarbageIsDropped(
      @TempDir Path directory) throws Exception {
    AtomicBoolean done = new AtomicBoolean();
    try (StoreFixture db = new StoreFixture(directory);
        ExecutorService readers = Executors.newFixedThreadPool(3)) {
      round(db, 1);
      List<Future<Long>> results = new ArrayList<>();
      for (int reader = 0; reader < 3; reader++) {
        int back = reader * 18;
        Callable<Long> reading = () -> readUntil(db.store, done, back);
        results.add(readers.submit(reading));
      }
      for (int round = 2; round <= ROUNDS; round++) {
        round(db, round);
        if (round % 100 == 0) {
          db.store.flush();
        }
        if (round % 30 == 0) {
          db.store.collectGarbage(timestamp(round - 20), 0);
        }
      }
      done.set(true);
      for (Future<Long> result : results) {
        assertThat(result.get()).isPositive();
      }
    }
  }

  @Test
  void closingWaitsForReadersAndThenRefusesThem(@TempDir Path directory) throws Exception {
    try (StoreFixture db = new StoreFixture(directory);
        ExecutorService readers = Executors.newFixedThreadPool(2)) {
      round(db, 1);
      List<Future<Failure>> results = new ArrayList<>();
      for (int reader = 0; reader < 2; reader++) {
        results.add(readers.submit(() -> readUntilRefused(db.store)));
      }
      db.store.close();
      for (Future<Failure> result : results) {
        assertThat(result.get()).isInstanceOf(Failure.Unavailable.class);
      }
    }
  }

  private static void round(StoreFixture db, int round) {
    db.apply(entry -> {
      for (int key = 0; key < KEYS; key++) {
        put(entry, "k" + key, timestamp(round), Integer.toString(round));
      }
    });
  }

  private static long timestamp(int round) {
    return HlcTimestamp.packMillis(round * 5000L);
  }

  /// Reads what was current `back` rounds ago; may be told that it is gone, but never sees less.
  private static long readUntil(ShardStore store, AtomicBoolean done, int back) {
    long reads = 0;
    while (!done.get() || reads == 0) {
      int round = Math.max(1, (int) store.appliedIndex() - back);
      try {
        checkRound(store, round);
      } catch (HalcyonException e) {
        assertThat(e.failure()).isInstanceOf(Failure.OutOfRange.class);
      }
      reads++;
    }
    return reads;
  }

  private static void checkRound(ShardStore store, int round) {
    long ts = timestamp(round);
    String expected = Integer.toString(round);
    for (int key = 0; key < KEYS; key++) {
      assertThat(StoreFixture.value(store.read(bytes("k" + key), ts))).isEqualTo(expected);
    }
    ScanPage page =
        store.scan(
            new ScanRange(new byte[0], null, round % 2 == 0, ts, 100, 1 << 20, false, _ -> true));
    assertThat(page.items())
        .hasSize(KEYS)
        .allMatch(item -> StoreFixture.text(item.value()).equals(expected));
  }

  private static Failure readUntilRefused(ShardStore store) {
    while (true) {
      try {
        store.newest(bytes("k1"));
      } catch (HalcyonException e) {
        return e.failure();
      }
    }
  }
}
