package io.halcyon.router.dispatch;

/// What the dispatcher tells its metrics. Called on hot paths by many threads.
public interface DispatchEvents {
  /// An operation is about to be sent again.
  void retried(RetryCause cause);

  /// An operation found no believed leader for its shard.
  void leaderMissed();

  /// Counts nothing.
  DispatchEvents NONE =
      new DispatchEvents() {
        @Override
        public void retried(RetryCause cause) {}

        @Override
        public void leaderMissed() {}
      };
}
