package io.halcyon.txnwire;

import io.halcyon.proto.internal.v1.TxnAbort;
import io.halcyon.proto.internal.v1.TxnCall;
import io.halcyon.proto.internal.v1.TxnCommit;
import io.halcyon.proto.internal.v1.TxnCommitOnePhase;
import io.halcyon.proto.internal.v1.TxnForget;
import io.halcyon.proto.internal.v1.TxnHeartbeat;
import io.halcyon.proto.internal.v1.TxnLock;
import io.halcyon.proto.internal.v1.TxnPrepare;
import io.halcyon.proto.internal.v1.TxnPush;
import io.halcyon.proto.internal.v1.TxnRead;
import io.halcyon.proto.internal.v1.TxnRefresh;
import io.halcyon.proto.internal.v1.TxnRelease;
import io.halcyon.proto.internal.v1.TxnResolve;
import io.halcyon.proto.internal.v1.TxnStatus;
import io.halcyon.proto.internal.v1.TxnTouch;
import io.halcyon.txn.participant.Request;
import io.halcyon.txn.record.TxnId;

/// Requests as messages.
final class RequestEncoder {
  private RequestEncoder() {}

  /// @throws IllegalArgumentException for an `Apply`
  static TxnCall encode(Request request) {
    TxnCall.Builder call = TxnCall.newBuilder();
    switch (request) {
      case Request.Read read -> call.setRead(read(read));
      case Request.Lock lock -> call.setLock(lock(lock));
      case Request.Refresh refresh -> call.setRefresh(refresh(refresh));
      case Request.Prepare prepare -> call.setPrepare(prepare(prepare));
      case Request.CommitOnePhase commit -> call.setCommitOnePhase(commitOnePhase(commit));
      case Request.Commit commit -> call.setCommit(commit(commit));
      case Request.Abort abort -> call.setAbort(abort(abort));
      case Request.Push push -> call.setPush(push(push));
      case Request.Heartbeat heartbeat -> call.setHeartbeat(heartbeat(heartbeat));
      case Request.Touch touch ->
          call.setTouch(TxnTouch.newBuilder().setTxn(PartEncoder.ref(touch.txn())));
      case Request.Status status ->
          call.setStatus(TxnStatus.newBuilder().setTxn(PartEncoder.ref(status.txn())));
      case Request.Resolve resolve -> call.setResolve(resolve(resolve));
      case Request.Forget forget ->
          call.setForget(TxnForget.newBuilder().setTxn(PartEncoder.ref(forget.txn())));
      case Request.Release release ->
          call.setRelease(TxnRelease.newBuilder().setTxn(PartEncoder.ref(release.txn())));
      case Request.Apply _ ->
          throw new IllegalArgumentException("an Apply is made at the node and does not travel");
    }
    return call.build();
  }

  private static TxnRead read(Request.Read read) {
    TxnRead.Builder message =
        TxnRead.newBuilder()
            .setReadAt(read.readAt())
            .addAllSpans(PartEncoder.list(read.spans(), PartEncoder::span))
            .setLimit(read.limit())
            .setReverse(read.reverse())
            .addAllKnown(PartEncoder.list(read.known(), PartEncoder::verdict));
    TxnId reader = read.reader();
    if (reader != null) {
      message.setReader(PartEncoder.id(reader));
    }
    return message.build();
  }

  private static TxnLock lock(Request.Lock lock) {
    return TxnLock.newBuilder()
        .setTxn(PartEncoder.ref(lock.txn()))
        .addAllKeys(PartEncoder.list(lock.keys(), PartEncoder::key))
        .setMode(PartEncoder.mode(lock.mode()))
        .setPolicy(PartEncoder.policy(lock.policy()))
        .setReadAt(lock.readAt())
        .build();
  }

  private static TxnRefresh refresh(Request.Refresh refresh) {
    return TxnRefresh.newBuilder()
        .setTxn(PartEncoder.id(refresh.txn()))
        .addAllChecks(PartEncoder.list(refresh.checks(), PartEncoder::check))
        .setUpTo(refresh.upTo())
        .addAllKnown(PartEncoder.list(refresh.known(), PartEncoder::verdict))
        .build();
  }

  private static TxnPrepare prepare(Request.Prepare prepare) {
    return TxnPrepare.newBuilder()
        .setTxn(PartEncoder.ref(prepare.txn()))
        .addAllWrites(PartEncoder.list(prepare.writes(), PartEncoder::write))
        .setAtLeast(prepare.atLeast())
        .build();
  }

  private static TxnCommitOnePhase commitOnePhase(Request.CommitOnePhase commit) {
    TxnCommitOnePhase.Builder encoded =
        TxnCommitOnePhase.newBuilder()
            .setTxn(PartEncoder.ref(commit.txn()))
            .addAllWrites(PartEncoder.list(commit.writes(), PartEncoder::write))
            .addAllChecks(PartEncoder.list(commit.checks(), PartEncoder::check))
            .setAtLeast(commit.atLeast())
            .setMayMove(commit.mayMove())
            .setAnswer(PartEncoder.value(commit.answer()))
            .addAllKnown(PartEncoder.list(commit.known(), PartEncoder::verdict));
    if (commit.notAfter() != Long.MAX_VALUE) {
      encoded.setNotAfter(commit.notAfter());
    }
    return encoded.build();
  }

  private static TxnCommit commit(Request.Commit commit) {
    return TxnCommit.newBuilder()
        .setTxn(PartEncoder.ref(commit.txn()))
        .setAt(commit.at())
        .setAnswer(PartEncoder.value(commit.answer()))
        .build();
  }

  private static TxnAbort abort(Request.Abort abort) {
    return TxnAbort.newBuilder()
        .setTxn(PartEncoder.ref(abort.txn()))
        .setCause(PartEncoder.cause(abort.cause()))
        .build();
  }

  private static TxnPush push(Request.Push push) {
    return TxnPush.newBuilder()
        .setTarget(PartEncoder.ref(push.target()))
        .setAbove(push.above())
        .setPatienceMillis(push.patienceMillis())
        .build();
  }

  private static TxnHeartbeat heartbeat(Request.Heartbeat heartbeat) {
    return TxnHeartbeat.newBuilder()
        .setTxn(PartEncoder.ref(heartbeat.txn()))
        .addAllWaitsFor(PartEncoder.list(heartbeat.waitsFor(), PartEncoder::ref))
        .build();
  }

  private static TxnResolve resolve(Request.Resolve resolve) {
    return TxnResolve.newBuilder()
        .setTxn(PartEncoder.ref(resolve.txn()))
        .addAllKeys(PartEncoder.list(resolve.keys(), PartEncoder::key))
        .setOutcome(PartEncoder.outcome(resolve.outcome()))
        .setOver(resolve.over())
        .build();
  }
}
