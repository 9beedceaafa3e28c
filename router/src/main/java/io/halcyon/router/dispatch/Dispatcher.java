package io.halcyon.router.dispatch;

import io.halcyon.core.failure.Failure;
import io.halcyon.core.hlc.PhysicalClock;
import io.halcyon.router.shardmap.ClusterView;
import io.halcyon.router.shardmap.ShardMap;
import io.halcyon.router.shardmap.ShardRoute;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Sends operations to their shards' leaders and retries what may be retried until the operation's
/// deadline.
///
/// | a try ends with | then |
/// |---|---|
/// | an answer | done; the node is remembered as the leader |
/// | NotLeader | ask the hinted node at once, else the next replica after a pause |
/// | NotOwner | locate anew with a newer ring; a fixed shard fails, its caller splits anew |
/// | Unavailable, Corrupted, broken stream | the next replica after a pause |
/// | Overloaded | the same node after the pause it named |
/// | no answer in the try's time | the next replica at once, with twice the time |
/// | Ambiguous | the same request id again after a pause: the shard remembers outcomes (T3) |
/// | anything else | done, failed |
///
/// A write is retried only because it carries a request id. When the deadline passes it ends
/// `Ambiguous` if a try of it may have been applied, else `DeadlineExceeded`.
///
/// Thread-safe; never blocks: pauses are timers of the event loop.
public final class Dispatcher {
  // More redirects in a row than this mean that nodes disagree: pause between them.
  private static final int REDIRECTS_AT_ONCE = 3;
  private static final int PAUSES_BEFORE_REFRESH = 8;

  private final ClusterView view;
  private final NodeLinks links;
  private final ScheduledExecutorService timers;
  private final PhysicalClock clock;
  private final RetryConfig config;
  private final Backoff backoff;
  private final DispatchEvents events;
  private volatile @Nullable Unblocker unblocker;

  /// @param timers the event loop
  public Dispatcher(
      ClusterView view,
      NodeLinks links,
      ScheduledExecutorService timers,
      PhysicalClock clock,
      RetryConfig config,
      DispatchEvents events) {
    this.view = view;
    this.links = links;
    this.timers = timers;
    this.clock = clock;
    this.config = config;
    this.backoff = new Backoff(config);
    this.events = events;
  }

  /// Says who clears transactions out of the way of single operations; they are waited for without.
  public void unblockBy(Unblocker clearing) {
    unblocker = clearing;
  }

  /// Sends an operation to the owner of a token, wherever the ring puts it at each try.
  public void sendByToken(Operation operation, long token) {
    operation.byToken = true;
    operation.token = token;
    operation.begin(this);
    attempt(operation);
  }

  /// Sends an operation to one shard under one epoch. Fails with `NotOwner` when the ring has moved
  /// on: then the caller splits its work anew.
  public void sendToShard(Operation operation, int shard, long epoch) {
    operation.byToken = false;
    operation.shard = shard;
    operation.epoch = epoch;
    operation.begin(this);
    attempt(operation);
  }

  /// Calls `then` with the current shard map: at once for round 0 if there is a ring, else after a
  /// pause that grows with the round and in which a newer map may have arrived. Callers that split
  /// work over shards come back with the next round when a shard says `NotOwner`.
  ///
  /// @param failed called instead if the deadline passes first
  public void withMap(
      int round, long deadlineNanos, Consumer<ShardMap> then, Consumer<Failure> failed) {
    ShardMap map = view.current();
    if (round == 0 && map.hasRing()) {
      then.accept(map);
      return;
    }
    long remaining = deadlineNanos - clock.monotonicNanos();
    if (remaining <= 0) {
      failed.accept(new Failure.DeadlineExceeded("no usable ring before the deadline"));
      return;
    }
    view.refresh();
    boolean scheduled =
        LoopTimer.after(
            timers,
            Math.min(remaining, backoff.nanos(round)),
            () -> afterPause(round, deadlineNanos, then, failed));
    if (!scheduled) {
      failed.accept(new Failure.Unavailable("the router is shutting down"));
    }
  }

  private void afterPause(
      int round, long deadlineNanos, Consumer<ShardMap> then, Consumer<Failure> failed) {
    ShardMap map = view.current();
    if (map.hasRing()) {
      then.accept(map);
    } else {
      withMap(round + 1, deadlineNanos, then, failed);
    }
  }

  /// Returns the monotonic time by which deadlines are measured.
  public long nowNanos() {
    return clock.monotonicNanos();
  }

  public ClusterView view() {
    return view;
  }

  private void attempt(Operation operation) {
    long remaining = operation.deadlineNanos - clock.monotonicNanos();
    if (remaining <= 0 || operation.attempts >= config.attemptsMax()) {
      expire(operation, remaining <= 0);
      return;
    }
    ShardRoute route = locate(operation);
    if (route == null) {
      pause(operation, RetryCause.NO_ROUTE, new Failure.Unavailable("no ring yet"), 0);
      return;
    }
    operation.route = route;
    long node = choose(operation, route);
    NodeLink link = node == 0 ? null : links.to(node);
    operation.attempts++;
    operation.asked = node;
    if (link == null) {
      route.suspect(node);
      view.refresh();
      Failure failure =
          new Failure.Unavailable("no known address for a replica of s" + route.shard());
      pause(operation, RetryCause.NO_ROUTE, failure, 0);
      return;
    }
    link.send(
        operation.kind,
        operation.shard,
        operation.epoch,
        attemptMillis(operation, remaining),
        operation.body,
        operation.offset,
        operation.length,
        operation);
  }

  private @Nullable ShardRoute locate(Operation operation) {
    ShardMap map = view.current();
    if (operation.byToken) {
      if (!map.hasRing()) {
        return null;
      }
      operation.shard = map.ownerOf(operation.token);
      operation.epoch = map.epoch();
    }
    return map.route(operation.shard);
  }

  private long choose(Operation operation, ShardRoute route) {
    if (operation.anyReplica && operation.attempts == 0) {
      return route.replica(backoff.spread());
    }
    long leader = route.leader();
    if (leader != 0) {
      return leader;
    }
    events.leaderMissed();
    return route.replica(operation.attempts == 0 ? backoff.spread() : operation.attempts);
  }

  private int attemptMillis(Operation operation, long remainingNanos) {
    long limit = config.attemptTimeout().toNanos() << Math.min(operation.timeouts, 10);
    long nanos = Math.min(remainingNanos, limit);
    // Rounded up: a try must not be given 0 ms.
    return (int) Math.min(Integer.MAX_VALUE, (nanos + 999_999) / 1_000_000);
  }

  /// A try has failed; called by its operation on an event loop.
  void failed(Operation operation, Failure failure, boolean sent) {
    boolean writes = operation.kind.writes();
    switch (failure) {
      case Failure.NotLeader f -> notLeader(operation, f);
      case Failure.NotOwner f -> notOwner(operation, f);
      case Failure.Unavailable f -> {
        operation.uncertain |= writes && sent;
        elsewhere(operation, RetryCause.UNAVAILABLE, f);
      }
      case Failure.Blocked f -> unblock(operation, f);
      case Failure.Corrupted f -> elsewhere(operation, RetryCause.CORRUPTED, f);
      case Failure.Overloaded f ->
          pause(operation, RetryCause.OVERLOADED, f, f.retryAfter().toNanos());
      case Failure.Ambiguous f -> {
        operation.uncertain |= writes;
        pause(operation, RetryCause.AMBIGUOUS, f, 0);
      }
      case Failure.DeadlineExceeded f -> {
        operation.uncertain |= writes && sent;
        timedOut(operation, f);
      }
      case Failure.WrongValue f -> end(operation, operation.uncertain ? ambiguous(f) : f);
      case Failure.Internal f -> end(operation, operation.uncertain ? ambiguous(f) : f);
      case Failure.ClockSkew f -> end(operation, operation.uncertain ? ambiguous(f) : f);
      case Failure.OutOfRange f -> end(operation, operation.uncertain ? ambiguous(f) : f);
      case Failure.RetryWindowPassed f -> end(operation, f);
      case Failure.Invalid f -> end(operation, f);
      case Failure.Unsupported f -> end(operation, f);
      case Failure.OfTransaction f -> end(operation, f);
    }
  }

  private void notLeader(Operation operation, Failure.NotLeader failure) {
    long hint = failure.leaderHint() == null ? 0 : failure.leaderHint().value();
    ShardRoute route = operation.route;
    if (route != null) {
      route.denied(operation.asked, hint);
    }
    boolean hinted = hint != 0 && hint != operation.asked;
    if (hinted && ++operation.redirects <= REDIRECTS_AT_ONCE) {
      again(operation, RetryCause.NOT_LEADER, failure);
    } else {
      pause(operation, RetryCause.NOT_LEADER, failure, 0);
    }
  }

  private void notOwner(Operation operation, Failure.NotOwner failure) {
    if (!operation.byToken) {
      view.refresh();
      end(operation, operation.uncertain ? ambiguous(failure) : failure);
      return;
    }
    if (view.current().epoch() > operation.epoch && ++operation.redirects <= REDIRECTS_AT_ONCE) {
      again(operation, RetryCause.NOT_OWNER, failure);
      return;
    }
    if (failure.known().value() > view.current().epoch()) {
      view.refresh();
    }
    pause(operation, RetryCause.NOT_OWNER, failure, 0);
  }

  private void unblock(Operation operation, Failure.Blocked failure) {
    Unblocker clearing = unblocker;
    if (clearing == null) {
      pause(operation, RetryCause.BLOCKED, failure, 0);
      return;
    }
    clearing.clear(
        operation.shard,
        failure,
        known -> {
          if (known) {
            // The shard, or the anchor, has made it wait already.
            again(operation, RetryCause.BLOCKED, failure);
          } else {
            pause(operation, RetryCause.BLOCKED, failure, 0);
          }
        });
  }

  private void elsewhere(Operation operation, RetryCause cause, Failure failure) {
    ShardRoute route = operation.route;
    if (route != null) {
      route.suspect(operation.asked);
    }
    if (operation.pauses >= PAUSES_BEFORE_REFRESH) {
      view.refresh(); // the replicas may have moved to nodes that this view does not know
    }
    pause(operation, cause, failure, 0);
  }

  private void timedOut(Operation operation, Failure failure) {
    operation.timeouts++;
    ShardRoute route = operation.route;
    if (route != null) {
      route.suspect(operation.asked);
    }
    again(operation, RetryCause.TIMEOUT, failure);
  }

  private void again(Operation operation, RetryCause cause, Failure failure) {
    operation.last = failure;
    if (operation.deadlineNanos - clock.monotonicNanos() > 0) {
      events.retried(cause);
    }
    attempt(operation);
  }

  private void pause(Operation operation, RetryCause cause, Failure failure, long leastNanos) {
    operation.last = failure;
    long remaining = operation.deadlineNanos - clock.monotonicNanos();
    if (remaining <= 0) {
      expire(operation, true);
      return;
    }
    events.retried(cause);
    long pause = Math.max(leastNanos, backoff.nanos(operation.pauses++));
    if (!LoopTimer.after(timers, Math.min(pause, remaining), () -> attempt(operation))) {
      expire(operation, false);
    }
  }

  private void expire(Operation operation, boolean deadline) {
    Failure last = operation.last;
    String why =
        (deadline ? "deadline passed" : "gave up")
            + " after "
            + operation.attempts
            + (operation.attempts == 1 ? " try" : " tries")
            + (last == null ? "" : "; last: " + last.message());
    if (operation.uncertain) {
      end(operation, new Failure.Ambiguous(why));
    } else if (deadline || last == null) {
      end(operation, new Failure.DeadlineExceeded(why));
    } else {
      end(operation, last);
    }
  }

  private static Failure ambiguous(Failure last) {
    return new Failure.Ambiguous(
        "an earlier try was not answered, a later one failed: " + last.message());
  }

  private static void end(Operation operation, Failure failure) {
    operation.completion.failed(failure);
  }
}
