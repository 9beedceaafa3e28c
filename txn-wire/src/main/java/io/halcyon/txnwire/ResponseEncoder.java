package io.halcyon.txnwire;

import io.halcyon.proto.internal.v1.TxnBlocked;
import io.halcyon.proto.internal.v1.TxnCallResult;
import io.halcyon.proto.internal.v1.TxnChanged;
import io.halcyon.proto.internal.v1.TxnDone;
import io.halcyon.proto.internal.v1.TxnEnded;
import io.halcyon.proto.internal.v1.TxnLockRefused;
import io.halcyon.proto.internal.v1.TxnLocked;
import io.halcyon.proto.internal.v1.TxnMustMove;
import io.halcyon.proto.internal.v1.TxnNotDecided;
import io.halcyon.proto.internal.v1.TxnPending;
import io.halcyon.proto.internal.v1.TxnPrepared;
import io.halcyon.proto.internal.v1.TxnRows;
import io.halcyon.proto.internal.v1.TxnTooOld;
import io.halcyon.proto.internal.v1.TxnWaiting;
import io.halcyon.proto.internal.v1.TxnWriteConflict;
import io.halcyon.txn.participant.Response;
import io.halcyon.txn.record.TxnRef;
import io.halcyon.txn.record.Value;

/// Responses as messages.
final class ResponseEncoder {
  private ResponseEncoder() {}

  static TxnCallResult encode(Response response) {
    TxnCallResult.Builder result = TxnCallResult.newBuilder();
    switch (response) {
      case Response.Done _ -> result.setDone(TxnDone.getDefaultInstance());
      case Response.Rows rows -> result.setRows(rows(rows));
      case Response.Locked locked -> result.setLocked(locked(locked));
      case Response.Prepared prepared ->
          result.setPrepared(TxnPrepared.newBuilder().setAt(prepared.at()));
      case Response.Ended ended -> result.setEnded(ended(ended));
      case Response.Pending pending -> result.setPending(pending(pending));
      case Response.NotDecided _ -> result.setNotDecided(TxnNotDecided.getDefaultInstance());
      case Response.TooOld _ -> result.setTooOld(TxnTooOld.getDefaultInstance());
      case Response.Blocked blocked -> result.setBlocked(blocked(blocked));
      case Response.Waiting waiting -> result.setWaiting(waiting(waiting));
      case Response.LockRefused refused -> result.setLockRefused(lockRefused(refused));
      case Response.MustMove move ->
          result.setMustMove(TxnMustMove.newBuilder().setLeast(move.least()));
      case Response.Changed changed -> result.setChanged(changed(changed));
      case Response.WriteConflict conflict -> result.setWriteConflict(writeConflict(conflict));
    }
    return result.build();
  }

  private static TxnRows rows(Response.Rows rows) {
    return TxnRows.newBuilder()
        .setReadAt(rows.readAt())
        .addAllRows(PartEncoder.list(rows.rows(), PartEncoder::row))
        .addAllRest(PartEncoder.list(rows.rest(), PartEncoder::span))
        .build();
  }

  private static TxnLocked locked(Response.Locked locked) {
    return TxnLocked.newBuilder()
        .setAt(locked.at())
        .addAllRows(PartEncoder.list(locked.rows(), PartEncoder::row))
        .addAllSkipped(PartEncoder.list(locked.skipped(), PartEncoder::key))
        .build();
  }

  private static TxnEnded ended(Response.Ended ended) {
    TxnEnded.Builder message =
        TxnEnded.newBuilder()
            .setTxn(PartEncoder.ref(ended.txn()))
            .setOutcome(PartEncoder.outcome(ended.outcome()));
    Value answer = ended.answer();
    if (answer != null) {
      message.setAnswer(PartEncoder.value(answer));
    }
    return message.build();
  }

  private static TxnPending pending(Response.Pending pending) {
    return TxnPending.newBuilder()
        .setPushedTo(pending.pushedTo())
        .setSilentMillis(pending.silentMillis())
        .addAllWaitsFor(PartEncoder.list(pending.waitsFor(), PartEncoder::ref))
        .build();
  }

  private static TxnBlocked blocked(Response.Blocked blocked) {
    return TxnBlocked.newBuilder()
        .setReadAt(blocked.readAt())
        .addAllBy(PartEncoder.list(blocked.by(), PartEncoder::obstacle))
        .build();
  }

  private static TxnWaiting waiting(Response.Waiting waiting) {
    return TxnWaiting.newBuilder()
        .setKey(PartEncoder.key(waiting.key()))
        .addAllBlockers(PartEncoder.list(waiting.blockers(), PartEncoder::blocker))
        .setWaitedMillis(waiting.waitedMillis())
        .build();
  }

  private static TxnLockRefused lockRefused(Response.LockRefused refused) {
    return TxnLockRefused.newBuilder()
        .setKey(PartEncoder.key(refused.key()))
        .addAllBlockers(PartEncoder.list(refused.blockers(), PartEncoder::blocker))
        .build();
  }

  private static TxnChanged changed(Response.Changed changed) {
    TxnChanged.Builder message =
        TxnChanged.newBuilder().setKey(PartEncoder.key(changed.key())).setAt(changed.at());
    TxnRef by = changed.by();
    if (by != null) {
      message.setBy(PartEncoder.ref(by));
    }
    return message.build();
  }

  private static TxnWriteConflict writeConflict(Response.WriteConflict conflict) {
    TxnWriteConflict.Builder message =
        TxnWriteConflict.newBuilder().setKey(PartEncoder.key(conflict.key())).setAt(conflict.at());
    TxnRef by = conflict.by();
    if (by != null) {
      message.setBy(PartEncoder.ref(by));
    }
    return message.build();
  }
}
