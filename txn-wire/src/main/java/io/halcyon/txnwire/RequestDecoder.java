package io.halcyon.txnwire;

import io.halcyon.proto.internal.v1.TxnCall;
import io.halcyon.proto.internal.v1.TxnCommit;
import io.halcyon.proto.internal.v1.TxnCommitOnePhase;
import io.halcyon.proto.internal.v1.TxnLock;
import io.halcyon.proto.internal.v1.TxnPrepare;
import io.halcyon.proto.internal.v1.TxnPush;
import io.halcyon.proto.internal.v1.TxnRead;
import io.halcyon.proto.internal.v1.TxnRefresh;
import io.halcyon.proto.internal.v1.TxnResolve;
import io.halcyon.txn.participant.Request;

/// Requests from messages; throws `Invalid` for what is missing, unknown or out of bounds.
final class RequestDecoder {
  private RequestDecoder() {}

  static Request decode(TxnCall call) {
    return switch (call.getKindCase()) {
      case READ -> read(call.getRead());
      case LOCK -> lock(call.getLock());
      case REFRESH -> refresh(call.getRefresh());
      case PREPARE -> prepare(call.getPrepare());
      case COMMIT_ONE_PHASE -> commitOnePhase(call.getCommitOnePhase());
      case COMMIT -> commit(call.getCommit());
      case ABORT ->
          new Request.Abort(
              PartDecoder.ref(call.getAbort().hasTxn(), call.getAbort().getTxn()),
              PartDecoder.cause(call.getAbort().getCause()));
      case PUSH -> push(call.getPush());
      case HEARTBEAT ->
          new Request.Heartbeat(
              PartDecoder.ref(call.getHeartbeat().hasTxn(), call.getHeartbeat().getTxn()),
              PartDecoder.list(call.getHeartbeat().getWaitsForList(), PartDecoder::ref));
      case TOUCH ->
          new Request.Touch(PartDecoder.ref(call.getTouch().hasTxn(), call.getTouch().getTxn()));
      case STATUS ->
          new Request.Status(PartDecoder.ref(call.getStatus().hasTxn(), call.getStatus().getTxn()));
      case RESOLVE -> resolve(call.getResolve());
      case FORGET ->
          new Request.Forget(PartDecoder.ref(call.getForget().hasTxn(), call.getForget().getTxn()));
      case RELEASE ->
          new Request.Release(
              PartDecoder.ref(call.getRelease().hasTxn(), call.getRelease().getTxn()));
      case KIND_NOT_SET -> throw Bounds.unknown("kind of request");
    };
  }

  private static Request.Read read(TxnRead read) {
    return new Request.Read(
        read.hasReader() ? PartDecoder.id(read.getReader()) : null,
        PartDecoder.timestamp(read.getReadAt()),
        PartDecoder.list(read.getSpansList(), PartDecoder::span),
        Bounds.natural(read.getLimit(), "limit"),
        read.getReverse(),
        PartDecoder.list(read.getKnownList(), PartDecoder::verdict));
  }

  private static Request.Lock lock(TxnLock lock) {
    return new Request.Lock(
        PartDecoder.ref(lock.hasTxn(), lock.getTxn()),
        PartDecoder.list(lock.getKeysList(), PartDecoder::key),
        PartDecoder.mode(lock.getMode()),
        PartDecoder.policy(lock.getPolicy()),
        PartDecoder.timestamp(lock.getReadAt()));
  }

  private static Request.Refresh refresh(TxnRefresh refresh) {
    return new Request.Refresh(
        PartDecoder.id(refresh.hasTxn(), refresh.getTxn()),
        PartDecoder.list(refresh.getChecksList(), PartDecoder::check),
        PartDecoder.timestamp(refresh.getUpTo()),
        PartDecoder.list(refresh.getKnownList(), PartDecoder::verdict));
  }

  private static Request.Prepare prepare(TxnPrepare prepare) {
    return new Request.Prepare(
        PartDecoder.ref(prepare.hasTxn(), prepare.getTxn()),
        PartDecoder.list(prepare.getWritesList(), PartDecoder::write),
        PartDecoder.timestamp(prepare.getAtLeast()));
  }

  private static Request.CommitOnePhase commitOnePhase(TxnCommitOnePhase commit) {
    return new Request.CommitOnePhase(
        PartDecoder.ref(commit.hasTxn(), commit.getTxn()),
        PartDecoder.list(commit.getWritesList(), PartDecoder::write),
        PartDecoder.list(commit.getChecksList(), PartDecoder::check),
        PartDecoder.timestamp(commit.getAtLeast()),
        commit.getMayMove(),
        PartDecoder.answer(commit.hasAnswer(), commit.getAnswer()),
        PartDecoder.list(commit.getKnownList(), PartDecoder::verdict),
        commit.hasNotAfter() ? PartDecoder.timestamp(commit.getNotAfter()) : Long.MAX_VALUE);
  }

  private static Request.Commit commit(TxnCommit commit) {
    return new Request.Commit(
        PartDecoder.ref(commit.hasTxn(), commit.getTxn()),
        PartDecoder.timestamp(commit.getAt()),
        PartDecoder.answer(commit.hasAnswer(), commit.getAnswer()));
  }

  private static Request.Push push(TxnPush push) {
    return new Request.Push(
        PartDecoder.ref(push.hasTarget(), push.getTarget()),
        PartDecoder.timestamp(push.getAbove()),
        PartDecoder.millis(push.getPatienceMillis()));
  }

  private static Request.Resolve resolve(TxnResolve resolve) {
    return new Request.Resolve(
        PartDecoder.ref(resolve.hasTxn(), resolve.getTxn()),
        PartDecoder.list(resolve.getKeysList(), PartDecoder::key),
        PartDecoder.outcome(resolve.hasOutcome(), resolve.getOutcome()),
        resolve.getOver());
  }
}
