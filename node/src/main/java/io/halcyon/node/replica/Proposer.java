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
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Group commit at the leader: evaluates queued writes one after the other into log entries and
/// proposes them. While entries are in flight writes collect, so that a busy shard fills its
/// entries and a lone write leaves at once; there is no timer.
///
/// Evaluation is done by one thread at a time (a turn); {@link #submit} and {@link #kick} are
/// called by any thread and never block.
final class Proposer {
  private static final Logger log = LoggerFactory.getLogger(Proposer.class);

  private final Replica replica;
  private final Serving serving;
  private final ReplicaConfig config;
  private final Executor executor;
  private final ConcurrentLinkedQueue<PendingWrite> queue = new ConcurrentLinkedQueue<>();
  private final AtomicInteger queuedOps = new AtomicInteger();
  private final AtomicInteger queuedBytes = new AtomicInteger();
  private final AtomicInteger kicks = new AtomicInteger();
  // Owned by the turn.
  private final EntryWriter writer = new EntryWriter();
  private ArrayDeque<PendingWrite> deferred = new ArrayDeque<>();

  Proposer(Replica replica, Serving serving, ReplicaConfig config, Executor executor) {
    this.replica = replica;
    this.serving = serving;
    this.config = config;
    this.executor = executor;
  }

  /// Queues a write; it is evaluated after the next {@link #kick}.
  void submit(PendingWrite write) {
    if (queuedOps.incrementAndGet() > config.queuedOpsMax()
        || queuedBytes.addAndGet(write.bytes()) > config.queuedBytesMax()) {
      taken(write);
      replica.metrics().shed();
      write.fail(
          new Failure.Overloaded(
              "shard " + replica.shard() + " has too many writes queued", Duration.ofMillis(20)));
      return;
    }
    queue.add(write);
  }

  /// Sees to it that a turn runs after this call.
  void kick() {
    if (kicks.getAndIncrement() == 0) {
      executor.execute(this::turns);
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
        replica.storeFailed(e.failure());
      } catch (InvariantViolation e) {
        replica.storeFailed(new Failure.Internal("invariant violated: " + e.getMessage()));
      } catch (RuntimeException e) {
        // The outermost loop of this thread's work: a bug stops the replica rather than its queue.
        log.atError().setCause(e).addKeyValue("shard", replica.shard()).log("evaluation failed");
        replica.storeFailed(new Failure.Internal("evaluation failed: " + e));
      }
    } while (!kicks.compareAndSet(seen, 0));
  }

  private void turn() {
    while (!queue.isEmpty() || !deferred.isEmpty()) {
      LeaderState leader = replica.leader();
      if (leader == null) {
        refuseAll(replica.notLeader());
        return;
      }
      if (leader.inFlightCount() >= config.entriesInFlightMax()) {
        return;
      }
      if (!fill(leader)) {
        return;
      }
    }
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
    InFlightEntry entry = new InFlightEntry(serving.lease().session());
    leader.begin(entry);
    ShardStore store = replica.store();
    Batch batch = new Batch(leader, entry, store);
    writer.begin(leader.term);
    ArrayDeque<PendingWrite> waiting = deferred;
    deferred = new ArrayDeque<>();
    int taken = 0;
    int bytes = 0;
    while (taken < config.entryOpsMax() && bytes < config.entryBytesMax()) {
      PendingWrite write = waiting.poll();
      if (write == null) {
        write = queue.poll();
        if (write == null) {
          break;
        }
        taken(write);
      }
      taken++;
      bytes += write.bytes();
      batch.step(write);
    }
    deferred.addAll(waiting);
    if (entry.writes.isEmpty()) {
      leader.abandon(entry);
      return taken > deferred.size();
    }
    propose(leader, entry);
    return true;
  }

  private void propose(LeaderState leader, InFlightEntry entry) {
    long latest = serving.clock().peek();
    long bound = replica.bound().next(latest, serving.clock().physical().millis());
    byte[] bytes = writer.finish(bound, closable(leader, entry, latest));
    replica.metrics().proposed(entry.writes.size(), bytes.length);
    if (entry.lastTimestamp > 0) {
      serving.floor().assigned(entry.lastTimestamp);
    }
    var _ =
        replica
            .log()
            .propose(bytes)
            .whenComplete((outcome, error) -> {
              entry.outcome =
                  error == null ? outcome : new Outcome.Unknown("proposal failed: " + error);
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

    void step(PendingWrite write) {
      Command command = write.command();
      if (write.expired(nowNanos)) {
        refuse(
            write, new Failure.DeadlineExceeded("the write waited past its deadline in the queue"));
        return;
      }
      if (!replica.bound().ready() && command.serves()) {
        deferred.add(write);
        return;
      }
      Failure refused = refusal(command);
      if (refused != null) {
        refuse(write, refused);
        return;
      }
      if (command.serves() && recognised(write)) {
        return;
      }
      if (command.reads() && mustWait(command.keys())) {
        deferred.add(write);
        return;
      }
      evaluate(write);
    }

    private void refuse(PendingWrite write, Failure failure) {
      if (write.command().serves()) {
        leader.writesById.remove(write.command().id(), write);
      }
      write.fail(failure);
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
      long oldest = serving.clock().physical().millis() - config.retryWindow().toMillis();
      if (command.id().createdMillis() < oldest) {
        return new Failure.RetryWindowPassed(
            "the request id is older than the retry window of "
                + config.retryWindow()
                + "; read the keys to see whether it took effect, and check the client's clock");
      }
      return null;
    }

    /// Answers, or attaches to its first try, a write whose id is known.
    private boolean recognised(PendingWrite write) {
      RequestId id = write.command().id();
      PendingWrite first = leader.writesById.putIfAbsent(id, write);
      if (first == write) {
        // It was deferred before, and is its own first try.
        return false;
      }
      if (first != null) {
        if (first.share(write)) {
          return true;
        }
        leader.writesById.put(id, write);
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

    private void evaluate(PendingWrite write) {
      Command command = write.command();
      int[] stripes = command.keys().stream().mapToInt(PendingKeys::stripe).toArray();
      for (int stripe : stripes) {
        leader.pending.begin(stripe);
      }
      write.holds(stripes);
      long timestamp = command.keys().isEmpty() ? 0 : commitTimestamp();
      if (timestamp < 0) {
        for (int stripe : stripes) {
          leader.pending.end(stripe, 0);
        }
        refuse(write, replica.notLeader());
        return;
      }
      Evaluator.Result result = evaluator.evaluate(command, timestamp);
      write.evaluated(timestamp, result);
      if (command.serves()) {
        writer.outcome(command.id(), new RememberedOutcome(timestamp, result).encode());
      }
      entry.add(write);
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
