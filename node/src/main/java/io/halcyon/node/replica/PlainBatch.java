package io.halcyon.node.replica;

import io.halcyon.core.failure.Failure;
import io.halcyon.core.id.RequestId;
import io.halcyon.raftstorage.engine.ShardStore;
import io.halcyon.raftstorage.entry.EntryWriter;
import io.halcyon.txn.record.RequestOutcome;
import java.util.List;

/// The evaluation of one entry's writes by the plain way: of single operations, as long as no
/// transaction takes part in the shard (ADR-0012).
///
/// Used by the proposer's turn.
final class PlainBatch {
  /// What an evaluation did with a write.
  enum Step {
    /// It is answered, or shares the answer of its first try.
    SETTLED,
    IN_ENTRY,
    /// It must wait for entries in flight.
    DEFERRED
  }

  private final Replica replica;
  private final Serving serving;
  private final Admittance admittance;
  private final EntryWriter writer;
  private final LeaderState leader;
  private final InFlightEntry entry;
  private final ShardStore store;
  private final Overlay overlay;
  private final Evaluator evaluator;

  PlainBatch(
      Replica replica,
      Serving serving,
      Admittance admittance,
      EntryWriter writer,
      LeaderState leader,
      InFlightEntry entry) {
    this.replica = replica;
    this.serving = serving;
    this.admittance = admittance;
    this.writer = writer;
    this.leader = leader;
    this.entry = entry;
    this.store = replica.store();
    this.overlay = new Overlay(store);
    this.evaluator = new Evaluator(Evaluator.into(writer), overlay);
  }

  Step step(PendingWrite write) {
    Command command = write.command();
    Failure refused = admittance.refusal(write, leader.term);
    if (refused != null) {
      return refuse(write, refused);
    }
    // The first look at a term's store says whether there are intents, which only the participant
    // respects.
    if (command.serves() && (!replica.bound().ready() || replica.mayHoldIntents())) {
      return Step.DEFERRED;
    }
    Failure denied = admittance.denial(command, store.forgottenBeforeMillis());
    if (denied != null) {
      return refuse(write, denied);
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
    leader.giveUp(write, failure);
    return Step.SETTLED;
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
    if (store.outcome(id) == null) {
      return false;
    }
    RequestOutcome known = replica.shardState().outcome(id);
    if (known == null) {
      return false; // another request's, with an id that differs only in when it was made
    }
    leader.writesById.remove(id, write);
    write.evaluated(known.at(), SingleWrite.result(known.answer()));
    replica.answerWhenPassed(known.at(), entry.session, List.of(write));
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
    if (command instanceof Command.Keyless keyless) {
      write.evaluated(0, Evaluator.keyless(keyless, writer));
      entry.add(write);
      return Step.IN_ENTRY;
    }
    int[] stripes = command.keys().stream().mapToInt(PendingKeys::stripe).toArray();
    for (int stripe : stripes) {
      leader.pending.begin(stripe);
    }
    write.holds(stripes);
    long timestamp = commitTimestamp();
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
