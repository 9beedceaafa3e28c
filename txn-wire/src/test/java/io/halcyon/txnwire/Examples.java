package io.halcyon.txnwire;

import io.halcyon.core.id.RequestId;
import io.halcyon.txn.lock.Blocker;
import io.halcyon.txn.lock.LockMode;
import io.halcyon.txn.participant.Request;
import io.halcyon.txn.participant.Response;
import io.halcyon.txn.participant.Verdict;
import io.halcyon.txn.record.Key;
import io.halcyon.txn.record.Row;
import io.halcyon.txn.record.Span;
import io.halcyon.txn.record.TxnId;
import io.halcyon.txn.record.TxnOutcome;
import io.halcyon.txn.record.TxnRef;
import io.halcyon.txn.record.Value;
import io.halcyon.txn.record.Version;
import io.halcyon.txn.record.Write;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// One fixed record of every kind that travels: what the golden bytes are of, and what random
/// records are made like.
final class Examples {
  private static final TxnId ID = new TxnId(new RequestId(0xABCDL, 7, 1_790_000_000_000L), -5, 2);
  private static final Key A = Key.of("\u0001a");
  private static final Key B = Key.of("\u0001b");
  private static final TxnRef TXN = new TxnRef(ID, A);
  private static final TxnRef OTHER =
      new TxnRef(new TxnId(new RequestId(-1, 1, 1_790_000_000_001L), 9, 0), B);
  private static final Value VALUE =
      new Value("value".getBytes(StandardCharsets.UTF_8), 1_790_000_060_000L);
  private static final long AT = 1_790_000_000_000L << 16 | 3;
  private static final List<Verdict> KNOWN =
      List.of(
          new Verdict.Committed(ID, AT),
          new Verdict.Aborted(OTHER.id()),
          new Verdict.Above(OTHER.id(), AT + 1));
  private static final List<Write> WRITES =
      List.of(new Write(A, VALUE, AT), new Write(B, null, Write.BLIND));
  private static final List<Request.Check> CHECKS =
      List.of(new Request.Check(Span.point(A), AT), new Request.Check(new Span(B, null), AT + 2));
  private static final List<Blocker> BLOCKERS =
      List.of(
          new Blocker(OTHER, LockMode.EXCLUSIVE, false, 120),
          new Blocker(TXN, LockMode.SHARED, true, 0));
  private static final List<Row> ROWS =
      List.of(
          new Row(A, new Version(AT, VALUE)),
          new Row(B, new Version(AT, null)),
          new Row(B, Version.ABSENT));

  static final List<Request> REQUESTS =
      List.of(
          new Request.Read(ID, AT, List.of(Span.point(A), new Span(A, B)), 100, true, KNOWN),
          new Request.Lock(
              TXN, List.of(A, B), LockMode.EXCLUSIVE, Request.WaitPolicy.SKIP_LOCKED, AT),
          new Request.Prepare(TXN, WRITES, AT),
          new Request.CommitOnePhase(TXN, WRITES, CHECKS, AT, true, VALUE, KNOWN),
          new Request.Refresh(ID, CHECKS, AT + 9, KNOWN),
          new Request.Push(OTHER, AT, 10),
          new Request.Commit(TXN, AT, Value.EMPTY),
          new Request.Abort(TXN, TxnOutcome.Cause.OPERATOR),
          new Request.Heartbeat(TXN, List.of(OTHER)),
          new Request.Touch(TXN),
          new Request.Resolve(TXN, List.of(A), new TxnOutcome.Committed(AT), true),
          new Request.Forget(TXN),
          new Request.Release(TXN),
          new Request.Status(TXN));

  static final List<Response> RESPONSES =
      List.of(
          new Response.Rows(AT, ROWS, List.of(new Span(B, null))),
          new Response.Blocked(AT, List.of(new Response.Obstacle(OTHER, B))),
          new Response.Waiting(A, BLOCKERS, 250),
          new Response.LockRefused(A, BLOCKERS),
          new Response.Locked(AT, ROWS, List.of(B)),
          new Response.Prepared(AT),
          new Response.MustMove(AT),
          new Response.Changed(A, AT, OTHER),
          new Response.WriteConflict(B, AT, null),
          new Response.Ended(
              TXN, new TxnOutcome.Aborted(TxnOutcome.Cause.COORDINATOR_SILENT), VALUE),
          new Response.Pending(AT, 1_500, List.of(TXN, OTHER)),
          new Response.NotDecided(),
          new Response.Done(),
          new Response.TooOld());

  private Examples() {}
}
