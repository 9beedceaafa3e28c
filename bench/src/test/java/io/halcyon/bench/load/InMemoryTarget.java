package io.halcyon.bench.load;

import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/// A target in memory that answers on a thread of its own.
final class InMemoryTarget implements KvTarget {
  final ConcurrentSkipListMap<byte[], byte[]> pairs = new ConcurrentSkipListMap<>(Arrays::compare);
  private final ExecutorService answers = Executors.newSingleThreadExecutor();
  final AtomicInteger failing = new AtomicInteger();

  @Override
  public String name() {
    return "memory";
  }

  @Override
  public void put(int client, byte[] key, byte[] value, Completion completion) {
    if (failing.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
      completion.failed(new IllegalStateException("refused"));
      return;
    }
    pairs.put(key, value);
    answer(completion, 0);
  }

  @Override
  public void get(int client, byte[] key, Completion completion) {
    answer(completion, pairs.containsKey(key) ? 1 : 0);
  }

  @Override
  public void scan(int client, byte[] start, int limit, Completion completion) {
    int found = 0;
    for (Map.Entry<byte[], byte[]> _ : pairs.tailMap(start).entrySet()) {
      if (++found == limit) {
        break;
      }
    }
    answer(completion, found);
  }

  private void answer(Completion completion, int items) {
    answers.execute(() -> completion.succeeded(items));
  }

  @Override
  public void close() {
    answers.shutdownNow();
  }
}
