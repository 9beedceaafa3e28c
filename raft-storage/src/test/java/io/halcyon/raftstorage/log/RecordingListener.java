package io.halcyon.raftstorage.log;

import io.halcyon.core.failure.Failure;
import io.halcyon.core.id.NodeId;
import io.halcyon.raftstorage.engine.ShardStore;
import io.halcyon.raftstorage.entry.EntryReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// Writes down what a log says; readable by any thread.
public final class RecordingListener implements LogListener {
  /// An applied entry by its first key.
  public record AppliedEntry(long term, long index, String key) {}

  public final List<AppliedEntry> applied = new CopyOnWriteArrayList<>();
  public final List<Failure> failures = new CopyOnWriteArrayList<>();
  public final AtomicInteger restored = new AtomicInteger();
  public final AtomicInteger lost = new AtomicInteger();
  public volatile long ledTerm;
  public volatile @Nullable NodeId leader;
  public volatile @Nullable String poison;

  @Override
  public void restored(ShardStore store) {
    restored.incrementAndGet();
  }

  @Override
  public void applied(long term, long index, EntryReader entry) {
    entry.next();
    String key = new String(entry.key(), StandardCharsets.UTF_8);
    if (key.equals(poison)) {
      throw new IllegalStateException("poisoned by " + key);
    }
    applied.add(new AppliedEntry(term, index, key));
  }

  @Override
  public void leaderReady(long term) {
    ledTerm = term;
  }

  @Override
  public void leadershipLost() {
    ledTerm = 0;
    lost.incrementAndGet();
  }

  @Override
  public void leaderChanged(@Nullable NodeId newLeader, long term) {
    leader = newLeader;
  }

  @Override
  public void failed(Failure failure) {
    failures.add(failure);
  }

  public List<String> keys() {
    return applied.stream().map(AppliedEntry::key).toList();
  }
}
