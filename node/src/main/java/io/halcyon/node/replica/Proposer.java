package io.halcyon.node.replica;

import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.HalcyonException;
import io.halcyon.core.failure.InvariantViolation;
import io.halcyon.core.id.RequestId;
import io.halcyon.raftstorage.engine.ShardStore;
import io.halcyon.raftstorage.entry.EntryWriter;
import io.halcyon.raftstorage.log.ReplicatedLog.Outcome;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
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
  private final ConcurrentLinkedQueue<PendingWrite> queue = new ConcurrentLinkedQueue<>();
  private final AtomicInteger queuedOps = new AtomicInteger();
  private final AtomicInteger queuedBytes = new AtomicInteger();
  private final AtomicInteger kicks = new AtomicInteger();
  // Owned by the turn.
  private final EntryWriter writer = new EntryWriter();
  private final ArrayDeque<PendingWrite> deferred = new ArrayDeque<>();
  private final Gathering gathering;
  private final AtomicBoolean alarmed = new AtomicBoolean();

  /// What an evaluation did with a write.
  private enum Step {
    /// It is answered, or shares the answer of its first try.
    SETTLED,
    IN_ENTRY,
    /// It must wait for entries in flight.
    DEFERRED
  }

  Proposer(Replica replica, Serving serving, ReplicaConfig config, Evaluation evaluation) {
    this.replica = replica;
    this.serving = serving;
    this.config = config;
    this.evaluation = evaluation;
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
    while (!queue.isEmpty() || !deferred.isEmpty()) {
      LeaderState leader = replica.leader();
      if (leader == null) {
        refuseAll(replica.notLeader());
        return;
      }
      int inFlight = leader.inFlightCount();
      if (inFlight >= config.entriesInFlightMax() || (inFlight == 0 && gathers())) {
        return;
      }
      if (!fill(leader)) {
        return;
      }
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
    deferred.forEach(write -> write.fail(failure));
    deferred.clear();
    PendingWrite write;
    while ((write = queue.poll()) != null) {
      taken(write);
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
        entry.writes.forEach(write -> giveUp(leader, write, replica.notLeader()));
        leader.abandon(entry);
      }
    }
  }

  /// Evaluates until the entry is full or nothing is left to look at; returns how many writes were
  /// answered at once.
  private int evaluate(LeaderState leader, InFlightEntry entry) {
    Batch batch = new Batch(leader, entry, replica.store());
    writer.begin(leader.term);
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

  private Step step(Batch batch, LeaderState leader, PendingWrite write) {
    Step step = null;
    try {
      step = batch.step(write);
      return step;
    } finally {
      if (step == null) {
        giveUp(leader, write, replica.notLeader());
      }
    }
  }

  /// Fails a write that has no effect and is not in the log.
  private static void giveUp(LeaderState leader, PendingWrite write, Failure failure) {
    for (int stripe : write.stripes()) {
      leader.pending.end(stripe, 0);
    }
    write.holds(PendingWrite.NO_STRIPES);
    if (write.command().serves()) {
      leader.writesById.remove(write.command().id(), write);
    }
    write.fail(failure);
  }

  private void propose(LeaderState leader, InFlightEntry entry) {
    long latest = serving.clock().peek();
    long bound = replica.bound().next(latest, serving.clock().physical().millis());
    byte[] bytes = writer.finish(bound, closable(leader, entry, latest));
    replica.metrics().proposed(entry.writes.size(), bytes.length);
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
    long below = entry.firstTimestamp > 0 ? entry.firstTimestamp - 1 : latest;
    long closed = Math.min(below, serving.floor().floor());
    return replica.bound().covers(leader.term, closed)
            && serving.mayAnswer(entry.session)
            && replica.leader() == leader
        ? closed
        : 0;
  }

  /// The evaluation of one entry.
  private final class Batch {
    private final LeaderState leader;
    private final InFlightEntry entry;
    private final ShardStore store;
    private final Overlay overlay;
    private final Evaluator evaluator;
    private final boolean mayServe = serving.lease().valid();
    private final long nowNanos = serving.nowNanos();

    Batch(LeaderState leader, InFlightEntry entry, ShardStore store) {
      this.leader = leader;
      this.entry = entry;
      this.store = store;
      this.overlay = new Overlay(store);
      this.evaluator = new Evaluator(writer, overlay);
    }

    Step step(PendingWrite write) {
      Command command = write.command();
      if (write.expired(nowNanos)) {
        return refuse(
            write, new Failure.DeadlineExceeded("the write waited past its deadline in the queue"));
      }
      if (!write.allowedIn(leader.term)) {
        return refuse(write, replica.notLeader());
      }
      if (!replica.bound().ready() && command.serves()) {
        return Step.DEFERRED;
      }
      Failure refused = refusal(command);
      if (refused != null) {
        return refuse(write, refused);
      }
      if (command.serves() && recognised(write)) {
        return Step.SETTLED;
      }
      if (command.reads() && mustWait(command.keys())) {
        return Step.DEFERRED;
      }
      return evaluate(write);
    }

    private Step refuse(PendingWrite write, Failure failure) {
      giveUp(leader, write, failure);
      return Step.SETTLED;
    }

    private @Nullable Failure refusal(Command command) {
      if (!command.serves()) {
        return null;
      }
      if (!mayServe && !replica.isSystem()) {
        return new Failure.Unavailable("the node holds no liveness lease at the moment");
      }
      for (byte[] key : command.keys()) {
        Failure refused = replica.ownership().check(key);
        if (refused != null) {
          return refused;
        }
      }
      long now = serving.clock().physical().millis();
      long oldest = now - config.retryWindow().toMillis();
      if (command.id().createdMillis() < oldest) {
        return new Failure.RetryWindowPassed(
            "the request id is older than the retry window of "
                + config.retryWindow()
                + "; read the keys to see whether it took effect, and check the client's clock");
      }
      if (command.id().createdMillis() > now + config.retryWindow().toMillis()) {
        // Its outcome would be kept for as long as it lies ahead.
        return new Failure.ClockSkew(
            "the request id is dated further ahead than the retry window of "
                + config.retryWindow()
                + "; check the client's clock");
      }
      return null;
    }

    /// Answers, or attaches to its first try, a write whose id is known.
    private boolean recognised(PendingWrite write) {
      RequestId id = write.command().id();
      PendingWrite first = leader.writesById.putIfAbsent(id, write);
      // What was deferred before is its own first try.
      if (first != null && first != write) {
        if (first.share(write)) {
          return true;
        }
        if (!leader.writesById.replace(id, first, write)) {
          // The first try is done, and has left its outcome or nothing at all.
          leader.writesById.put(id, write);
        } else if (store.outcome(id) == null) {
          // Answered and not done: whether it will be applied is not known in this term.
          leader.writesById.put(id, first);
          write.fail(replica.notLeader());
          return true;
        }
      }
      byte[] known = store.outcome(id);
      if (known == null) {
        return false;
      }
      leader.writesById.remove(id, write);
      RememberedOutcome outcome = RememberedOutcome.decode(known);
      write.evaluated(outcome.timestamp(), outcome.result());
      replica.answerWhenPassed(outcome.timestamp(), entry.session, List.of(write));
      return true;
    }

    private boolean mustWait(List<byte[]> keys) {
      for (byte[] key : keys) {
        if (leader.pending.inFlight(PendingKeys.stripe(key)) && !overlay.wrote(key)) {
          return true;
        }
      }
      return false;
    }

    private Step evaluate(PendingWrite write) {
      Command command = write.command();
      int[] stripes = command.keys().stream().mapToInt(PendingKeys::stripe).toArray();
      for (int stripe : stripes) {
        leader.pending.begin(stripe);
      }
      write.holds(stripes);
      long timestamp = command.keys().isEmpty() ? 0 : commitTimestamp();
      if (timestamp < 0) {
        return refuse(write, replica.notLeader());
      }
      Evaluator.Result result = evaluator.evaluate(command, timestamp);
      write.evaluated(timestamp, result);
      if (command.serves()) {
        writer.outcome(command.id(), new RememberedOutcome(timestamp, result).encode());
      }
      entry.add(write);
      return Step.IN_ENTRY;
    }

    /// Returns a timestamp above everything this clock has given or merged, and above the term's
    /// low-water mark (C1); -1 if this replica does not lead any more.
    private long commitTimestamp() {
      long timestamp = serving.clock().now();
      long lowWater = replica.bound().lowWater(leader.term);
      if (timestamp > lowWater) {
        return timestamp;
      }
      if (lowWater == Long.MAX_VALUE || !serving.clock().merge(lowWater)) {
        return -1;
      }
      return serving.clock().now();
    }
  }
}
