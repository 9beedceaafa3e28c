package io.halcyon.cli.cluster;

import io.halcyon.core.runtime.Randomness;
import io.halcyon.testkit.ClusterPorts;
import java.util.HashSet;
import java.util.Set;
import java.util.random.RandomGenerator;

/// Chooses the ports of new members: the usual ones, or free ones where these are taken.
///
/// Not thread-safe.
final class MemberPorts {
  private static final int ROUTER = 7400;
  private static final int ROUTER_HTTP = 7480;
  private static final int ROUTER_POSTGRES = 7432;
  private static final int OTHER_ROUTERS_HTTP = 7470;
  private static final int FREE_FROM = 20_000;
  private static final int FREE_TO = 32_000;
  private static final int ATTEMPTS = 1_000;

  private final RandomGenerator random = Randomness.unseeded();
  private final Set<Integer> used = new HashSet<>();

  MemberPorts(LocalCluster cluster) {
    for (Member member : cluster.members()) {
      used.add(member.port());
      used.add(member.peerPort());
      used.add(member.httpPort());
    }
  }

  /// @param number counted from 1
  Member node(int number) {
    ClusterPorts.OfNode usual = ClusterPorts.usual(number - 1);
    return new Member(
        "n" + number, take(usual.rpc()), take(usual.peer()), take(usual.http()), 0, 0);
  }

  /// @param number counted from 1
  Member router(int number) {
    int http = number == 1 ? ROUTER_HTTP : OTHER_ROUTERS_HTTP + number - 1;
    int postgres = ROUTER_POSTGRES + number - 1;
    return new Member("r" + number, take(ROUTER + number - 1), take(postgres), take(http), 0, 0);
  }

  private int take(int usual) {
    if (claim(usual)) {
      return usual;
    }
    for (int i = 0; i < ATTEMPTS; i++) {
      int candidate = random.nextInt(FREE_FROM, FREE_TO);
      if (claim(candidate)) {
        return candidate;
      }
    }
    throw new IllegalStateException("no free port between " + FREE_FROM + " and " + FREE_TO);
  }

  private boolean claim(int port) {
    return !used.contains(port) && ClusterPorts.isFree(port) && used.add(port);
  }
}
