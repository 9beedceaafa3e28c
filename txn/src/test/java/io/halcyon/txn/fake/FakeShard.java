package io.halcyon.txn.fake;

import io.halcyon.core.failure.Failure;
import io.halcyon.txn.bound.LogBound;
import io.halcyon.txn.cache.TimestampCache;
import io.halcyon.txn.participant.Effect;
import io.halcyon.txn.participant.Input;
import io.halcyon.txn.participant.Now;
import io.halcyon.txn.participant.Participant;
import io.halcyon.txn.participant.ParticipantConfig;
import io.halcyon.txn.participant.Request;
import io.halcyon.txn.participant.Response;
import io.halcyon.txn.participant.TermBound;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A shard with one replica: a participant, its state, its bound; new terms on demand.
public final class FakeShard {
  public static final ParticipantConfig CONFIG =
      new ParticipantConfig(1_000, 20, 500, 10, 600_000, 100);
  private static final long LEAD_MILLIS = 1_000;

  private final FakeState state = new FakeState();
  private final LogBound bound = new LogBound(LEAD_MILLIS);
  private final List<Effect.Propose> held = new ArrayList<>();
  private final Map<Long, Response> answers = new HashMap<>();
  private final Map<Long, Long> shown = new HashMap<>();
  private final Map<Long, Failure> refusals = new HashMap<>();
  private final List<Long> unread = new ArrayList<>();
  private boolean holding;
  private boolean renews = true;
  private long term;
  private long calls;
  private long millis = 10_000;
  private long hlc;
  private @Nullable Participant participant;

  public FakeShard() {
    elect();
    // The first term's low-water mark is long past.
    millis += 2 * LEAD_MILLIS;
  }

  /// Begins a new term: everything in memory is lost.
  public void elect() {
    term++;
    held.clear();
    bound.elected(term);
    bound.applied(term, bound.next(0, millis));
    participant =
        new Participant(
            CONFIG,
            TermBound.of(bound, term),
            state,
            new TimestampCache(1 << 10, 4, bound.lowWater(term)));
  }

  /// Asks and returns the number of the call.
  public long ask(Request request) {
    calls++;
    step(new Input.Asked(calls, request));
    return calls;
  }

  /// Asks and returns the answer; null if there is none yet.
  public @Nullable Response answer(Request request) {
    return answers.get(ask(request));
  }

  public @Nullable Failure refusal(long call) {
    return refusals.get(call);
  }

  public @Nullable Response answer(long call) {
    return answers.get(call);
  }

  /// Returns what the floor must pass before an answer leaves.
  public long shown(long call) {
    return shown.getOrDefault(call, 0L);
  }

  /// Returns the calls answered since the last time, in order.
  public List<Long> takeAnswered() {
    List<Long> taken = List.copyOf(unread);
    unread.clear();
    return taken;
  }

  /// Keeps proposals in flight from now on.
  public void hold() {
    holding = true;
  }

  /// Applies what is in flight.
  public void land() {
    holding = false;
    List<Effect.Propose> landing = List.copyOf(held);
    held.clear();
    landing.forEach(this::apply);
  }

  public int inFlight() {
    return held.size();
  }

  /// Lets no entry renew the bound any more, as in a leader that is cut off.
  public void cutOff() {
    renews = false;
  }

  public void pass(long duration) {
    millis += duration;
    step(new Input.Tick());
  }

  public FakeState state() {
    return state;
  }

  public Participant participant() {
    if (participant == null) {
      throw new IllegalStateException("no term yet");
    }
    return participant;
  }

  /// Returns a fresh timestamp of the leader's clock.
  public long now() {
    hlc = Math.max(hlc + 1, millis << 16);
    return hlc;
  }

  /// Merges a timestamp that came with a message.
  public void observe(long timestamp) {
    hlc = Math.max(hlc, timestamp);
  }

  private void step(Input input) {
    for (Effect effect : participant().step(input, new Now(now(), millis))) {
      switch (effect) {
        case Effect.Propose propose -> {
          if (holding) {
            held.add(propose);
          } else {
            apply(propose);
          }
        }
        case Effect.Reply reply -> {
          answers.put(reply.call(), reply.response());
          shown.put(reply.call(), reply.shown());
          unread.add(reply.call());
        }
        case Effect.Drop _ -> {}
        case Effect.Refuse refuse -> refusals.put(refuse.call(), refuse.failure());
        case Effect.RenewBound renew -> {
          if (renews) {
            bound.applied(term, bound.next(renew.readAt(), millis));
            step(new Input.BoundMoved());
          }
        }
      }
    }
  }

  private void apply(Effect.Propose propose) {
    observe(propose.latest());
    propose.changes().forEach(state::apply);
    bound.applied(term, bound.next(propose.latest(), millis));
    step(new Input.Landed(propose.proposal(), true));
  }
}
