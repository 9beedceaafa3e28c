package io.halcyon.node.floor;

import io.halcyon.core.hlc.HlcClock;
import io.halcyon.core.id.Incarnation;
import io.halcyon.core.id.NodeId;
import io.halcyon.txn.floor.Floor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;

/// Holds answers back until the floor has passed what they show (rule C2), and sees to it that it
/// does.
///
/// Thread-safe. Tasks run on the thread that brings the news, or on the caller's.
public final class FloorKeeper {
  /// Asks members for their HLC; the answers arrive as {@link #heard}.
  public interface News {
    /// Must not block, and costs nothing for a member to which a message is under way anyway.
    void ask(Set<Incarnation> members);
  }

  private record Waiter(long timestamp, Runnable task) {}

  // Replaced when the node joins again as a new incarnation.
  private volatile Floor floor;
  private final HlcClock clock;
  private final News news;
  // Guarded by itself.
  private final PriorityQueue<Waiter> waiters =
      new PriorityQueue<>(Comparator.comparingLong(Waiter::timestamp));
  private volatile long earliest = Long.MAX_VALUE;

  public FloorKeeper(Floor floor, HlcClock clock, News news) {
    this.floor = floor;
    this.clock = clock;
    this.news = news;
  }

  /// Returns the greatest timestamp that may be shown now.
  public long floor() {
    return floor.floor();
  }

  /// Returns whether something at `timestamp` may be shown now.
  public boolean passed(long timestamp) {
    return floor.passed(timestamp, clock.peek());
  }

  /// Tells the members that `timestamp` was assigned, so that the floor is normally past it before
  /// the entry is committed.
  public void assigned(long timestamp) {
    Set<Incarnation> lagging = floor.lagging(timestamp);
    if (!lagging.isEmpty()) {
      news.ask(lagging);
    }
  }

  /// Runs the task once the floor has passed `timestamp`: now if it has.
  public void whenPassed(long timestamp, Runnable task) {
    if (passed(timestamp)) {
      task.run();
      return;
    }
    synchronized (waiters) {
      waiters.add(new Waiter(timestamp, task));
      earliest = Math.min(earliest, timestamp);
    }
    // The news may have come between the check and the registration.
    wake();
    if (!passed(timestamp)) {
      assigned(timestamp);
    }
  }

  /// Starts over with the floor of a new incarnation. What was held back stays so until the new
  /// floor passes it; its answers then fail, because their session has ended.
  public void begin(Floor next) {
    floor = next;
  }

  /// Takes in a node's HLC, whichever of its incarnations told it: a node's clock never goes back,
  /// so the present incarnation's is at least as high (C3).
  ///
  /// @return false if it was refused as too far ahead; its message must not be acted upon
  public boolean heard(NodeId node, long hlc) {
    if (!clock.merge(hlc)) {
      return false;
    }
    floor.heardOf(node, hlc);
    wake();
    return true;
  }

  /// Lets go what the floor no longer holds back; called when a member has left its set.
  public void membersChanged() {
    wake();
  }

  public Set<Incarnation> members() {
    return floor.members();
  }

  /// Asks again for the news that somebody waits for; called periodically, since a question can be
  /// lost with its connection.
  public void remind() {
    long waiting = earliest;
    if (waiting != Long.MAX_VALUE && !passed(waiting)) {
      assigned(waiting);
    }
  }

  /// Returns how many answers are held back.
  public int waiting() {
    synchronized (waiters) {
      return waiters.size();
    }
  }

  private void wake() {
    if (earliest == Long.MAX_VALUE || !passed(earliest)) {
      return;
    }
    List<Runnable> woken = new ArrayList<>();
    synchronized (waiters) {
      // The own clock first: see Floor.passed.
      long own = clock.peek();
      long now = Math.min(own, floor.floor());
      while (!waiters.isEmpty() && waiters.element().timestamp() <= now) {
        woken.add(waiters.remove().task());
      }
      earliest = waiters.isEmpty() ? Long.MAX_VALUE : waiters.element().timestamp();
    }
    woken.forEach(Runnable::run);
  }
}
