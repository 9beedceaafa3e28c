package io.halcyon.txnwire;

import io.halcyon.proto.internal.v1.TxnBlocked;
import io.halcyon.proto.internal.v1.TxnCallResult;
import io.halcyon.proto.internal.v1.TxnChanged;
import io.halcyon.proto.internal.v1.TxnEnded;
import io.halcyon.proto.internal.v1.TxnLockRefused;
import io.halcyon.proto.internal.v1.TxnLocked;
import io.halcyon.proto.internal.v1.TxnPending;
import io.halcyon.proto.internal.v1.TxnRows;
import io.halcyon.proto.internal.v1.TxnWaiting;
import io.halcyon.proto.internal.v1.TxnWriteConflict;
import io.halcyon.txn.participant.Response;
import io.halcyon.txn.record.Key;

/// Responses from messages; throws `Invalid` for what is missing, unknown or out of bounds.
final class ResponseDecoder {
  private ResponseDecoder() {}

  static Response decode(TxnCallResult result) {
    return switch (result.getKindCase()) {
      case DONE -> new Response.Done();
      case ROWS -> rows(result.getRows());
      case LOCKED -> locked(result.getLocked());
      case PREPARED -> new Response.Prepared(PartDecoder.timestamp(result.getPrepared().getAt()));
      case ENDED -> ended(result.getEnded());
      case PENDING -> pending(result.getPending());
      case NOT_DECIDED -> new Response.NotDecided();
      case TOO_OLD -> new Response.TooOld();
      case BLOCKED -> blocked(result.getBlocked());
      case WAITING -> waiting(result.getWaiting());
      case LOCK_REFUSED -> lockRefused(result.getLockRefused());
      case MUST_MOVE ->
          new Response.MustMove(PartDecoder.timestamp(result.getMustMove().getLeast()));
      case CHANGED -> changed(result.getChanged());
      case WRITE_CONFLICT -> writeConflict(result.getWriteConflict());
      case KIND_NOT_SET -> throw Bounds.unknown("kind of response");
    };
  }

  private static Response.Rows rows(TxnRows rows) {
    return new Response.Rows(
        PartDecoder.timestamp(rows.getReadAt()),
        PartDecoder.list(rows.getRowsList(), PartDecoder::row),
        PartDecoder.list(rows.getRestList(), PartDecoder::span));
  }

  private static Response.Locked locked(TxnLocked locked) {
    return new Response.Locked(
        PartDecoder.timestamp(locked.getAt()),
        PartDecoder.list(locked.getRowsList(), PartDecoder::row),
        PartDecoder.list(locked.getSkippedList(), PartDecoder::key));
  }

  private static Response.Ended ended(TxnEnded ended) {
    return new Response.Ended(
        PartDecoder.ref(ended.hasTxn(), ended.getTxn()),
        PartDecoder.outcome(ended.hasOutcome(), ended.getOutcome()),
        PartDecoder.value(ended.hasAnswer(), ended.getAnswer()));
  }

  private static Response.Pending pending(TxnPending pending) {
    return new Response.Pending(
        PartDecoder.timestamp(pending.getPushedTo()),
        PartDecoder.millis(pending.getSilentMillis()),
        PartDecoder.list(pending.getWaitsForList(), PartDecoder::ref));
  }

  private static Response.Blocked blocked(TxnBlocked blocked) {
    return new Response.Blocked(
        PartDecoder.timestamp(blocked.getReadAt()),
        PartDecoder.list(blocked.getByList(), PartDecoder::obstacle));
  }

  private static Response.Waiting waiting(TxnWaiting waiting) {
    return new Response.Waiting(
        PartDecoder.key(waiting.getKey()),
        PartDecoder.list(waiting.getBlockersList(), PartDecoder::blocker),
        PartDecoder.millis(waiting.getWaitedMillis()));
  }

  private static Response.LockRefused lockRefused(TxnLockRefused refused) {
    return new Response.LockRefused(
        PartDecoder.key(refused.getKey()),
        PartDecoder.list(refused.getBlockersList(), PartDecoder::blocker));
  }

  private static Response.Changed changed(TxnChanged changed) {
    return new Response.Changed(
        new Key(Bounds.bound(changed.getKey())),
        PartDecoder.timestamp(changed.getAt()),
        changed.hasBy() ? PartDecoder.ref(changed.getBy()) : null);
  }

  private static Response.WriteConflict writeConflict(TxnWriteConflict conflict) {
    return new Response.WriteConflict(
        PartDecoder.key(conflict.getKey()),
        PartDecoder.timestamp(conflict.getAt()),
        conflict.hasBy() ? PartDecoder.ref(conflict.getBy()) : null);
  }
}
