package io.halcyon.router.kv;

import io.halcyon.core.hlc.PhysicalClock;
import io.halcyon.core.id.RequestId;
import io.halcyon.core.runtime.Randomness;
import java.util.concurrent.atomic.AtomicLong;

/// Gives ids to writes whose clients sent none, so that the router can retry them (T3). The session
/// is random at each start. Thread-safe.
final class RequestIds {
  private final long session = Randomness.identity();
  private final AtomicLong sequence = new AtomicLong();
  private final PhysicalClock clock;

  RequestIds(PhysicalClock clock) {
    this.clock = clock;
  }

  RequestId next() {
    return new RequestId(session, sequence.incrementAndGet(), clock.millis());
  }

  io.halcyon.proto.v1.RequestId nextMessage() {
    RequestId id = next();
    return io.halcyon.proto.v1.RequestId.newBuilder()
        .setSession(id.session())
        .setSequence(id.sequence())
        .setCreatedMillis(id.createdMillis())
        .build();
  }

  static boolean isAbsent(io.halcyon.proto.v1.RequestId id) {
    return id.getSession() == 0 && id.getSequence() == 0 && id.getCreatedMillis() == 0;
  }

  static boolean isAbsent(RequestId id) {
    return id.session() == 0 && id.sequence() == 0 && id.createdMillis() == 0;
  }
}
