package io.halcyon.rpc;

import io.halcyon.core.hlc.HlcClock;

/// What a stream needs of its process's hybrid logical clock: the reading that each frame carries,
/// and the merge of the peer's before the frame's content is looked at. Thread-safe.
public interface HlcExchange {
  /// For processes without a clock of their own (clients): sends 0 and merges nothing.
  HlcExchange NONE =
      new HlcExchange() {
        @Override
        public long hlc() {
          return 0;
        }

        @Override
        public boolean merge(long hlc) {
          return true;
        }
      };

  /// Returns the reading to send, 0 for none.
  long hlc();

  /// Merges a received reading; false if it is too far ahead and must not be acted upon.
  boolean merge(long hlc);

  /// Exchanges with a process's clock.
  static HlcExchange of(HlcClock clock) {
    return new HlcExchange() {
      @Override
      public long hlc() {
        return clock.peek();
      }

      @Override
      public boolean merge(long hlc) {
        return clock.merge(hlc);
      }
    };
  }
}
