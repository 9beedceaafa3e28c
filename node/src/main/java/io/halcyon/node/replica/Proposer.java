package io.halcyon.node.replica;

import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.HalcyonException;
import io.halcyon.core.failure.InvariantViolation;
import io.halcyon.raftstorage.entry.EntryWriter;
import io.halcyon.raftstorage.log.ReplicatedLog.Outcome;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Group commit at the leader: evaluates queued writes one after the other into log entries and
/// proposes them. While entries are in flight writes collect, so that a busy shard fills its
/// entries and a lone write leaves at once; no timer, unless {@link Gathering} is configured.
///
/// Evaluation is done by one thread at a time (a turn); {@link #submit} and {@link #kick} are
/// called by any thread and never block.
final class Proposer {
  private static final Logger log = LoggerFactory.getLogger(Proposer.class);

  /// More queued writes than this are not evaluated on the caller's thread.
  private static final int TURN_OPS_ON_CALLER = 256;

  private final Replica replica;
  private final Serving serving;
  private final ReplicaConfig config;
  private final Evaluation evaluation;
  private final Admittance admittance;
  private final ConcurrentLinkedQueue<PendingWrite> queue = new ConcurrentLinkedQueue<>();
  private final AtomicInteger queuedOps = new AtomicInteger();
  private final AtomicInteger queuedBytes = new AtomicInteger();
  private final AtomicInteger kicks = new AtomicInteger();
  // Owned by the turn.
  private final EntryWriter writer = new EntryWriter();
  private final ArrayDeque<PendingWrite> deferred = new ArrayDeque<>();
  private final Gathering gathering;
  private final AtomicBoolean alarmed = new AtomicBoolean();
  private final ConcurrentLinkedQueue<HostedCall> asked = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<InFlightEntry> landed = new ConcurrentLinkedQueue<>();
  // When the participant is to be called though nothing happens; owned by the turn.
  private long tickNanos = Long.MAX_VALUE;
  private final AtomicBoolean ticks = new AtomicBoolean();
  // Owned by the turn, but for what it says itself.
  private volatile @Nullable ParticipantHost host;

  Proposer(Replica replica, Serving serving, ReplicaConfig config, Evaluation evaluation) {
    this.replica = replica;
    this.serving = serving;
    this.config = config;
    this.evaluation = evaluation;
    this.admittance = replica.admittance();
    this.gathering = new Gathering(config.gatheringMax().toNanos(), config.entryOpsMax());
  }

  /// Queues a write; it is evaluated after the next {@link #kick}.
  void submit(PendingWrite write) {
    int ops = queuedOps.incrementAndGet();
    int bytes = queuedBytes.addAndGet(write.bytes());
    if (ops > config.queuedOpsMax() || bytes > config.queuedBytesMax()) {
      taken(write);
      replica.metrics().shed();
      write.fail(
          new Failure.Overloaded(
              "shard " + replica.shard() + " has too many writes queued", Duration.ofMillis(20)));
      return;
    }
    queue.add(write);
  }

  /// Queues what is for the participant, which begins to evaluate if it does not yet.
  void ask(HostedCall call) {
    asked.add(call);
  }

  /// Returns the participant's host while it evaluates.
  @Nullable ParticipantHost host() {
    return host;
  }

  /// Hands the participant the fate of an entry of its own; `kick` follows.
  void landed(InFlightEntry entry) {
    landed.add(entry);
  }

  /// Sees to it that a turn runs after this call, on another thread.
  void kick() {
    if (kicks.getAndIncrement() == 0) {
      evaluation.pool().execute(this::turns);
    }
  }

  /// The same, on the calling thread if there is not much to do. The caller holds no lock.
  void kickHere() {
    if (kicks.getAndIncrement() == 0) {
      boolean few = queuedOps.get() <= TURN_OPS_ON_CALLER;
      (few ? evaluation.caller() : evaluation.pool()).execute(this::turns);
    }
  }

  int queued() {
    return queuedOps.get();
  }

  private void taken(PendingWrite write) {
    queuedOps.decrementAndGet();
    queuedBytes.addAndGet(-write.bytes());
  }

  private void turns() {
    int seen;
    do {
      seen = kicks.get();
      try {
        turn();
      } catch (HalcyonException e) {
        unusable(e.failure());
      } catch (InvariantViolation e) {
        replica.storeFailed(new Failure.Internal("invariant violated: " + e.getMessage()));
      } catch (RuntimeException e) {
        // The outermost loop of this thread's work: a bug stops the replica rather than its queue.
        log.atError().setCause(e).addKeyValue("shard", replica.shard()).log("evaluation failed");
        replica.storeFailed(new Failure.Internal("evaluation failed: " + e));
      }
    } while (!kicks.compareAndSet(seen, 0));
  }

  /// A store that is being closed or swapped is no fault: the term is over then.
  private void unusable(Failure failure) {
    if (failure instanceof Failure.Unavailable) {
      refuseAll(failure);
    } else {
      replica.storeFailed(failure);
    }
  }

  private void turn() {
    boolean more = true;
    while (more) {
      LeaderState leader = replica.leader();
      endHostUnlessOf(leader);
      if (leader == null) {
        refuseAll(replica.notLeader());
        return;
      }
      ParticipantHost participant = host;
      more = participant == null ? plain(leader) : participate(leader, participant);
    }
  }

  /// Evaluates single operations; returns whether to go on.
  private boolean plain(LeaderState leader) {
    int inFlight = leader.inFlightCount();
    boolean wanted = !asked.isEmpty() || replica.mayHoldIntents();
    if (wanted && replica.bound().ready() && !replica.isSystem()) {
      if (inFlight > 0) {
        return false;
      }
      beginHost(leader);
      return true;
    }
    if (queue.isEmpty() && deferred.isEmpty()) {
      return false;
    }
    if (inFlight >= config.entriesInFlightMax() || (inFlight == 0 && gathers())) {
      return false;
    }
    return fill(leader);
  }

  private void beginHost(LeaderState leader) {
    host = ParticipantHost.begin(replica, serving, config, leader);
    log.atDebug()
        .addKeyValue("shard", replica.shard())
        .addKeyValue("term", leader.term)
        .log("the participant evaluates");
  }

  /// Has the participant evaluate everything; returns whether to go on.
  private boolean participate(LeaderState leader, ParticipantHost participant) {
    InFlightEntry entry;
    while ((entry = landed.poll()) != null) {
      if (entry.host == participant) {
        participant.landed(entry.proposals, entry.outcome instanceof Outcome.Applied);
      }
    }
    if (ticks.compareAndSet(true, false)) {
      tickNanos = Long.MAX_VALUE;
      participant.tick();
    }
    HostedCall call;
    while ((call = asked.poll()) != null) {
      participant.ask(call);
    }
    PendingWrite write;
    while ((write = next()) != null) {
      host(leader, participant, write);
    }
    participant.close();
    while (participant.hasProposals() && leader.inFlightCount() < config.entriesInFlightMax()) {
      fill(leader, participant);
    }
    alarm(participant.quietMillis() * 1_000_000);
    if (participant.idle()) {
      leader.pending.appliedUnseen(serving.clock().now());
      endHost(replica.notLeader());
      replica.mayHoldIntents(false);
      leader.participating(false);
    }
    return !queue.isEmpty() || !asked.isEmpty() || !landed.isEmpty();
  }

  private @Nullable PendingWrite next() {
    PendingWrite write = deferred.poll();
    if (write == null) {
      write = queue.poll();
      if (write != null) {
        taken(write);
      }
    }
    return write;
  }

  private void host(LeaderState leader, ParticipantHost participant, PendingWrite write) {
    Failure refused = admittance.refusal(write, leader.term);
    if (refused == null) {
      refused = admittance.denial(write.command(), replica.store().forgottenBeforeMillis());
    }
    if (refused != null) {
      leader.giveUp(write, refused);
    } else if (write.command() instanceof Command.Keyless) {
      participant.keep(write);
    } else {
      if (write.command().serves()) {
        leader.writesById.remove(write.command().id(), write);
      }
      participant.ask(new HostedCall.Write(write, 0, serving.lease().session()));
    }
  }

  private void fill(LeaderState leader, ParticipantHost participant) {
    InFlightEntry entry = new InFlightEntry(serving.lease().session(), serving.clock().peek());
    entry.host = participant;
    leader.begin(entry);
    writer.begin(leader.term);
    participant.fill(writer, entry);
    propose(leader, entry);
  }

  /// Calls the participant after a while, though nothing happens.
  private void alarm(long nanos) {
    long at = serving.nowNanos() + nanos;
    if (tickNanos == Long.MAX_VALUE || at - tickNanos < 0) {
      tickNanos = at;
      evaluation
          .later()
          .run(
              () -> {
                ticks.set(true);
                kickHere();
              },
              nanos);
    }
  }

  private void endHostUnlessOf(@Nullable LeaderState leader) {
    ParticipantHost ending = host;
    if (ending != null && !ending.serves(leader)) {
      endHost(replica.notLeader());
      if (leader != null) {
        leader.participating(false);
      }
    }
  }

  private void endHost(Failure failure) {
    ParticipantHost ending = host;
    if (ending != null) {
      host = null;
      tickNanos = Long.MAX_VALUE;
      ending.end(failure);
    }
  }

  /// Returns whether to wait for more writes, and arranges for the end of the wait.
  private boolean gathers() {
    if (queuedBytes.get() >= config.entryBytesMax()) {
      return false;
    }
    long wait = gathering.waitNanos(queuedOps.get() + deferred.size(), serving.nowNanos());
    if (wait > 0 && alarmed.compareAndSet(false, true)) {
      evaluation
          .later()
          .run(
              () -> {
                alarmed.set(false);
                kickHere();
              },
              wait);
    }
    return wait > 0;
  }

  private void refuseAll(Failure failure) {
    endHost(failure);
    landed.clear();
    HostedCall call;
    while ((call = asked.poll()) != null) {
      HostedAnswers.fail(call, failure);
    }
    PendingWrite write;
    while ((write = next()) != null) {
      write.fail(failure);
    }
  }

  /// Evaluates one entry's worth of writes and proposes it; returns whether there was any progress.
  private boolean fill(LeaderState leader) {
    InFlightEntry entry = new InFlightEntry(serving.lease().session(), serving.clock().peek());
    leader.begin(entry);
    boolean evaluated = false;
    try {
      int settled = evaluate(leader, entry);
      evaluated = true;
      if (entry.writes.isEmpty()) {
        leader.abandon(entry);
        return settled > 0;
      }
      propose(leader, entry);
      return true;
    } finally {
      if (!evaluated) {
        entry.writes.forEach(write -> leader.giveUp(write, replica.notLeader()));
        leader.abandon(entry);
      }
    }
  }

  /// Evaluates until the entry is full or nothing is left to look at; returns how many writes were
  /// answered at once.
  private int evaluate(LeaderState leader, InFlightEntry entry) {
    writer.begin(leader.term);
    PlainBatch batch = new PlainBatch(replica, serving, admittance, writer, leader, entry);
    int unseen = deferred.size();
    int settled = 0;
    for (int taken = 0; taken < config.entryOpsMax(); taken++) {
      PendingWrite write = unseen > 0 ? deferred.peek() : queue.peek();
      if (write == null || full(entry, write)) {
        break;
      }
      if (unseen > 0) {
        unseen--;
        deferred.remove();
      } else {
        queue.remove();
        taken(write);
      }
      switch (step(batch, leader, write)) {
        case SETTLED -> settled++;
        case IN_ENTRY -> {}
        case DEFERRED -> deferred.add(write);
      }
    }
    // What was put off just now is older than what was not looked at.
    for (; unseen > 0; unseen--) {
      deferred.add(deferred.remove());
    }
    return settled;
  }

  private boolean full(InFlightEntry entry, PendingWrite next) {
    return !entry.writes.isEmpty() && writer.bytes() + next.bytes() > config.entryBytesMax();
  }

  private PlainBatch.Step step(PlainBatch batch, LeaderState leader, PendingWrite write) {
    PlainBatch.Step step = null;
    try {
      step = batch.step(write);
      return step;
    } finally {
      if (step == null) {
        leader.giveUp(write, replica.notLeader());
      }
    }
  }

  private void propose(LeaderState leader, InFlightEntry entry) {
    long latest = serving.clock().peek();
    long bound = replica.bound().next(latest, serving.clock().physical().millis());
    byte[] bytes = writer.finish(bound, closable(leader, entry, latest));
    replica.metrics().proposed(entry.writes.size() + entry.proposals.size(), bytes.length);
    gathering.proposed(entry.writes.size(), serving.nowNanos());
    if (entry.lastTimestamp > 0) {
      serving.floor().assigned(entry.lastTimestamp);
    }
    var _ =
        replica
            .log()
            .propose(bytes)
            .whenComplete((outcome, error) -> {
              Outcome known =
                  error == null ? outcome : new Outcome.Unknown("proposal failed: " + error);
              if (known instanceof Outcome.Unknown) {
                // Before anybody can take the entry for done.
                replica.distrust(leader);
              }
              entry.outcome = known;
              replica.completed(leader);
            });
  }

  /// Returns the timestamp to close with this entry: at or below it this leader writes no more.
  private long closable(LeaderState leader, InFlightEntry entry, long latest) {
    ParticipantHost participant = host;
    long closed;
    if (participant == null) {
      long below = entry.firstTimestamp > 0 ? entry.firstTimestamp - 1 : latest;
      closed = Math.min(below, serving.floor().floor());
    } else {
      closed = participant.close();
    }
    return replica.bound().covers(leader.term, closed)
            && serving.mayAnswer(entry.session)
            && replica.leader() == leader
        ? closed
        : 0;
  }
}
