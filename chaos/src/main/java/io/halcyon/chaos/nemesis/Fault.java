package io.halcyon.chaos.nemesis;

import io.halcyon.chaos.cluster.ServerId;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Something bad that happens to servers or to the network between them.
///
/// Every fault is over when {@link Nemesis} has healed it: the processes run again, and every
/// packet arrives.
public sealed interface Fault {
  /// Kills one process (SIGKILL), and starts it again after a while.
  record Kill(ServerId server, Duration down) implements Fault {}

  /// Kills all processes at once, routers too, and starts them again after a while.
  record KillAll(Duration down) implements Fault {}

  /// Freezes one process (SIGSTOP) for a while.
  record Pause(ServerId server, Duration length) implements Fault {}

  /// Ends one process gracefully (SIGTERM) and starts it again.
  record Restart(ServerId server) implements Fault {}

  /// Kills one process after the other, each started again before the next dies, without waiting
  /// until it serves.
  record Roll(List<ServerId> servers, Duration down) implements Fault {
    public Roll {
      servers = List.copyOf(servers);
    }
  }

  /// Freezes one process, kills another meanwhile, and starts that again before the first goes on.
  record PauseAndKill(ServerId paused, ServerId killed, Duration length) implements Fault {}

  /// Cuts links for a while.
  record Cut(Partition partition, Duration length) implements Fault {}

  /// Cuts the leader of a shard off from the other nodes for a while; routers still reach it.
  ///
  /// @param choice which shard: a number of any size, by which one is picked of those there are
  record CutLeader(int choice, Duration length) implements Fault {}

  /// Cuts links and joins them again, several times.
  ///
  /// @param period of one time, half of it cut
  record Flap(Partition partition, int times, Duration period) implements Fault {}

  /// Loses packets that servers get from each other.
  record Loss(Map<ServerId, Integer> percent, Duration length) implements Fault {
    public Loss {
      percent = Map.copyOf(percent);
    }
  }

  /// Returns the fault in words.
  default String describe() {
    return switch (this) {
      case Kill f -> "kill -9 " + f.server() + ", down " + seconds(f.down());
      case KillAll f -> "kill -9 of all, down " + seconds(f.down());
      case Pause f -> "pause " + f.server() + " for " + seconds(f.length());
      case Restart f -> "restart " + f.server();
      case Roll f -> "kill -9 one by one " + f.servers() + ", down " + seconds(f.down());
      case PauseAndKill f ->
          "pause %s for %s, kill -9 %s meanwhile"
              .formatted(f.paused(), seconds(f.length()), f.killed());
      case Cut f -> f.partition().name() + " for " + seconds(f.length());
      case CutLeader f -> "cut a leader off for " + seconds(f.length());
      case Flap f ->
          "%s, %d times in %s"
              .formatted(
                  f.partition().name(), f.times(), seconds(f.period().multipliedBy(f.times())));
      case Loss f ->
          "lose %d %% of packets to %s for %s"
              .formatted(
                  f.percent().values().iterator().next(),
                  f.percent().keySet().stream().map(ServerId::toString).sorted().toList(),
                  seconds(f.length()));
    };
  }

  private static String seconds(Duration time) {
    return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1e3);
  }
}
