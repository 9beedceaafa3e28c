package io.halcyon.node.replica;

import io.halcyon.core.failure.Failure;
import io.halcyon.core.hlc.HlcTimestamp;
import io.halcyon.core.id.RequestId;
import io.halcyon.core.key.StoredKey;
import io.halcyon.raftstorage.entry.EntryWriter;
import io.halcyon.raftstorage.transaction.ChangeWriter;
import io.halcyon.raftstorage.transaction.StoredShardState;
import io.halcyon.txn.cache.TimestampCache;
import io.halcyon.txn.participant.Effect;
import io.halcyon.txn.participant.Input;
import io.halcyon.txn.participant.Now;
import io.halcyon.txn.participant.Participant;
import io.halcyon.txn.participant.ParticipantConfig;
import io.halcyon.txn.participant.Request;
import io.halcyon.txn.participant.TermBound;
import io.halcyon.txn.record.Change;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Runs the participant of a shard's leader, as `io.halcyon.txn.participant` asks it of a shell,
/// from the first request of a transaction in a term until there has been none for a while
/// (ADR-0012).
///
/// Single operations take part as long as it exists: writes as `Apply`, reads as reads of nobody.
///
/// Owned by the proposer's turn, but for what says otherwise.
final class ParticipantHost {
  private static final int CACHE_SLOTS = 1 << 16;
  private static final int CACHE_RANGES = 256;
  private static final long FORGET_PATIENCE_NANOS = 200_000_000L;
  private static final long RESOLVE_PATIENCE_NANOS = 5_000_000L;
  private static final long IDLE_NANOS = 10_000_000_000L;
  private static final long IDLE_TICK_MILLIS = 1_000;
  private static final long CLOSING_LAG = HlcTimestamp.packMillis(50);

  /// Further behind than this what is complete is only because nothing happens.
  static final long CLOSING_LAG_MAX = 2 * CLOSING_LAG;

  private final Replica replica;
  private final Serving serving;
  private final LeaderState leader;
  private final ReplicaConfig config;
  private final ParticipantConfig participants;
  private final ChangeWriter changes = new ChangeWriter(StoredKey::token);
  private final Participant participant;
  private final HostedAnswers answers;
  private final Ownership ownership;
  private final Map<Long, HostedCall> calls = new HashMap<>();
  private final Map<Long, List<Change>> inFlight = new HashMap<>();
  private final Deque<Effect.Propose> ready = new ArrayDeque<>();
  // What nobody waits for: it goes along with other proposals, or when it has waited for long.
  private final Deque<Effect.Propose> patient = new ArrayDeque<>();
  private final Deque<PendingWrite> housekeeping = new ArrayDeque<>();
  private final Deque<Input> next = new ArrayDeque<>();
  private final IntentIndex intents = new IntentIndex();
  private long lastCall;
  private long usedNanos;
  private long closed;
  private long patientNanos;
  // Read by any thread.
  private volatile long complete;

  /// Begins; no entry may be in flight.
  ///
  /// The mark at or below which everything counts as read is taken after the leader shows this host
  /// to readers: a plain read that has not seen it took its timestamp before.
  static ParticipantHost begin(
      Replica replica, Serving serving, ReplicaConfig config, LeaderState leader) {
    leader.participating(true);
    return new ParticipantHost(replica, serving, config, leader);
  }

  private ParticipantHost(
      Replica replica, Serving serving, ReplicaConfig config, LeaderState leader) {
    this.replica = replica;
    this.serving = serving;
    this.config = config;
    this.leader = leader;
    this.ownership = replica.ownership();
    this.participants = participantConfig(config);
    // Writes that were acknowledged took their timestamps from this clock, too.
    long mark = serving.clock().now();
    TermBound bound = TermBound.of(replica.bound(), leader.term);
    long lowWater = Math.max(mark, replica.store().closedTs());
    StoredShardState state = replica.shardState();
    this.participant =
        new Participant(
            participants,
            new RaisedBound(bound, lowWater),
            new IndexedShardState(state, intents),
            new TimestampCache(CACHE_SLOTS, CACHE_RANGES, lowWater));
    this.answers = new HostedAnswers(replica, serving, this::retry);
    state.forEachIntent(intents::add);
    usedNanos = serving.nowNanos();
    publish();
  }

  private static ParticipantConfig participantConfig(ReplicaConfig config) {
    ParticipantConfig defaults = ParticipantConfig.DEFAULT;
    return new ParticipantConfig(
        defaults.heartbeatTimeoutMillis(),
        defaults.reportWaitMillis(),
        defaults.keepPlaceMillis(),
        defaults.tickMillis(),
        config.retryWindow().toMillis(),
        defaults.heardMax());
  }

  /// The mark of the term, or of the switch if that is above.
  private record RaisedBound(TermBound bound, long mark) implements TermBound {
    @Override
    public long lowWater() {
      return Math.max(bound.lowWater(), mark);
    }

    @Override
    public boolean covers(long readAt) {
      return bound.covers(readAt);
    }
  }

  /// Takes what somebody asks. Everything checked about its keys holds as long as the ownership
  /// does, with which this host ends.
  void ask(HostedCall call) {
    if (calls.size() >= config.queuedOpsMax()) {
      HostedAnswers.fail(
          call,
          new Failure.Overloaded(
              "shard " + replica.shard() + " has too many calls waiting", Duration.ofMillis(20)));
      return;
    }
    switch (call) {
      case HostedCall.Remote remote -> {
        usedNanos = serving.nowNanos();
        ask(call, remote.request());
      }
      case HostedCall.Read read -> ask(call, read.request());
      case HostedCall.Write write ->
          ask(
              call,
              SingleWrite.request(
                  write.write().command(), idOf(write), write.attempt(), replica.store()));
    }
  }

  /// What the node does for itself has no request id; nobody will ever repeat it.
  private RequestId idOf(HostedCall.Write write) {
    Command command = write.write().command();
    return command.serves()
        ? command.id()
        : new RequestId(-leader.term, serving.clock().now(), serving.clock().physical().millis());
  }

  private void ask(HostedCall call, Request request) {
    lastCall++;
    calls.put(lastCall, call);
    step(new Input.Asked(lastCall, request));
  }

  /// Takes a write whose command is keyless.
  void keep(PendingWrite write) {
    housekeeping.add(write);
  }

  /// Continues a write whose attempt was aborted by others.
  private void retry(HostedCall.Write aborted) {
    ask(new HostedCall.Write(aborted.write(), aborted.attempt() + 1, aborted.session()));
  }

  /// The fate of an entry is known.
  void landed(List<Long> proposals, boolean applied) {
    for (long proposal : proposals) {
      land(proposal, applied);
    }
    if (applied) {
      step(new Input.BoundMoved());
    }
  }

  private void land(long proposal, boolean applied) {
    List<Change> landed = inFlight.remove(proposal);
    if (landed != null) {
      intents.landed(landed, applied);
    }
    step(new Input.Landed(proposal, applied));
  }

  void tick() {
    step(new Input.Tick());
  }

  /// Steps may cause others; those are taken after, never inside.
  private void step(Input input) {
    next.add(input);
    if (next.size() > 1) {
      return;
    }
    while (!next.isEmpty()) {
      long millis = serving.nowNanos() / 1_000_000;
      List<Effect> effects =
          participant.step(next.element(), new Now(serving.clock().now(), millis));
      effects.forEach(this::perform);
      next.remove();
    }
  }

  private void perform(Effect effect) {
    switch (effect) {
      case Effect.Propose propose -> propose(propose);
      case Effect.Reply reply -> {
        HostedCall call = calls.remove(reply.call());
        if (call != null) {
          answers.answer(call, reply.response(), reply.shown());
        }
      }
      case Effect.Drop drop -> fail(drop.call(), replica.notLeader());
      case Effect.Refuse refuse -> fail(refuse.call(), refuse.failure());
      case Effect.RenewBound _ -> {
        replica.metrics().boundRenewal();
        // The entry lands like any other, and moves the bound.
        var _ = replica.own().renewBound();
      }
    }
  }

  private void fail(long call, Failure failure) {
    HostedCall waiting = calls.remove(call);
    if (waiting != null) {
      HostedAnswers.fail(waiting, failure);
    }
  }

  private void propose(Effect.Propose propose) {
    if (!serving.clock().merge(propose.latest())) {
      next.add(new Input.Landed(propose.proposal(), false));
      return;
    }
    inFlight.put(propose.proposal(), propose.changes());
    intents.proposed(propose.changes());
    long patience = patienceNanos(propose.changes());
    if (patience == 0) {
      ready.add(propose);
      return;
    }
    long until = serving.nowNanos() + patience;
    patientNanos = patient.isEmpty() ? until : Math.min(patientNanos, until);
    patient.add(propose);
  }

  /// Returns how long changes may wait for others to go along with: their transaction was answered
  /// before.
  private static long patienceNanos(List<Change> changes) {
    long patience = FORGET_PATIENCE_NANOS;
    for (Change change : changes) {
      long own =
          switch (change) {
            case Change.RemoveRecord _ -> FORGET_PATIENCE_NANOS;
            case Change.RemoveIntent _, Change.RememberResolved _, Change.PutVersion _ ->
                RESOLVE_PATIENCE_NANOS;
            case Change.PutIntent _,
                Change.PutRecord _,
                Change.RememberRequest _,
                Change.ForgetBefore _ ->
                0;
          };
      patience = Math.min(patience, own);
    }
    return patience;
  }

  boolean hasProposals() {
    // Who waits inside may wait for just that.
    boolean due = participant.waiting() > 0 || serving.nowNanos() - patientNanos >= 0;
    return !ready.isEmpty() || !housekeeping.isEmpty() || (!patient.isEmpty() && due);
  }

  /// Moves what is ready into an entry, as far as it fits.
  void fill(EntryWriter writer, InFlightEntry entry) {
    PendingWrite write;
    while ((write = housekeeping.poll()) != null) {
      write.evaluated(0, Evaluator.keyless((Command.Keyless) write.command(), writer));
      entry.add(write);
    }
    long latest = 0;
    while (!(ready.isEmpty() && patient.isEmpty())
        && (entry.proposals.isEmpty() || writer.bytes() < config.entryBytesMax())) {
      Effect.Propose propose = ready.isEmpty() ? patient.remove() : ready.remove();
      changes.write(propose.changes(), writer);
      entry.proposals.add(propose.proposal());
      latest = Math.max(latest, propose.latest());
    }
    if (latest > 0) {
      serving.floor().assigned(latest);
    }
  }

  /// Promises that nothing more is written at or below a timestamp some way behind, and returns the
  /// greatest so promised. Behind, because what is closed pushes the transactions under way.
  long close() {
    long wanted = Math.min(serving.clock().tick() - CLOSING_LAG, serving.floor().floor());
    long closable = participant.closable(wanted);
    if (closable > closed) {
      participant.closed(closable);
      closed = closable;
    }
    publish();
    return closed;
  }

  private void publish() {
    complete = Math.min(closed, intents.earliest() - 1);
  }

  /// Returns a timestamp up to which everything is applied and nothing more will be written, for
  /// watches. Any thread.
  long complete() {
    return complete;
  }

  /// Returns for how long nothing happens unless somebody asks.
  long quietMillis() {
    if (participant.waiting() > 0) {
      return participants.tickMillis();
    }
    long left = (patientNanos - serving.nowNanos()) / 1_000_000;
    return patient.isEmpty() ? IDLE_TICK_MILLIS : Math.clamp(left, 1, IDLE_TICK_MILLIS);
  }

  /// Returns whether this host is of the leader's term and of what the shard owns now.
  boolean serves(@Nullable LeaderState now) {
    return now == leader && ownership == replica.ownership();
  }

  /// Returns whether no transaction takes part any more, nor has for a while.
  boolean idle() {
    return serving.nowNanos() - usedNanos > IDLE_NANOS
        && calls.isEmpty()
        && inFlight.isEmpty()
        && housekeeping.isEmpty()
        && intents.isEmpty()
        && participant.lockHolders().isEmpty();
  }

  /// Ends: nobody is answered any more but with a failure. What is in the log may take effect.
  void end(Failure failure) {
    List<HostedCall> left = List.copyOf(calls.values());
    calls.clear();
    left.forEach(call -> HostedAnswers.fail(call, uncertain(call, failure)));
    housekeeping.forEach(write -> write.fail(failure));
    housekeeping.clear();
    ready.clear();
    patient.clear();
  }

  private static Failure uncertain(HostedCall call, Failure failure) {
    return call instanceof HostedCall.Write
        ? new Failure.Ambiguous("the shard's leader changed while the write was under way")
        : failure;
  }
}
