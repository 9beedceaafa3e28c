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

/// One call of {@link HalcyonClient#transact}: its tries, until one has taken effect.
///
/// All tries have the same request id and, from the first commit on, the same anchor, so at most
/// one of them takes effect. Each commits with its number as the remembered answer: when a later
/// try or the status tells that the request has taken effect, the number tells which try's result
/// is the true one.
///
/// | a try ends with | what is done |
/// |---|---|
/// | committed | the result of the try that committed |
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
  private final Map<Integer, Try.Done<T>> results = new HashMap<>();
  private Optional<byte[]> anchor;
  private int tries;
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

  /// What a try came to: a result, or why another may be made.
  private sealed interface Try<T> {
    record Done<T>(T result) implements Try<T> {}

    record Lost<T>(Failure why) implements Try<T> {}
  }

  T run() {
    while (true) {
      Try<T> attempt = session();
      switch (attempt) {
        case Try.Done<T> done -> {
          return done.result();
        }
        case Try.Lost<T> lost -> pauseOrGiveUp(lost.why());
      }
    }
  }

  /// Makes tries in one session, until one is done or the session is.
  private Try<T> session() {
    Transaction txn;
    if (open) {
      Optional<CommitOutcome.Committed> committed;
      try {
        committed =
            client.await(client.status(request, anchor.orElseThrow(), router, askingTime()));
      } catch (HalcyonException e) {
        return lost(e);
      }
      if (committed.isPresent()) {
        return resultOf(committed.orElseThrow());
      }
    }
    try {
      txn =
          new Transaction(
              client, client.await(client.begin(options, request, anchor, router, remaining())));
    } catch (HalcyonException e) {
      return lost(e);
    }
    try (txn) {
      while (true) {
        Try<T> attempt = attempt(txn);
        if (!(attempt instanceof Try.Lost<T> lost)
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

  private Try<T> attempt(Transaction txn) {
    tries++;
    T result;
    try {
      result = body.apply(txn);
    } catch (HalcyonException e) {
      return lost(e);
    } catch (RuntimeException e) {
      if (open) {
        throw new HalcyonException(
            new Failure.Ambiguous("an earlier try was not answered, and this one failed: " + e), e);
      }
      throw e;
    }
    results.put(tries, new Try.Done<>(result));
    return switch (txn.tryCommit(ByteBuffer.allocate(Integer.BYTES).putInt(tries).array())) {
      case CommitOutcome.Committed committed -> resultOf(committed);
      case CommitOutcome.MustRestart lost -> {
        results.remove(tries);
        yield new Try.Lost<>(new Failure.MustRestart(lost.conflict()));
      }
      case CommitOutcome.Failed failed -> {
        results.remove(tries);
        yield lost(new HalcyonException(failed.failure()));
      }
      case CommitOutcome.Ambiguous ambiguous -> unknown(ambiguous);
    };
  }

  /// A commit that neither locked nor wrote has no anchor and is not remembered: it took no effect
  /// that could be asked for.
  private Try<T> unknown(CommitOutcome.Ambiguous ambiguous) {
    moveOn();
    if (ambiguous.anchor().isEmpty()) {
      return new Try.Lost<>(new Failure.Unavailable(ambiguous.detail()));
    }
    open = true;
    anchor = ambiguous.anchor();
    return new Try.Lost<>(new Failure.Ambiguous(ambiguous.detail()));
  }

  /// Returns the result of the try that has taken effect, whose number was remembered.
  private Try<T> resultOf(CommitOutcome.Committed committed) {
    byte[] answer = committed.answer();
    int winner = answer.length == Integer.BYTES ? ByteBuffer.wrap(answer).getInt() : 0;
    Try<T> result = results.get(winner);
    if (result == null) {
      throw new HalcyonException(
          new Failure.Internal(
              "the request has taken effect, by a try that this client never made"));
    }
    return result;
  }

  /// @throws HalcyonException if no other try can mend it
  private Try<T> lost(HalcyonException thrown) {
    Failure failure = thrown.failure();
    boolean again =
        switch (failure) {
          case Failure.MustRestart _,
              Failure.Conflicted _,
              Failure.Overloaded _,
              Failure.NotOwner _ ->
              true;
          case Failure.NotLeader _, Failure.Unavailable _, Failure.DeadlineExceeded _ -> {
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
    return new Try.Lost<>(failure);
  }

  private void moveOn() {
    router = (router + 1) % session.transactions().routers();
  }

  private void pauseOrGiveUp(Failure last) {
    long pause = session.jittered(session.retry().pauseNanos(Math.max(0, tries - 1)));
    if (last instanceof Failure.Overloaded overloaded) {
      pause += overloaded.retryAfter().toNanos();
    }
    boolean outOfTime = session.nowNanos() + pause - deadlineNanos >= 0;
    if (outOfTime || tries >= options.triesMax() || session.isClosed()) {
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
