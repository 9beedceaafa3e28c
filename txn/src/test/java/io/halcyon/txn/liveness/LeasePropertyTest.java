package io.halcyon.txn.liveness;

import static org.assertj.core.api.Assertions.assertThat;

import io.halcyon.core.id.Incarnation;
import io.halcyon.core.id.NodeId;
import io.halcyon.core.testing.SeededTest;
import java.util.List;
import java.util.PriorityQueue;
import java.util.random.RandomGenerator;

/// Holder and authority together, over a network that delays at will and clocks that run at
/// different rates: nobody is declared down while it believes in its lease.
class LeasePropertyTest {
  private static final long LEASE = 10_000;
  private static final long MARGIN = 600;

  private record Event(long at, Runnable action) {}

  @SeededTest(runs = 200)
  void nobodyIsDeclaredDownWhileItsLeaseIsValid(RandomGenerator random) {
    Incarnation member = new Incarnation(new NodeId(1), 1);
    double holderRate = 1 + (random.nextDouble() - 0.5) * 0.05;
    double authorityRate = 1 + (random.nextDouble() - 0.5) * 0.05;
    LeaseHolder holder = new LeaseHolder();
    LeaseAuthority authority = new LeaseAuthority(LEASE, MARGIN);
    PriorityQueue<Event> events = new PriorityQueue<>((a, b) -> Long.compare(a.at(), b.at()));
    authority.leadershipGained(0, 0);
    for (long sent = 0; sent < 100_000; sent += random.nextLong(500, 9_000)) {
      long at = sent;
      long evaluated = at + random.nextLong(0, 8_000);
      long replied = evaluated + random.nextLong(0, 12_000);
      long[] token = new long[1];
      boolean[] granted = new boolean[1];
      events.add(new Event(at, () -> token[0] = holder.requestSent((long) (at * holderRate))));
      events.add(
          new Event(
              evaluated,
              () -> granted[0] = authority.renewed(member, (long) (evaluated * authorityRate))));
      events.add(
          new Event(
              replied,
              () -> {
                if (granted[0]) {
                  holder.granted(token[0], LEASE);
                }
              }));
    }
    while (!events.isEmpty()) {
      Event event = events.remove();
      event.action().run();
      long authorityNow = (long) (event.at() * authorityRate);
      if (!authority.expired(List.of(member), _ -> true, authorityNow).isEmpty()) {
        assertThat(holder.valid((long) (event.at() * holderRate))).isFalse();
      }
    }
  }
}
