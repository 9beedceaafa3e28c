package io.halcyon.node.replica;

import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.HalcyonException;
import io.halcyon.txn.participant.Response;
import io.halcyon.txn.record.TxnOutcome;
import io.halcyon.txnwire.TxnCodec;
import java.util.List;
import java.util.function.Consumer;

/// Tells those who asked a participant what it has answered: after the floor has passed what is
/// shown (C2), and if the lease has held since they asked (C3).
///
/// Used by the proposer's turn; who waits for the floor is answered by the thread that moves it.
final class HostedAnswers {
  private final Replica replica;
  private final Serving serving;
  private final Consumer<HostedCall.Write> retry;

  /// @param retry continues a write whose attempt was aborted by others
  HostedAnswers(Replica replica, Serving serving, Consumer<HostedCall.Write> retry) {
    this.replica = replica;
    this.serving = serving;
    this.retry = retry;
  }

  /// @param shown the greatest timestamp that the answer depends on
  void answer(HostedCall call, Response response, long shown) {
    switch (call) {
      case HostedCall.Remote remote -> whenShown(call, shown, () -> send(remote, response));
      case HostedCall.Read read -> {
        switch (response) {
          case Response.Rows rows -> whenShown(call, shown, () -> read.reply().rows(rows));
          case Response.Blocked blocked ->
              read.reply()
                  .fail(
                      blocked(
                          response,
                          "a transaction is committing " + blocked.by().getFirst().key()));
          default -> throw unexpected(response);
        }
      }
      case HostedCall.Write write -> written(write, response);
    }
  }

  private void written(HostedCall.Write write, Response response) {
    switch (response) {
      case Response.Ended(var _, TxnOutcome.Committed committed, var answer)
          when answer != null -> {
        try {
          write.write().evaluated(committed.at(), SingleWrite.result(answer));
        } catch (HalcyonException e) {
          write.write().fail(e.failure());
          return;
        }
        replica.answerWhenPassed(committed.at(), write.session(), List.of(write.write()));
      }
      case Response.Ended _ -> retry.accept(write);
      case Response.Waiting waiting ->
          write
              .write()
              .fail(
                  blocked(
                      response,
                      "a transaction holds "
                          + waiting.key()
                          + "; waited "
                          + waiting.waitedMillis()
                          + " ms so far"));
      case Response.TooOld _ -> write.write().fail(replica.admittance().tooOld());
      default -> throw unexpected(response);
    }
  }

  private static Failure blocked(Response response, String detail) {
    return new Failure.Blocked(detail, TxnCodec.encode(response));
  }

  private static IllegalStateException unexpected(Response response) {
    return new IllegalStateException("not an answer to a single operation: " + response);
  }

  private void whenShown(HostedCall call, long shown, Runnable answer) {
    if (shown == 0 || serving.floor().passed(shown)) {
      answerOrFail(call, answer);
    } else {
      serving.floor().whenPassed(shown, () -> answerOrFail(call, answer));
    }
  }

  private void answerOrFail(HostedCall call, Runnable answer) {
    if (serving.mayAnswer(call.session())) {
      answer.run();
    } else {
      fail(
          call, new Failure.Unavailable("the node lost its liveness lease before it could answer"));
    }
  }

  private static void send(HostedCall.Remote call, Response response) {
    byte[] body;
    try {
      body = TxnCodec.encode(response);
    } catch (HalcyonException e) {
      call.reply().fail(e.failure());
      return;
    }
    call.reply().ok(body);
  }

  static void fail(HostedCall call, Failure failure) {
    switch (call) {
      case HostedCall.Remote remote -> remote.reply().fail(failure);
      case HostedCall.Read read -> read.reply().fail(failure);
      case HostedCall.Write write -> write.write().fail(failure);
    }
  }
}
