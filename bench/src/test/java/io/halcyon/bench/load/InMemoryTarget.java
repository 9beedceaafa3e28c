package io.halcyon.bench.load;

import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;

/// A target that completes within the call.
final class InMemoryTarget implements KvTarget {
  final ConcurrentSkipListMap<byte[], byte[]> pairs = new ConcurrentSkipListMap<>(Arrays::compare);
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
    completion.succeeded(0);
  }

  @Override
  public void get(int client, byte[] key, Completion completion) {
    completion.succeeded(pairs.containsKey(key) ? 1 : 0);
  }

  @Override
  public void scan(int client, byte[] start, int limit, Completion completion) {
    int found = 0;
    for (Map.Entry<byte[], byte[]> _ : pairs.tailMap(start).entrySet()) {
      if (++found == limit) {
        break;
      }
    }
    completion.succeeded(found);
  }

  @Override
  public void close() {}
}
