package io.halcyon.client;

import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.HalcyonException;
import io.halcyon.core.id.RequestId;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// One call of {@link HalcyonClient#transact}: its attempts, until one has taken effect.
///
/// All attempts have the same request id and, from the first commit on, the same anchor, so at most
/// one of them takes effect. Each commits with its number as the remembered answer: when a later
/// attempt or the status tells that the request has taken effect, the number tells which attempt's
/// result is the true one.
///
/// | an attempt ends with | what is done |
/// |---|---|
/// | committed | the result of the attempt that committed |
/// | `MustRestart` | restart in the same session, after a pause |
/// | lost for good, overloaded, router lost before the commit | begin again, at another router if it is lost |
/// | commit ambiguous | ask for the status until it is told; if undecided begin again, which cannot take effect twice |
/// | any other failure or exception | roll back, throw |
///
/// Owned by the calling thread.
final class TransactRun<T> {
  private final Session session;
  private final AsyncClient client;
  private final TransactionOptions options;
  private final Function<TransactionContext, T> body;
  private final RequestId request;
  private final long deadlineNanos;
  private final Map<Integer, Ending.Done<T>> results = new HashMap<>();
  private Optional<byte[]> anchor;
  private int attempts;
  private int pauses;
  private boolean open;
  private int router;

  TransactRun(
      Session session,
      AsyncClient client,
      TransactionOptions options,
      Function<TransactionContext, T> body) {
    this.session = session;
    this.client = client;
    this.options = options;
    this.body = body;
    this.request = session.nextRequestId();
    this.deadlineNanos = session.nowNanos() + client.timeout().toNanos();
    this.anchor = Optional.ofNullable(options.anchor());
    this.router = session.anyRouter();
  }

  /// What an attempt came to: a result, or why another may be made.
  private sealed interface Ending<T> {
    record Done<T>(T result) implements Ending<T> {}

    record Lost<T>(Failure why) implements Ending<T> {}
  }

  T run() {
    while (true) {
      Ending<T> ending = open ? statusThenSession() : session();
      switch (ending) {
        case Ending.Done<T> done -> {
          return done.result();
        }
        case Ending.Lost<T> lost -> pauseOrGiveUp(lost.why());
      }
    }
  }

  /// After an ambiguous commit the body is not run again before it is known whether it must be.
  private Ending<T> statusThenSession() {
    Optional<CommitOutcome.Committed> committed;
    try {
      committed = client.await(client.status(request, anchor.orElseThrow(), router, askingTime()));
    } catch (HalcyonException e) {
      return lost(e);
    }
    return committed.isPresent() ? resultOf(committed.orElseThrow()) : session();
  }

  /// Makes attempts in one session, until one is done or the session is.
  private Ending<T> session() {
    if (session.isClosed()) {
      return lost(new HalcyonException(new Failure.Unavailable("the client is closed")));
    }
    AsyncClient.Begun begun = client.beginAhead(options, request, anchor, router, remaining());
    try (Transaction txn = new Transaction(client, begun.transaction(), begun.answer())) {
      while (true) {
        Ending<T> attempt = attempt(txn);
        if (!(attempt instanceof Ending.Lost<T> lost)
            || !(lost.why() instanceof Failure.MustRestart restart)) {
          return attempt;
        }
        pauseOrGiveUp(restart);
        try {
          txn.restart();
        } catch (HalcyonException e) {
          return lost(e);
        }
      }
    }
  }

  private Ending<T> attempt(Transaction txn) {
    attempts++;
    T result;
    try {
      result = body.apply(txn);
    } catch (HalcyonException e) {
      return lost(e);
    } catch (RuntimeException e) {
      if (open) {
        throw new HalcyonException(
            new Failure.Ambiguous("an earlier attempt was not answered, and this one failed: " + e),
            e);
      }
      throw e;
    }
    results.put(attempts, new Ending.Done<>(result));
    CommitOutcome outcome;
    try {
      outcome = txn.tryCommit(ByteBuffer.allocate(Integer.BYTES).putInt(attempts).array());
    } catch (HalcyonException e) {
      // The session was broken before the commit could be said.
      results.remove(attempts);
      return lost(e);
    }
    return switch (outcome) {
      case CommitOutcome.Committed committed -> resultOf(committed);
      case CommitOutcome.MustRestart lost -> {
        results.remove(attempts);
        yield new Ending.Lost<>(new Failure.MustRestart(lost.conflict()));
      }
      case CommitOutcome.Failed failed -> {
        results.remove(attempts);
        yield lost(new HalcyonException(failed.failure()));
      }
      case CommitOutcome.Ambiguous ambiguous -> unknown(ambiguous);
    };
  }

  /// A commit that neither locked nor wrote has no anchor and is not remembered: it took no effect
  /// that could be asked for.
  private Ending<T> unknown(CommitOutcome.Ambiguous ambiguous) {
    moveOn();
    if (ambiguous.anchor().isEmpty()) {
      return new Ending.Lost<>(new Failure.Unavailable(ambiguous.detail()));
    }
    open = true;
    anchor = ambiguous.anchor();
    return new Ending.Lost<>(new Failure.Ambiguous(ambiguous.detail()));
  }

  /// Returns the result of the attempt that has taken effect, whose number was remembered.
  private Ending<T> resultOf(CommitOutcome.Committed committed) {
    byte[] answer = committed.answer();
    int winner = answer.length == Integer.BYTES ? ByteBuffer.wrap(answer).getInt() : 0;
    Ending<T> result = results.get(winner);
    if (result == null) {
      throw new HalcyonException(
          new Failure.Internal(
              "the request has taken effect, by an attempt that this client never made"));
    }
    return result;
  }

  /// @throws HalcyonException if no other attempt can mend it
  private Ending<T> lost(HalcyonException thrown) {
    Failure failure = thrown.failure();
    boolean again =
        switch (failure) {
          case Failure.MustRestart _,
              Failure.Conflicted _,
              Failure.Overloaded _,
              Failure.NotOwner _ ->
              true;
          case Failure.NotLeader _,
              Failure.Unavailable _,
              Failure.Blocked _,
              Failure.DeadlineExceeded _ -> {
            moveOn();
            yield !session.isClosed();
          }
          // Of a single statement: nothing was committed, so the whole may be said again.
          case Failure.Ambiguous _ -> {
            moveOn();
            yield true;
          }
          case Failure.TxnEnded ended -> ended.cause() == Failure.EndCause.UNKNOWN;
          case Failure.LockNotAvailable _,
              Failure.TxnTooLarge _,
              Failure.RetryWindowPassed _,
              Failure.Invalid _,
              Failure.Unsupported _,
              Failure.WrongValue _,
              Failure.OutOfRange _,
              Failure.ClockSkew _,
              Failure.Corrupted _,
              Failure.Internal _ ->
              false;
        };
    if (!again) {
      throw open ? ambiguous(failure) : thrown;
    }
    return new Ending.Lost<>(failure);
  }

  private void moveOn() {
    router = (router + 1) % session.transactions().routers();
  }

  private void pauseOrGiveUp(Failure last) {
    long pause = session.jittered(session.retry().pauseNanos(pauses++));
    if (last instanceof Failure.Overloaded overloaded) {
      pause += overloaded.retryAfter().toNanos();
    }
    boolean outOfTime = session.nowNanos() + pause - deadlineNanos >= 0;
    if (outOfTime || attempts >= options.attemptsMax() || session.isClosed()) {
      throw open ? ambiguous(last) : new HalcyonException(last);
    }
    if (!session.pause(pause)) {
      throw open ? ambiguous(last) : new HalcyonException(last);
    }
  }

  private HalcyonException ambiguous(Failure last) {
    return last instanceof Failure.Ambiguous
        ? new HalcyonException(last)
        : new HalcyonException(new Failure.Ambiguous(last.message()));
  }

  /// A silent router must not use up the time in which another could tell.
  private Duration askingTime() {
    Duration left = remaining();
    Duration attempt = session.retry().attemptTimeout();
    return session.transactions().routers() > 1 && attempt.compareTo(left) < 0 ? attempt : left;
  }

  private Duration remaining() {
    return Duration.ofNanos(Math.max(1_000_000, deadlineNanos - session.nowNanos()));
  }
}
