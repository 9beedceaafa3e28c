package io.halcyon.verify.run;

import java.time.Duration;
import java.util.List;

/// Is told how a run goes on, by several threads.
public interface Watcher {
  /// Nobody watches.
  Watcher NOBODY =
      new Watcher() {
        @Override
        public void said(Duration at, String what) {}

        @Override
        public void progress(Duration at, long succeeded, long ambiguous, List<String> faults) {}
      };

  /// Something happened.
  ///
  /// @param at since the run began
  void said(Duration at, String what);

  /// Called about once a second.
  ///
  /// @param faults that are not healed
  void progress(Duration at, long succeeded, long ambiguous, List<String> faults);
}
