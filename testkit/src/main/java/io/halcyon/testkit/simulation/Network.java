package io.halcyon.testkit.simulation;

import io.halcyon.core.id.NodeId;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/// Loses, delays, reorders and duplicates; pairs may be cut, also in one direction.
final class Network {
  private record Link(NodeId from, NodeId to) {}

  private final Scheduler scheduler;
  private final Map<Link, Long> cutUntil = new HashMap<>();
  private double loss;
  private double slow;

  Network(Scheduler scheduler) {
    this.scheduler = scheduler;
  }

  /// Sets the chances that a message is lost (or, as likely, doubled) and that it is slow.
  void weather(double lossChance, double slowChance) {
    loss = lossChance;
    slow = slowChance;
  }

  void cut(NodeId from, NodeId to, long untilNanos) {
    if (!from.equals(to)) {
      cutUntil.put(new Link(from, to), untilNanos);
    }
  }

  void heal() {
    cutUntil.clear();
    weather(0, 0);
  }

  /// Delivers to whatever process the node runs when the message arrives.
  void send(NodeId from, Machine to, Consumer<NodeProcess> message) {
    if (cutUntil.getOrDefault(new Link(from, to.id()), 0L) <= scheduler.now()) {
      deliver(to.wire(), () -> to.receive(message));
    }
  }

  /// Delivers from a client.
  void send(Machine to, Consumer<NodeProcess> message) {
    deliver(to.wire(), () -> to.receive(message));
  }

  /// Delivers to a client.
  void send(Strand client, Runnable message) {
    deliver(client, message);
  }

  private void deliver(Strand receiver, Runnable message) {
    int copies = scheduler.chance(loss) ? 0 : scheduler.chance(loss) ? 2 : 1;
    for (int i = 0; i < copies; i++) {
      long delay = scheduler.chance(slow) ? scheduler.between(0, 150) : scheduler.between(0, 3);
      scheduler.after(delay, receiver, message);
    }
  }
}
