package io.halcyon.txn.floor;

import io.halcyon.core.id.Incarnation;
import io.halcyon.core.id.NodeId;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Rule C2 for one incarnation of a node: a version at c is acknowledged or shown only when every
/// member has been heard of with a hybrid clock at or above c.
///
/// A member is (node, incarnation); joining ones and oneself are included. Oneself is not stored
/// here: {@link #passed} takes the own clock. What this node has *heard* is always a lower bound of
/// where a member's clock is, since that never goes back.
///
/// The order at an answer that shows c: `passed(c)`, then the liveness lease ({@link
/// io.halcyon.txn.liveness.LeaseHolder#holds}, same session as at the start of the operation), then
/// the answer. In any other order a member that joined in between could serve below c.
///
/// A node that joins again makes a new floor: an answer never mixes two sets, since its session has
/// ended with the old one.
///
/// Thread-safe. {@link #heard}, {@link #floor} and {@link #passed} take no lock and allocate
/// nothing; {@link #join} and {@link #leave} are rare and copy the set. All state is volatile,
/// which a proof needs: a member that has added a newcomer and *then* reads its clock for the reply
/// tells it of every c whose floor was passed without the newcomer.
public final class Floor {
  private record Slot(Incarnation member, AtomicLong heard) {
    void raise(long hlc) {
      long known = heard.get();
      while (known < hlc && !heard.compareAndSet(known, hlc)) {
        known = heard.get();
      }
    }
  }

  private final Incarnation self;
  private volatile Slot[] others = {};

  public Floor(Incarnation self) {
    this.self = self;
  }

  /// Adds a member, joining ones too; of a known member only the clock is raised.
  public synchronized void join(Incarnation member, long hlc) {
    if (member.equals(self)) {
      return;
    }
    Slot known = find(member);
    if (known != null) {
      known.raise(hlc);
      return;
    }
    Slot[] grown = Arrays.copyOf(others, others.length + 1);
    grown[others.length] = new Slot(member, new AtomicLong(hlc));
    others = grown;
  }

  /// Removes a member that was declared down or superseded by a newer incarnation of its node, and
  /// that therefore cannot serve any more.
  public synchronized void leave(Incarnation member) {
    others = Arrays.stream(others).filter(slot -> !slot.member.equals(member)).toArray(Slot[]::new);
  }

  /// Takes note that a node's clock has reached `hlc`, whichever of its incarnations said so: a
  /// node's clock never goes back, restarts included (C3), so it holds for each of them that can
  /// still serve.
  public void heardOf(NodeId node, long hlc) {
    for (Slot slot : others) {
      if (slot.member().node().equals(node)) {
        slot.raise(hlc);
      }
    }
  }

  /// Takes note that a member's clock has reached `hlc`; unknown members are ignored.
  public void heard(Incarnation member, long hlc) {
    Slot known = find(member);
    if (known != null) {
      known.raise(hlc);
    }
  }

  /// Returns the least clock heard of the other members; `Long.MAX_VALUE` when there is none.
  public long floor() {
    long least = Long.MAX_VALUE;
    for (Slot slot : others) {
      least = Math.min(least, slot.heard.get());
    }
    return least;
  }

  /// Returns whether a version at `ts` may be shown as far as the floor is concerned.
  ///
  /// @param ownHlc the own hybrid clock, read before this call: oneself is a member
  public boolean passed(long ts, long ownHlc) {
    return ownHlc >= ts && floor() >= ts;
  }

  /// Returns whether `member` is in the floor set, oneself included.
  public boolean has(Incarnation member) {
    return member.equals(self) || find(member) != null;
  }

  /// Returns all members, oneself included.
  public Set<Incarnation> members() {
    return Stream.concat(Stream.of(self), Arrays.stream(others).map(slot -> slot.member))
        .collect(Collectors.toUnmodifiableSet());
  }

  /// Returns the other members that have not been heard of with a clock at or above `ts`: whom to
  /// ping, and whom to name when an answer is held back for long.
  public Set<Incarnation> lagging(long ts) {
    return Arrays.stream(others)
        .filter(slot -> slot.heard.get() < ts)
        .map(slot -> slot.member)
        .collect(Collectors.toUnmodifiableSet());
  }

  public Incarnation self() {
    return self;
  }

  private @Nullable Slot find(Incarnation member) {
    long number = member.number();
    long node = member.node().value();
    for (Slot slot : others) {
      if (slot.member.number() == number && slot.member.node().value() == node) {
        return slot;
      }
    }
    return null;
  }
}
