package io.halcyon.router.kv;

import io.halcyon.core.failure.Failure;

/// What the key-value front tells its metrics. Called on hot paths by many threads.
public interface KvEvents {
  void completed(KvOperation operation, long nanos);

  void failed(KvOperation operation, Failure failure, long nanos);

  /// Counts nothing.
  KvEvents NONE =
      new KvEvents() {
        @Override
        public void completed(KvOperation operation, long nanos) {}

        @Override
        public void failed(KvOperation operation, Failure failure, long nanos) {}
      };
}
