package io.halcyon.testkit.simulation;

import io.halcyon.core.failure.InvariantViolation;
import io.halcyon.testkit.simulation.LogEntry.Payload;
import io.halcyon.txn.cache.ReadCache;
import io.halcyon.txn.cache.TimestampCache;
import io.halcyon.txn.participant.Effect;
import io.halcyon.txn.participant.Input;
import io.halcyon.txn.participant.Now;
import io.halcyon.txn.participant.Participant;
import io.halcyon.txn.participant.Request;
import io.halcyon.txn.participant.Response;
import io.halcyon.txn.participant.TermBound;
import io.halcyon.txn.record.Change;
import io.halcyon.txn.record.TxnOutcome;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One replica of a data shard: a shell around the participant that production runs, with a pause
/// between any two steps.
final class TxnReplica implements RaftMember.Listener {
  /// A call that waits for its answer.
  private record Waiting(Request request, long session, Consumer<@Nullable Response> reply) {}

  /// What a leader knows in memory, in one term only.
  private static final class Leading {
    private final long term;
    private final Map<Long, Waiting> calls = new HashMap<>();
    private @Nullable Participant participant;
    private long lastCall;

    Leading(long term) {
      this.term = term;
    }
  }

  private final World world;
  private final TxnScene scene;
  private final NodeProcess node;
  private final RaftMember raft;
  private final BoundSeam bound;
  private final TxnState state;
  private @Nullable Leading leading;
  // The kind of request that is being evaluated, for the clauses that concern only one kind.
  private @Nullable Request evaluating;

  TxnReplica(World world, TxnScene scene, NodeProcess node, RaftMember raft) {
    this.world = world;
    this.scene = scene;
    this.node = node;
    this.raft = raft;
    this.bound = new BoundSeam(world);
    this.state = new TxnState(scene);
    node.every(scene.participants().tickMillis(), () -> step(new Input.Tick(), null));
  }

  TxnState state() {
    return state;
  }

  @Override
  public void applied(long index, LogEntry entry, boolean effective) {
    scene.oracle().applied(raft.shard(), index, entry, effective);
    if (!effective) {
      return;
    }
    if (entry.payload().effect() instanceof LogEntry.Effect.Changes changes) {
      changes.changes().forEach(state::apply);
    }
    bound.applied(entry.term(), entry.payload().bound());
    Leading now = leading;
    if (now == null) {
      return;
    }
    if (now.participant == null && bound.readyIn(now.term)) {
      now.participant =
          new Participant(scene.participants(), new Bound(now.term), state, cache(now.term));
    }
    node.later(() -> step(new Input.BoundMoved(), null));
  }

  private ReadCache cache(long term) {
    boolean blind =
        scene.weak(TxnWeakening.PREPARE_BELOW_LOW_WATER)
            || scene.weak(TxnWeakening.DECIDE_BELOW_LOW_WATER);
    long mark = blind ? 0 : bound.lowWater(term);
    return new WeakCache(scene, new TimestampCache(64, 8, mark), () -> evaluating);
  }

  @Override
  public void leaderReady(long term) {
    bound.elected(term);
    leading = new Leading(term);
    raft.propose(renewal(term, 0), null);
  }

  @Override
  public void leadershipLost() {
    bound.lostLeadership();
    leading = null;
  }

  /// Takes a router's request; `reply` gets null for a refusal.
  void handle(Request request, Consumer<@Nullable Response> reply) {
    Leading now = leading;
    if (!node.serving() || now == null || now.participant == null) {
      reply.accept(null);
      return;
    }
    now.lastCall++;
    now.calls.put(now.lastCall, new Waiting(request, node.lease().session(), reply));
    step(new Input.Asked(now.lastCall, request), request);
  }

  private void step(Input input, @Nullable Request request) {
    Leading now = leading;
    Participant participant = now == null ? null : now.participant;
    if (now == null || participant == null) {
      return;
    }
    evaluating = request;
    long millis = node.machine().clock().monotonicNanos() / Scheduler.MILLI;
    List<Effect> effects = participant.step(input, new Now(node.hlc().tick(), millis));
    evaluating = null;
    for (Effect effect : effects) {
      perform(now, effect);
    }
  }

  private void perform(Leading now, Effect effect) {
    switch (effect) {
      case Effect.Propose propose -> {
        if (node.hlc().merge(propose.latest())) {
          node.ping(propose.latest());
          node.later(() -> propose(now, propose));
        } else {
          node.later(() -> land(now, propose.proposal(), false));
        }
      }
      case Effect.Reply reply -> reply(now, reply);
      case Effect.Drop drop -> {
        Waiting waiting = now.calls.remove(drop.call());
        if (waiting != null) {
          waiting.reply.accept(null);
        }
      }
      case Effect.Refuse refuse ->
          throw new InvariantViolation("nothing is collected here: " + refuse.failure());
      case Effect.RenewBound renew -> raft.propose(renewal(now.term, renew.readAt()), null);
    }
  }

  private void propose(Leading now, Effect.Propose propose) {
    long latest = propose.latest();
    Payload payload =
        new Payload(
            now.term,
            bound.next(latest, node.hlc().physical().millis()),
            new LogEntry.Effect.Changes(recorded(propose.changes())));
    boolean early = scene.weak(TxnWeakening.ANSWER_BEFORE_APPLIED);
    boolean appended =
        raft.propose(
            payload,
            result -> {
              if (!early) {
                land(now, propose.proposal(), result.applied());
              }
            });
    if (!appended || early) {
      land(now, propose.proposal(), appended);
    }
  }

  private List<Change> recorded(List<Change> changes) {
    boolean recovery =
        changes.stream()
            .anyMatch(change ->
                change instanceof Change.PutRecord(_, TxnOutcome.Aborted(TxnOutcome.Cause cause))
                    && cause == TxnOutcome.Cause.COORDINATOR_SILENT);
    return recovery && scene.weak(TxnWeakening.RECOVER_WITHOUT_RECORD) ? List.of() : changes;
  }

  private void land(Leading now, long proposal, boolean applied) {
    if (leading == now) {
      step(new Input.Landed(proposal, applied), null);
    }
  }

  private void reply(Leading now, Effect.Reply reply) {
    Waiting waiting = now.calls.remove(reply.call());
    if (waiting == null) {
      return;
    }
    long shown = scene.weak(TxnWeakening.FORGET_FLOOR) ? 0 : reply.shown();
    node.show(
        shown,
        waiting.session,
        () -> {
          scene
              .oracle()
              .answered(node, raft.shard(), waiting.request, reply.response(), reply.shown());
          waiting.reply.accept(reply.response());
        });
  }

  private Payload renewal(long term, long readAt) {
    return new Payload(
        term, bound.next(readAt, node.hlc().physical().millis()), new LogEntry.Effect.Nothing());
  }

  /// The rule C1 in one term, with its weakened variants.
  private final class Bound implements TermBound {
    private final long term;

    Bound(long term) {
      this.term = term;
    }

    @Override
    public long lowWater() {
      long mark = bound.lowWater(term);
      boolean decides = evaluating instanceof Request.Commit;
      boolean writes =
          evaluating instanceof Request.Prepare || evaluating instanceof Request.CommitOnePhase;
      boolean ignored =
          (decides && scene.weak(TxnWeakening.DECIDE_BELOW_LOW_WATER))
              || (writes && scene.weak(TxnWeakening.PREPARE_BELOW_LOW_WATER));
      return ignored && mark != Long.MAX_VALUE ? 0 : mark;
    }

    private TxnWeakening clause() {
      if (evaluating instanceof Request.Push) {
        return TxnWeakening.PUSH_WITHOUT_BOUND;
      }
      return evaluating instanceof Request.Status
          ? TxnWeakening.STATUS_WITHOUT_BOUND
          : TxnWeakening.READ_WITHOUT_BOUND;
    }

    @Override
    public boolean covers(long readAt) {
      boolean ignored = scene.weak(clause());
      boolean covered = bound.covers(term, readAt);
      if (covered) {
        world.oracle().covered(node, raft, term, readAt);
      }
      return covered || ignored;
    }
  }
}
