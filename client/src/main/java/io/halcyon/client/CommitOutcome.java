package io.halcyon.client;

import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.TxnConflict;
import io.halcyon.core.hlc.HlcTimestamp;
import io.halcyon.core.id.RequestId;
import java.util.Optional;

/// What a commit came to.
public sealed interface CommitOutcome {
  /// It took effect, on all keys at once.
  ///
  /// @param timestamp zero if nothing was written or remembered
  /// @param answer what was remembered with it
  /// @param byOtherAttempt whether another attempt of the same request took effect, and not this
  ///   one
  record Committed(HlcTimestamp timestamp, byte[] answer, boolean byOtherAttempt)
      implements CommitOutcome {}

  /// Nothing took effect; {@link Transaction#restart} and say the statements again, or roll back.
  record MustRestart(TxnConflict conflict) implements CommitOutcome {}

  /// Nothing took effect, and the transaction is over.
  record Failed(Failure failure) implements CommitOutcome {}

  /// It may or may not have taken effect: ask {@link HalcyonClient#transactionStatus} with these.
  ///
  /// @param anchor empty if the transaction had neither locked nor written anything
  record Ambiguous(RequestId request, Optional<byte[]> anchor, String detail)
      implements CommitOutcome {}
}
