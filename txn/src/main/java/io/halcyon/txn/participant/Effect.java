package io.halcyon.txn.participant;

import io.halcyon.core.failure.Failure;
import io.halcyon.txn.record.Change;
import java.util.List;

/// What the shell must do, in this order.
public sealed interface Effect {
  /// Replicate these changes in one entry of this term (many proposals may share one), having
  /// merged `latest` into the node's clock; then report `Landed`. If the clock refuses it as too
  /// far ahead, report `Landed(false)` at once. The entry's B is at or above `latest`.
  record Propose(long proposal, List<Change> changes, long latest) implements Effect {
    public Propose {
      changes = List.copyOf(changes);
    }
  }

  /// Answer a call: wait until the floor has passed `shown` (C2; 0: nothing to wait for), then
  /// check the lease in the session in which the call arrived (C3), then send.
  record Reply(long call, Response response, long shown) implements Effect {}

  /// Answer a call that nothing came of (the term ends, or the clock refused): it may be asked
  /// again.
  record Drop(long call) implements Effect {}

  /// Answer a call with a failure that asking again cannot mend: a read below the garbage horizon.
  record Refuse(long call, Failure failure) implements Effect {}

  /// Replicate an entry with a bound at or above `readAt` in this term, then report `BoundMoved`.
  record RenewBound(long readAt) implements Effect {}
}
