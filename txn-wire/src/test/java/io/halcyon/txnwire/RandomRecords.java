package io.halcyon.txnwire;

import io.halcyon.core.id.RequestId;
import io.halcyon.core.key.StoredKey;
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
import java.util.List;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Random records. The switches have no default, so that a new kind of request or response does not
/// compile before it is tested.
final class RandomRecords {
  private final RandomGenerator random;

  RandomRecords(RandomGenerator random) {
    this.random = random;
  }

  /// Returns a random request of the same kind.
  Request like(Request kind) {
    return switch (kind) {
      case Request.Read _ ->
          new Request.Read(
              maybe(this::id),
              timestamp(),
              list(this::span),
              random.nextInt(Integer.MAX_VALUE),
              random.nextBoolean(),
              list(this::verdict));
      case Request.Lock _ ->
          new Request.Lock(
              ref(),
              list(this::key),
              any(LockMode.values()),
              any(Request.WaitPolicy.values()),
              timestamp());
      case Request.Prepare _ -> new Request.Prepare(ref(), list(this::write), timestamp());
      case Request.CommitOnePhase _ ->
          new Request.CommitOnePhase(
              ref(),
              list(this::write),
              list(this::check),
              timestamp(),
              random.nextBoolean(),
              value(),
              list(this::verdict),
              random.nextBoolean() ? Long.MAX_VALUE : timestamp());
      case Request.Refresh _ ->
          new Request.Refresh(id(), list(this::check), timestamp(), list(this::verdict));
      case Request.Push _ -> new Request.Push(ref(), timestamp(), timestamp());
      case Request.Commit _ -> new Request.Commit(ref(), timestamp(), value());
      case Request.Abort _ -> new Request.Abort(ref(), any(TxnOutcome.Cause.values()));
      case Request.Heartbeat _ -> new Request.Heartbeat(ref(), list(this::ref));
      case Request.Touch _ -> new Request.Touch(ref());
      case Request.Resolve _ ->
          new Request.Resolve(ref(), list(this::key), outcome(), random.nextBoolean());
      case Request.Forget _ -> new Request.Forget(ref());
      case Request.Release _ -> new Request.Release(ref());
      case Request.Status _ -> new Request.Status(ref());
      case Request.Apply _ -> throw new AssertionError("an Apply does not travel");
    };
  }

  /// Returns a random response of the same kind.
  Response like(Response kind) {
    return switch (kind) {
      case Response.Rows _ -> new Response.Rows(timestamp(), list(this::row), list(this::span));
      case Response.Blocked _ ->
          new Response.Blocked(timestamp(), list(() -> new Response.Obstacle(ref(), key())));
      case Response.Waiting _ -> new Response.Waiting(key(), list(this::blocker), timestamp());
      case Response.LockRefused _ -> new Response.LockRefused(key(), list(this::blocker));
      case Response.Locked _ -> new Response.Locked(timestamp(), list(this::row), list(this::key));
      case Response.Prepared _ -> new Response.Prepared(timestamp());
      case Response.MustMove _ -> new Response.MustMove(timestamp());
      case Response.Changed _ -> new Response.Changed(key(), timestamp(), maybe(this::ref));
      case Response.WriteConflict _ ->
          new Response.WriteConflict(key(), timestamp(), maybe(this::ref));
      case Response.Ended _ -> new Response.Ended(ref(), outcome(), maybe(this::value));
      case Response.Pending _ -> new Response.Pending(timestamp(), timestamp(), list(this::ref));
      case Response.NotDecided _ -> new Response.NotDecided();
      case Response.Done _ -> new Response.Done();
      case Response.TooOld _ -> new Response.TooOld();
    };
  }

  private <T> List<T> list(Supplier<T> part) {
    return Stream.generate(part).limit(random.nextInt(5)).toList();
  }

  private <T> @Nullable T maybe(Supplier<T> part) {
    return random.nextBoolean() ? part.get() : null;
  }

  private <T> T any(T[] values) {
    return values[random.nextInt(values.length)];
  }

  private long timestamp() {
    return random.nextInt(4) == 0 ? 0 : random.nextLong(Long.MAX_VALUE);
  }

  private byte[] bytes(int least, int most) {
    byte[] bytes = new byte[random.nextInt(least, most + 1)];
    random.nextBytes(bytes);
    return bytes;
  }

  private Key key() {
    return new Key(random.nextInt(20) == 0 ? bytes(1, StoredKey.KEY_BYTES_MAX + 1) : bytes(1, 9));
  }

  private Value value() {
    return new Value(bytes(0, random.nextInt(20) == 0 ? 5_000 : 20), timestamp());
  }

  private TxnId id() {
    return new TxnId(
        new RequestId(random.nextLong(), random.nextLong(), timestamp()),
        random.nextLong(),
        random.nextInt(Integer.MAX_VALUE));
  }

  private TxnRef ref() {
    return new TxnRef(id(), key());
  }

  private Span span() {
    Key one = key();
    Key two = key();
    return switch (random.nextInt(4)) {
      case 0 -> Span.point(one);
      case 1 -> new Span(one, null);
      case 2 -> new Span(new Key(new byte[0]), two);
      default -> one.compareTo(two) <= 0 ? new Span(one, two) : new Span(two, one);
    };
  }

  private Row row() {
    return new Row(key(), new Version(timestamp(), maybe(this::value)));
  }

  private Write write() {
    return new Write(key(), maybe(this::value), random.nextBoolean() ? Write.BLIND : timestamp());
  }

  private Request.Check check() {
    return new Request.Check(span(), timestamp());
  }

  private Verdict verdict() {
    return switch (random.nextInt(3)) {
      case 0 -> new Verdict.Committed(id(), timestamp());
      case 1 -> new Verdict.Aborted(id());
      default -> new Verdict.Above(id(), timestamp());
    };
  }

  private Blocker blocker() {
    return new Blocker(ref(), any(LockMode.values()), random.nextBoolean(), timestamp());
  }

  private TxnOutcome outcome() {
    return random.nextBoolean()
        ? new TxnOutcome.Committed(timestamp())
        : new TxnOutcome.Aborted(any(TxnOutcome.Cause.values()));
  }
}
