package io.halcyon.chaos.workload;

import io.halcyon.checker.history.Answer;
import io.halcyon.checker.history.Call;
import io.halcyon.checker.history.HistoryRecorder;
import io.halcyon.checker.history.Outcome;
import io.halcyon.client.Entry;
import io.halcyon.client.HalcyonClient;
import io.halcyon.core.failure.HalcyonException;
import io.halcyon.core.hlc.SystemClock;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// One logical client: makes calls on hot keys one after the other, now and then writes a key of
/// its own that nobody ever touches again, and records all of it.
///
/// Every value put is a number that no one else puts, so a read tells whose write it saw, and every
/// key can be incremented. Owned by the thread that runs it.
final class RegisterClient implements Runnable {
  /// Values of two puts are this far apart: increments in between stay tellable.
  private static final long VALUE_STEP = 1_000_000;

  private static final long CLIENT_STEP = VALUE_STEP * 1_000_000;

  private final int process;
  private final WorkloadSpec spec;
  private final RandomGenerator random;
  private final HalcyonClient client;
  private final HistoryRecorder recorder;
  private final Ledger ledger;
  private final Progress progress;
  private final Map<String, @Nullable String> seen = new HashMap<>();
  private long puts;
  private volatile boolean stopping;

  RegisterClient(
      int process,
      WorkloadSpec spec,
      RandomGenerator random,
      HalcyonClient client,
      HistoryRecorder recorder,
      Shared shared) {
    this.process = process;
    this.spec = spec;
    this.random = random;
    this.client = client;
    this.recorder = recorder;
    this.ledger = shared.ledger();
    this.progress = shared.progress();
  }

  /// What the clients of a workload keep together.
  record Shared(Ledger ledger, Progress progress) {}

  void stop() {
    stopping = true;
  }

  @Override
  public void run() {
    int operationsMax = spec.operationsMax() / spec.clients();
    for (int i = 0; i < operationsMax && !stopping; i++) {
      if (random.nextInt(10) == 0) {
        putOwn();
      } else {
        String key = RegisterWorkload.hotKey(random.nextInt(spec.hotKeys()));
        make(key, nextCall(key));
      }
      LockSupport.parkNanos(random.nextLong(2 * spec.pause().toNanos() + 1));
    }
  }

  private Call nextCall(String key) {
    int choice = random.nextInt(100);
    if (choice < 35) {
      return new Call.Get();
    }
    if (choice < 60) {
      return new Call.Put(uniqueValue());
    }
    if (choice < 80) {
      return new Call.CompareAndSet(seen.get(key), uniqueValue());
    }
    return choice < 93 ? new Call.Increment(1 + random.nextInt(9)) : new Call.Delete();
  }

  private String uniqueValue() {
    return Long.toString(process * CLIENT_STEP + ++puts * VALUE_STEP);
  }

  private void putOwn() {
    String value = uniqueValue();
    String key = Ledger.PREFIX + value;
    try {
      client.put(key, value);
      ledger.acknowledged(key, value);
    } catch (HalcyonException e) {
      ledger.unacknowledged(key, CallOutcomes.of(new Call.Put(value), e.failure()));
    }
  }

  /// Makes a call and records it.
  void make(String key, Call call) {
    long invoked = SystemClock.INSTANCE.monotonicNanos();
    long ticket = recorder.invoked(process, key, call, invoked);
    Outcome outcome;
    try {
      outcome = new Outcome.Ok(send(key, call));
    } catch (HalcyonException e) {
      outcome = CallOutcomes.of(call, e.failure());
    }
    long completed = SystemClock.INSTANCE.monotonicNanos();
    recorder.completed(ticket, outcome, completed);
    if (outcome instanceof Outcome.Ok && !call.readOnly()) {
      progress.wrote(key, invoked, completed);
    }
  }

  private Answer send(String key, Call call) {
    return switch (call) {
      case Call.Get _ -> {
        String value = client.get(key).map(Entry::text).orElse(null);
        seen.put(key, value);
        yield new Answer.Found(value);
      }
      case Call.Put put -> {
        client.put(key, put.value());
        seen.put(key, put.value());
        yield new Answer.Done();
      }
      case Call.Delete _ -> {
        boolean existed = client.delete(key).existed();
        seen.put(key, null);
        yield new Answer.Existed(existed);
      }
      case Call.CompareAndSet cas -> {
        boolean swapped = client.compareAndSet(key, cas.expected(), cas.value());
        if (swapped) {
          seen.put(key, cas.value());
        }
        yield new Answer.Swapped(swapped);
      }
      case Call.Increment increment -> {
        long value = client.increment(key, increment.delta()).value();
        seen.put(key, Long.toString(value));
        yield new Answer.Counted(value);
      }
    };
  }
}
