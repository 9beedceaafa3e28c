package io.halcyon.testkit.simulation;

import io.halcyon.txn.cache.ReadCache;
import io.halcyon.txn.participant.Request;
import io.halcyon.txn.record.Key;
import io.halcyon.txn.record.Owner;
import io.halcyon.txn.record.Span;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The timestamp cache that production runs, with its weakened variants.
final class WeakCache implements ReadCache {
  private static final int REMEMBERED = 4;

  private final TxnScene scene;
  private final ReadCache cache;
  private final Supplier<@Nullable Request> evaluating;
  private int noted;

  WeakCache(TxnScene scene, ReadCache cache, Supplier<@Nullable Request> evaluating) {
    this.scene = scene;
    this.cache = cache;
    this.evaluating = evaluating;
  }

  @Override
  public void note(Key key, long readAt, @Nullable Owner reader) {
    if (!forgets()) {
      cache.note(key, readAt, reader);
    }
  }

  @Override
  public void note(Span span, long readAt, @Nullable Owner reader) {
    boolean range = !span.isPoint();
    boolean lost =
        scene.weak(TxnWeakening.READS_NOT_NOTED)
            || (range && scene.weak(TxnWeakening.RANGES_NOT_NOTED));
    if (!lost && !forgets()) {
      cache.note(span, readAt, reader);
    }
  }

  private boolean forgets() {
    noted++;
    return scene.weak(TxnWeakening.CACHE_FORGETS) && noted % REMEMBERED == 0;
  }

  @Override
  public long latest(Key key, Owner writer) {
    boolean decides = evaluating.get() instanceof Request.Commit;
    return decides && scene.weak(TxnWeakening.DECISION_IGNORES_PUSHES)
        ? 0
        : cache.latest(key, writer);
  }
}
