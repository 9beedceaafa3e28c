package io.halcyon.node;

import io.halcyon.core.failure.HalcyonException;
import io.halcyon.core.hlc.HlcTimestamp;
import io.halcyon.core.id.Incarnation;
import io.halcyon.core.id.NodeId;
import io.halcyon.core.id.ShardId;
import io.halcyon.node.membership.ClusterView;
import io.halcyon.node.replica.Replica;
import io.halcyon.node.replica.ReplicaConfig;
import io.halcyon.proto.v1.ClusterState;
import io.halcyon.proto.v1.NodeRecord;
import io.halcyon.proto.v1.ShardRecord;
import io.halcyon.raftstorage.engine.Expired;
import io.halcyon.raftstorage.log.LogStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a node does from time to time: renewing its lease, reminding the floor, declaring nodes
/// down (the system shard's leader), expiring and collecting versions, balancing leaders.
///
/// The timer only starts the tasks; they run on background threads, each at most once at a time.
final class Duties implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Duties.class);

  /// Only a question that was lost with its connection needs a reminder.
  private static final Duration REMIND = Duration.ofMillis(100);

  private static final Duration EXPIRE = Duration.ofSeconds(1);
  private static final Duration COLLECT = Duration.ofSeconds(30);
  private static final Duration BALANCE = Duration.ofSeconds(1);
  private static final long TRANSFER_PAUSE_NANOS = Duration.ofSeconds(5).toNanos();
  private static final int EXPIRE_BATCH = 1_000;

  /// Balance is no reason to disturb a shard that has just got a leader.
  private static final long SETTLED_NANOS = Duration.ofSeconds(5).toNanos();

  /// A follower that misses more entries than this would take too long to take over.
  private static final long LAG_ENTRIES_MAX = 1_000;

  /// Since when a shard has been seen to be led here, in one term.
  private record Lead(long term, long sinceNanos) {}

  private final ActiveNode node;
  private final NodeResources resources;
  private final List<ScheduledFuture<?>> scheduled = new ArrayList<>();
  private static final long FORGET_STEP_MILLIS = 60_000;

  private final Map<ShardId, Long> lastTransfer = new ConcurrentHashMap<>();
  private final Map<ShardId, Lead> leads = new ConcurrentHashMap<>();
  private boolean closed;

  Duties(ActiveNode node, NodeResources resources) {
    this.node = node;
    this.resources = resources;
  }

  /// Begins the duties; each sees for itself whether there is something to do.
  synchronized void start() {
    Duration renew = resources.config().liveness().renewEvery();
    // Renewals may overlap: one that hangs must not cost the lease.
    each(renew, () -> resources.background().execute(node.lease()::renew));
    each(REMIND, node.floor()::remind);
    alone(EXPIRE, this::expire);
    alone(COLLECT, this::collect);
    alone(BALANCE, this::balance);
    alone(
        resources.config().liveness().lease().dividedBy(10), this::leadsSystem, this::declareDown);
  }

  private void each(Duration period, Runnable task) {
    if (!closed) {
      scheduled.add(
          resources.timer().scheduleAtFixedRate(task, 0, period.toNanos(), TimeUnit.NANOSECONDS));
    }
  }

  private void alone(Duration period, Runnable task) {
    alone(period, () -> true, task);
  }

  /// @param needed asked by the timer, so that nothing is started in vain; must be cheap
  private void alone(Duration period, BooleanSupplier needed, Runnable task) {
    AtomicBoolean running = new AtomicBoolean();
    each(
        period,
        () -> {
          if (needed.getAsBoolean() && running.compareAndSet(false, true)) {
            resources
                .background()
                .execute(() -> {
                  try {
                    task.run();
                  } catch (HalcyonException e) {
                    log.atDebug()
                        .addKeyValue("failure", e.failure().message())
                        .log("duty postponed");
                  } catch (RuntimeException e) {
                    // The outermost loop of a duty: a bug must not end it for good.
                    log.atError().setCause(e).log("duty failed");
                  } finally {
                    running.set(false);
                  }
                });
          }
        });
  }

  private boolean leadsSystem() {
    Replica system = node.replicas().find(ShardId.SYSTEM.value());
    return system != null && system.leading();
  }

  private void declareDown() {
    node.systemShard().orElseThrow().seed(resources.view().current());
    node.systemLeader().declareDown(this::seemsDead);
  }

  /// A guess: a process that was killed has closed its connections.
  private boolean seemsDead(Incarnation member) {
    return !member.node().equals(node.identity().node())
        && node.transport().connected(member.node()).isEmpty();
  }

  /// Installs the first ring's ownership in a shard that has none (rule R1). Later rings come by
  /// movement only.
  void installOwnership(ShardId shard) {
    Replica replica = node.replicas().find(shard.value());
    ClusterState state = resources.view().current();
    if (replica != null
        && replica.leading()
        && replica.ownedEpoch() == 0
        && state.getRing().getEpoch() == 1) {
      // The next round sees whether it was committed.
      var _ = replica.own().putOwnership(state.getRing());
    }
  }

  private void expire() {
    for (Replica replica : node.replicas().all()) {
      if (replica.leading()) {
        List<Expired> expired =
            replica.store().expired(resources.clock().physical().millis(), EXPIRE_BATCH);
        if (!expired.isEmpty()) {
          var _ =
              replica
                  .own()
                  .expire(
                      expired.stream().map(Expired::key).toList(),
                      expired.stream().map(Expired::timestamp).toList());
        }
      }
    }
  }

  private void collect() {
    ReplicaConfig config = resources.config().replica();
    long now = resources.clock().physical().millis();
    for (Replica replica : node.replicas().all()) {
      replica
          .store()
          .collectGarbage(
              HlcTimestamp.packMillis(now - config.gcWindow().toMillis()),
              // Twice the window: an id is refused long before its outcome is forgotten.
              now - 2 * config.retryWindow().toMillis());
      forget(replica, now - config.retryWindow().toMillis());
    }
  }

  /// Once transactions have set the mark of what is forgotten, outcomes are dropped by it; while
  /// none take part, nobody else moves it.
  private static void forget(Replica replica, long beforeMillis) {
    long mark = replica.store().forgottenBeforeMillis();
    if (replica.leading()
        && !replica.hostsTransactions()
        && mark > 0
        && beforeMillis - mark > FORGET_STEP_MILLIS) {
      // The next round sees whether it was committed.
      var _ = replica.own().forget(beforeMillis);
    }
  }

  /// Hands leadership to the preferred leader: the first replica whose node is up and not draining.
  private void balance() {
    for (Replica replica : node.replicas().all()) {
      if (replica.distrusted()) {
        // Only a new term makes its log certain again; whoever can take it over may.
        otherHosts(replica.shard()).stream()
            .filter(this::reachable)
            .findAny()
            .ifPresent(target -> transfer(replica, target));
      } else if (replica.leading()) {
        if (!replica.shard().equals(ShardId.SYSTEM)) {
          installOwnership(replica.shard());
        }
        if (settled(replica)) {
          preferred(replica.shard())
              .filter(target -> !target.equals(node.identity().node()))
              .filter(target -> reachable(target) && caughtUp(replica, target))
              .ifPresent(target -> transfer(replica, target));
        }
      }
    }
  }

  /// Returns whether the shard has been led here for a while, or must be led elsewhere.
  private boolean settled(Replica replica) {
    if (resources.view().node(node.identity().node()).map(NodeRecord::getDraining).orElse(false)) {
      return true;
    }
    long now = resources.clock().physical().monotonicNanos();
    long term = replica.status().term();
    Lead lead =
        leads.merge(
            replica.shard(),
            new Lead(term, now),
            (before, fresh) -> before.term() == term ? before : fresh);
    return now - lead.sinceNanos() >= SETTLED_NANOS;
  }

  /// Returns whether the process that is connected is the one that the cluster takes to be active:
  /// handing a shard to a dead node, or to one that has yet to join, costs seconds without a
  /// leader. A process that joined again is connected under its first incarnation, not a later one.
  private boolean reachable(NodeId target) {
    return node.transport()
        .connected(target)
        .flatMap(
            peer -> resources.view().node(target).filter(n -> n.getIncarnation() >= peer.number()))
        .isPresent();
  }

  private static boolean caughtUp(Replica replica, NodeId target) {
    LogStatus status = replica.status();
    return status.membership().followers().stream()
        .anyMatch(follower ->
            follower.node().equals(target)
                && follower.matchIndex() + LAG_ENTRIES_MAX >= status.commitIndex());
  }

  private Optional<NodeId> preferred(ShardId shard) {
    ClusterView view = resources.view();
    return view.shard(shard).map(ShardRecord::getReplicasList).stream()
        .flatMap(List::stream)
        .map(replica -> view.node(new NodeId(replica.getNode())))
        .flatMap(Optional::stream)
        .filter(n -> n.getLiveness() == NodeRecord.Liveness.ACTIVE && !n.getDraining())
        .map(n -> new NodeId(n.getId()))
        .findFirst();
  }

  private void transfer(Replica replica, NodeId target) {
    long now = resources.clock().physical().monotonicNanos();
    Long last = lastTransfer.get(replica.shard());
    if (last != null && now - last < TRANSFER_PAUSE_NANOS) {
      return;
    }
    lastTransfer.put(replica.shard(), now);
    var _ =
        replica
            .transferLeadership(target)
            .whenComplete((_, error) ->
                log.atInfo()
                    .addKeyValue("shard", replica.shard())
                    .addKeyValue("to", target)
                    .addKeyValue("outcome", error == null ? "done" : error.getMessage())
                    .log("leadership transferred"));
  }

  /// Moves leadership of every shard to some other replica's node and waits for it, bounded;
  /// returns how many were moved.
  int moveLeadersAway() {
    List<Future<Boolean>> moves =
        node.replicas().all().stream()
            .filter(Replica::leading)
            .map(replica -> resources.background().submit(() -> moveAway(replica)))
            .toList();
    int moved = 0;
    for (Future<Boolean> move : moves) {
      try {
        moved += move.get() ? 1 : 0;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return moved;
      } catch (ExecutionException e) {
        log.atWarn().setCause(e).log("leadership not transferred");
      }
    }
    return moved;
  }

  private boolean moveAway(Replica replica) {
    return otherHosts(replica.shard()).stream()
        .anyMatch(target -> transferAndWait(replica, target));
  }

  private boolean transferAndWait(Replica replica, NodeId target) {
    try {
      replica.transferLeadership(target).get(3, TimeUnit.SECONDS);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (ExecutionException | TimeoutException e) {
      log.atInfo()
          .addKeyValue("shard", replica.shard())
          .addKeyValue("to", target)
          .addKeyValue("reason", e.toString())
          .log("leadership not transferred");
      return false;
    }
  }

  private List<NodeId> otherHosts(ShardId shard) {
    ClusterView view = resources.view();
    return view.shard(shard).map(ShardRecord::getReplicasList).stream()
        .flatMap(List::stream)
        .map(replica -> view.node(new NodeId(replica.getNode())))
        .flatMap(Optional::stream)
        .filter(n -> n.getLiveness() == NodeRecord.Liveness.ACTIVE && !n.getDraining())
        .map(n -> new NodeId(n.getId()))
        .filter(id -> !id.equals(node.identity().node()))
        .toList();
  }

  @Override
  public synchronized void close() {
    closed = true;
    scheduled.forEach(task -> task.cancel(false));
    scheduled.clear();
  }
}
