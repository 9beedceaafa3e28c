package io.halcyon.verify.workload;

import io.halcyon.checker.history.Answer;
import io.halcyon.checker.history.Call;
import io.halcyon.checker.history.HistoryRecorder;
import io.halcyon.checker.history.Outcome;
import io.halcyon.core.failure.HalcyonException;
import io.halcyon.verify.database.DamagedValueException;
import io.halcyon.verify.database.Session;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Single keys that clients read, put, compare-and-set and delete: each key is to behave like one
/// register in one place.
final class RegisterWorkload implements Workload {
  private static final int REGISTERS = 5;
  private static final int CALLS_MAX = 100;
  private static final String ABSENT = "";

  private final HistoryRecorder recorder;
  private final KeyPool registers = new KeyPool("register", REGISTERS, CALLS_MAX);
  private final AtomicLong values = new AtomicLong();

  /// What was last read or written of each key, so that comparisons are often right.
  private final Map<String, String> seen = new ConcurrentHashMap<>();

  RegisterWorkload(Setting setting) {
    recorder = new HistoryRecorder(setting.operationsMax());
  }

  @Override
  public List<Step> opening() {
    return List.of();
  }

  @Override
  public Ending step(Client client) {
    String key = registers.use(client.hot(REGISTERS));
    int choice = client.random().nextInt(100);
    if (choice < 40) {
      return make(client, key, new Call.Get());
    }
    String value = Long.toString(values.incrementAndGet());
    if (choice < 65) {
      return make(client, key, new Call.Put(value));
    }
    if (choice < 92) {
      String expected = seen.getOrDefault(key, ABSENT);
      return make(
          client, key, new Call.CompareAndSet(expected.equals(ABSENT) ? null : expected, value));
    }
    return make(client, key, new Call.Delete());
  }

  private Ending make(Client client, String key, Call call) {
    long ticket = recorder.invoked(client.process(), key, call, client.nowNanos());
    Ending ending;
    Outcome outcome;
    try {
      outcome = new Outcome.Ok(send(client.session(), key, call));
      ending = Ending.OK;
    } catch (HalcyonException e) {
      ending = call.readOnly() ? Ending.FAILED : Ending.ofWrite(e.failure());
      String detail = e.failure().getClass().getSimpleName() + ": " + e.failure().message();
      outcome =
          ending == Ending.FAILED ? new Outcome.Failed(detail) : new Outcome.Ambiguous(detail);
    } catch (DamagedValueException e) {
      String detail = String.valueOf(e.getMessage());
      recorder.completed(ticket, new Outcome.Failed(detail), client.nowNanos());
      throw e;
    }
    recorder.completed(ticket, outcome, client.nowNanos());
    return ending;
  }

  private Answer send(Session session, String key, Call call) {
    return switch (call) {
      case Call.Get _ -> {
        String value = session.get(key);
        saw(key, value);
        yield new Answer.Found(value);
      }
      case Call.Put put -> {
        session.put(key, put.value());
        saw(key, put.value());
        yield new Answer.Done();
      }
      case Call.Delete _ -> {
        boolean existed = session.delete(key);
        saw(key, null);
        yield new Answer.Existed(existed);
      }
      case Call.CompareAndSet cas -> {
        boolean swapped = session.compareAndSet(key, cas.expected(), cas.value());
        if (swapped) {
          saw(key, cas.value());
        }
        yield new Answer.Swapped(swapped);
      }
      case Call.Increment increment ->
          new Answer.Counted(session.increment(key, increment.delta()));
    };
  }

  private void saw(String key, @Nullable String value) {
    seen.put(key, value == null ? ABSENT : value);
  }

  @Override
  public List<Step> closing() {
    return registers.keys().stream()
        .<Step>map(key -> client -> make(client, key, new Call.Get()))
        .toList();
  }

  @Override
  public Recorded recorded() {
    return new Recorded.Calls(recorder.history());
  }
}
