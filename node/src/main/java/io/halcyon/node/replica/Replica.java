package io.halcyon.node.replica;

import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.HalcyonException;
import io.halcyon.core.id.NodeId;
import io.halcyon.core.id.ShardId;
import io.halcyon.core.key.StoredKey;
import io.halcyon.core.wire.OpRequest;
import io.halcyon.raftstorage.engine.ShardStore;
import io.halcyon.raftstorage.entry.EntryReader;
import io.halcyon.raftstorage.log.LogListener;
import io.halcyon.raftstorage.log.LogStatus;
import io.halcyon.raftstorage.log.ReplicatedLog;
import io.halcyon.raftstorage.transaction.StoredShardState;
import io.halcyon.txn.bound.LogBound;
import io.halcyon.txn.participant.Request;
import io.halcyon.txnwire.TxnCodec;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One replica of one shard. As leader it evaluates writes, proposes them, and answers reads and
/// writes under C1–C3; as follower it applies, and serves reads at closed timestamps.
///
/// Thread-safe. No call blocks, except those that read ranges, which the caller runs on a pool.
public final class Replica {
  private static final Logger log = LoggerFactory.getLogger(Replica.class);

  /// What a replica tells its node. Called on any thread; must not block.
  public interface Listener {
    /// This replica leads now and serves.
    void leading(ShardId shard, long term);

    void notLeading(ShardId shard);

    /// Another replica is known to lead now.
    default void ledBy(ShardId shard, NodeId leader) {}

    /// The replica stopped for good.
    void failed(ShardId shard, Failure failure);

    /// An entry was applied (on any replica). The reader is valid during the call only.
    void applied(ShardId shard, EntryReader entry);
  }

  private final ShardId shard;
  private final Serving serving;
  private final ReplicaMetrics metrics;
  private final Listener listener;
  private final Proposer proposer;
  private final Reads reads;
  private final OwnWrites own;
  private final EntryOutcomes outcomes;
  private final LogBound bound;
  private volatile @Nullable ReplicatedLog replicatedLog;
  private volatile @Nullable LeaderState leader;
  private volatile Ownership ownership;
  private volatile boolean mayHoldIntents;
  private final Admittance admittance;
  private final CompletableFuture<Void> started = new CompletableFuture<>();
  private volatile @Nullable NodeId leaderHint;
  private volatile @Nullable Failure problem;

  public Replica(
      ShardId shard,
      Serving serving,
      ReplicaConfig config,
      Evaluation evaluation,
      ReplicaMetrics metrics,
      Listener listener) {
    this.shard = shard;
    this.serving = serving;
    this.metrics = metrics;
    this.listener = listener;
    this.bound = new LogBound(serving.clock().config().boundLead().toMillis());
    this.ownership = Ownership.none(shard);
    this.admittance = new Admittance(this, serving, config.retryWindow());
    this.proposer = new Proposer(this, serving, config, evaluation);
    this.reads = new Reads(this, serving, evaluation.pool());
    this.own = new OwnWrites(this, serving);
    this.outcomes = new EntryOutcomes(this, serving);
  }

  /// Connects the replica with its log: `open` is given the listener that the log is to call.
  public void start(java.util.function.Function<LogListener, ReplicatedLog> open) {
    replicatedLog = open.apply(new ReplicaEvents(this, serving, listener, started));
    started.complete(null);
  }

  /// Queues a write; nothing happens before {@link #flush}.
  ///
  /// @param request a PUT, DELETE or WRITE_CALL
  public void write(OpRequest request, Reply reply) {
    Command command;
    try {
      command = Command.parse(request);
    } catch (HalcyonException e) {
      reply.fail(e.failure());
      return;
    }
    submit(command, request.bodyLength() + 64, reply, deadline(request.deadlineMillis()));
  }

  /// Queues a request of a transaction's coordinator, as a TXN_CALL; nothing happens before {@link
  /// #flush}.
  public void transact(OpRequest request, Reply reply) {
    try {
      if (request.bodyLength() > Command.CALL_BYTES_MAX) {
        throw new HalcyonException(
            new Failure.Invalid(
                "request of "
                    + request.bodyLength()
                    + " bytes exceeds the limit of "
                    + Command.CALL_BYTES_MAX
                    + " bytes; split it"));
      }
      Request parsed =
          TxnCodec.decodeRequest(request.buffer(), request.bodyOffset(), request.bodyLength());
      Failure refused = HostedRequests.refusal(this, parsed);
      if (refused == null && !serving.clock().merge(HostedRequests.latest(parsed))) {
        refused = new Failure.ClockSkew("the request names a time too far in the future");
      }
      if (refused != null) {
        reply.fail(refused);
        return;
      }
      ask(new HostedCall.Remote(parsed, reply, serving.lease().session()));
    } catch (HalcyonException e) {
      reply.fail(e.failure());
    }
  }

  /// Queues a call for the participant.
  void ask(HostedCall call) {
    if (problem == null) {
      proposer.ask(call);
    } else {
      HostedAnswers.fail(call, notLeader());
    }
  }

  /// Starts the evaluation of what was queued; called at the end of each network turn, by a thread
  /// that holds no lock.
  public void flush() {
    proposer.kickHere();
  }

  /// Answers a GET or READ_CALL. Ranges block on the store: call it on a pool for READ_CALL.
  public void read(OpRequest request, Reply reply) {
    reads.read(request, reply, deadline(request.deadlineMillis()));
  }

  private void submit(Command command, int bytes, Reply reply, long deadlineNanos) {
    submit(new PendingWrite(command, bytes, reply, deadlineNanos));
  }

  /// Queues a write; `kick` or {@link #flush} follows.
  void submit(PendingWrite write) {
    if (problem == null) {
      proposer.submit(write);
    } else {
      write.fail(notLeader());
    }
  }

  /// Returns what the node itself writes to the shard.
  public OwnWrites own() {
    return own;
  }

  private long deadline(int millis) {
    return serving.nowNanos() + Math.max(0, millis) * 1_000_000L;
  }

  /// Takes in the completion of proposals, in log order.
  void completed(LeaderState state) {
    outcomes.completed(state);
  }

  /// Answers once the floor has passed and if the lease held all the while (C2, C3).
  void answerWhenPassed(long timestamp, long session, List<PendingWrite> writes) {
    outcomes.answerWhenPassed(timestamp, session, writes);
  }

  /// Gives up a term whose log has become uncertain; the next term starts clean.
  void distrust(LeaderState state) {
    if (leader != state) {
      return;
    }
    leader = null;
    log.atWarn().addKeyValue("shard", shard).addKeyValue("term", state.term).log("term distrusted");
    handOver();
    proposer.kick();
  }

  /// Lets somebody else lead; without success the node's duties try again.
  private void handOver() {
    ReplicatedLog current = replicatedLog;
    if (current != null) {
      // The one who answered last is surely not the one who is dead.
      current.status().membership().followers().stream()
          .max(Comparator.comparingLong(LogStatus.FollowerProgress::matchIndex))
          .ifPresent(follower -> {
            var _ = current.transferLeadership(follower.node());
          });
    }
  }

  void storeFailed(Failure failure) {
    if (problem == null) {
      problem = failure;
      leader = null;
      log.atError()
          .addKeyValue("shard", shard)
          .addKeyValue("failure", failure.message())
          .log("replica stopped");
      listener.failed(shard, failure);
      handOver();
      proposer.kick();
    }
  }

  Failure notLeader() {
    return new Failure.NotLeader(shard, leaderHint);
  }

  public ShardId shard() {
    return shard;
  }

  boolean isSystem() {
    return shard.equals(ShardId.SYSTEM);
  }

  ReplicatedLog log() {
    ReplicatedLog current = replicatedLog;
    if (current == null) {
      throw new HalcyonException(new Failure.Unavailable("shard " + shard + " is starting"));
    }
    return current;
  }

  public ShardStore store() {
    return log().store();
  }

  public LogStatus status() {
    return log().status();
  }

  /// Returns a moment after which no entry of another leader has arrived; empty if not known.
  public OptionalLong lastArrivalNanos() {
    return log().lastArrivalNanos();
  }

  public CompletableFuture<Void> transferLeadership(NodeId target) {
    return log().transferLeadership(target);
  }

  /// Changes who takes part in the shard's group; see `ReplicatedLog.changeMembers`.
  public CompletableFuture<Void> changeMembers(List<NodeId> members, List<NodeId> learners) {
    return log().changeMembers(members, learners);
  }

  @Nullable LeaderState leader() {
    return leader;
  }

  /// Returns whether Raft has this replica lead, but it does not, because the outcome of an entry
  /// is uncertain, its term could not be opened, or it has stopped itself.
  public boolean distrusted() {
    return leader == null && log().status().ready();
  }

  /// Returns the term in which this replica leads; 0 when it does not.
  public long leaderTerm() {
    LeaderState state = leader;
    return state == null ? 0 : state.term;
  }

  /// Returns whether this replica leads and serves.
  public boolean leading() {
    return leader != null && bound.ready();
  }

  void led(@Nullable LeaderState state) {
    leader = state;
  }

  void owns(Ownership owned) {
    ownership = owned;
  }

  void hint(@Nullable NodeId node) {
    leaderHint = node;
  }

  /// Says whether the store may hold intents: an entry has brought one, or they are gone.
  void mayHoldIntents(boolean may) {
    mayHoldIntents = may;
  }

  boolean mayHoldIntents() {
    return mayHoldIntents;
  }

  /// Returns what the store holds, as transactions see it.
  StoredShardState shardState() {
    return new StoredShardState(store(), StoredKey::token, ownership::owns);
  }

  Admittance admittance() {
    return admittance;
  }

  LogBound bound() {
    return bound;
  }

  ReplicaMetrics metrics() {
    return metrics;
  }

  Proposer proposer() {
    return proposer;
  }

  public @Nullable NodeId leaderHint() {
    return leaderHint;
  }

  /// Returns why the replica is out of service, null when healthy.
  public @Nullable Failure problem() {
    return problem;
  }

  /// Returns whether transactions take part in the shard at the moment (ADR-0012).
  public boolean hostsTransactions() {
    return proposer.host() != null;
  }

  public int queuedWrites() {
    return proposer.queued();
  }

  /// Returns the epoch of the ring that the shard's own record knows; 0 when it owns nothing yet.
  public long ownedEpoch() {
    return ownership().epoch().value();
  }

  /// Returns a timestamp at or below which everything is applied and may be shown, and no leader
  /// will write any more, for watches; negative when this replica does not lead.
  public long resolved() {
    LeaderState state = leader;
    if (state == null) {
      return -1;
    }
    // A successor writes above the bound that this term has in the log, and only there (C1).
    long covered = bound.covered(state.term);
    // A write that gets its timestamp after this is above it.
    long latest = serving.clock().peek();
    ParticipantHost host = proposer.host();
    long applied = host == null ? state.allAppliedUpTo(latest) : host.complete();
    if (host != null && latest - applied > ParticipantHost.CLOSING_LAG_MAX) {
      // Its turn moves it on; who asks does so again and again.
      proposer.kick();
    }
    long shown = Math.min(applied, serving.floor().floor());
    if (covered > 0 && covered < shown) {
      var _ = own.renewBound();
    }
    return leader == state ? Math.min(shown, covered) : -1;
  }

  /// Returns a timestamp at or below which no transaction will write any more, as far as that is
  /// the participant's to say.
  public long completeUpTo() {
    ParticipantHost host = proposer.host();
    return host == null ? Long.MAX_VALUE : host.complete();
  }

  /// Returns the term in which this replica leads and serves, 0 if it does not.
  public long servingTerm() {
    LeaderState state = leader;
    return state == null || !bound.ready() ? 0 : state.term;
  }

  Ownership ownership() {
    return ownership;
  }

  public void close() {
    ReplicatedLog current = replicatedLog;
    leader = null;
    proposer.kick();
    if (current != null) {
      current.close();
    }
  }

  /// Lets `task` see the reader of each effect of an entry; for listeners.
  public static void forEachEffect(EntryReader entry, Consumer<EntryReader> task) {
    entry.rewind();
    while (entry.next()) {
      task.accept(entry);
    }
    entry.rewind();
  }
}
