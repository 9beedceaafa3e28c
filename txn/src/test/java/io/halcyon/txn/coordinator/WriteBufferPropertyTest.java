package io.halcyon.txn.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import io.halcyon.core.testing.SeededTest;
import io.halcyon.txn.record.Key;
import io.halcyon.txn.record.Value;
import io.halcyon.txn.record.Version;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

class WriteBufferPropertyTest {
  /// A savepoint as one would keep it naively: a copy of everything.
  private record Copy(String name, Map<Key, Optional<Value>> writes) {}

  @SeededTest(runs = 300)
  void savepointsBringBackExactlyWhatWasThere(RandomGenerator random) {
    WriteBuffer buffer = new WriteBuffer();
    Map<Key, Optional<Value>> writes = new HashMap<>();
    List<Copy> savepoints = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      String name = "s" + random.nextInt(3);
      switch (random.nextInt(6)) {
        case 0 -> {
          buffer.savepoint(name);
          savepoints.add(new Copy(name, Map.copyOf(writes)));
        }
        case 1 -> {
          int at = last(savepoints, name);
          assertThat(buffer.rollbackTo(name)).isEqualTo(at >= 0);
          if (at >= 0) {
            writes.clear();
            writes.putAll(savepoints.get(at).writes);
            savepoints.subList(at + 1, savepoints.size()).clear();
          }
        }
        case 2 -> {
          int at = last(savepoints, name);
          assertThat(buffer.release(name)).isEqualTo(at >= 0);
          if (at >= 0) {
            savepoints.subList(at, savepoints.size()).clear();
          }
        }
        default -> {
          Key key = Key.of("k" + random.nextInt(5));
          Value value = random.nextInt(4) == 0 ? null : new Value(new byte[random.nextInt(9)], 0);
          buffer.put(key, value);
          writes.put(key, Optional.ofNullable(value));
        }
      }
      matches(buffer, writes);
    }
  }

  private static int last(List<Copy> savepoints, String name) {
    for (int i = savepoints.size() - 1; i >= 0; i--) {
      if (savepoints.get(i).name.equals(name)) {
        return i;
      }
    }
    return -1;
  }

  private static void matches(WriteBuffer buffer, Map<Key, Optional<Value>> writes) {
    assertThat(buffer.keys()).containsExactlyInAnyOrderElementsOf(writes.keySet());
    long bytes = 0;
    for (Map.Entry<Key, Optional<Value>> write : writes.entrySet()) {
      Version version = buffer.get(write.getKey());
      assertThat(version).isEqualTo(new Version(0, write.getValue().orElse(null)));
      bytes += write.getKey().bytes().length;
      bytes += write.getValue().map(value -> (long) value.bytes().length).orElse(0L);
    }
    assertThat(buffer.bytes()).isEqualTo(bytes);
  }
}
