package io.halcyon.cli.verify;

import io.halcyon.cli.cluster.Members;
import io.halcyon.core.runtime.Randomness;
import io.halcyon.verify.run.Disturbance;
import io.halcyon.verify.run.FaultLog;
import io.halcyon.verify.run.Stop;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;

/// Disturbs the processes of a local cluster: of the nodes one at a time, and of the routers one at
/// a time, each kind of fault once a round. Which process is hit, when and for how long follows
/// from the seed.
///
/// Owned by the thread that runs it, but for {@link #release}.
final class LocalFaults implements Disturbance {
  /// Of the time of one fault: how much is calm before it, and how much it lasts.
  private static final double CALM_SHARE = 0.3;

  private static final double HELD_SHARE = 0.35;
  private static final Duration SHORTEST = Duration.ofMillis(700);
  private static final Duration LONGEST = Duration.ofSeconds(10);

  /// The end of a run is left calm, so that it is seen that the cluster recovers.
  private static final double USED_SHARE = 0.9;

  private final Members members;
  private final List<FaultKind> kinds;
  private final long seed;
  private final Duration length;
  private final Duration patience;
  private final Set<String> paused = ConcurrentHashMap.newKeySet();

  /// @param kinds at least one
  /// @param length of the run
  /// @param patience how long a process may take until it is ready again
  LocalFaults(
      Members members, List<FaultKind> kinds, long seed, Duration length, Duration patience) {
    this.members = members;
    this.kinds = List.copyOf(kinds);
    this.seed = seed;
    this.length = length;
    this.patience = patience;
  }

  @Override
  public void run(Stop stop, FaultLog faults) throws InterruptedException {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> sequences = new ArrayList<>();
      for (boolean ofNodes : new boolean[] {true, false}) {
        List<FaultKind> own = kinds.stream().filter(kind -> kind.ofNode() == ofNodes).toList();
        if (!own.isEmpty()) {
          Callable<Boolean> sequence = () -> new Sequence(own, stop, faults).run();
          sequences.add(threads.submit(sequence));
        }
      }
      for (Future<?> sequence : sequences) {
        sequence.get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  /// Faults one after the other.
  private final class Sequence {
    private final List<FaultKind> own;
    private final Stop stop;
    private final FaultLog faults;
    private final RandomGenerator random;
    private final Duration slot;

    Sequence(List<FaultKind> own, Stop stop, FaultLog faults) {
      this.own = own;
      this.stop = stop;
      this.faults = faults;
      this.random = Randomness.seeded(seed + (own.getFirst().ofNode() ? 0 : 1));
      this.slot = Duration.ofMillis((long) (length.toMillis() * USED_SHARE)).dividedBy(own.size());
    }

    /// @return always true
    boolean run() throws IOException, InterruptedException {
      // A short run, or one on a slow machine, has seen the most if what is over soonest comes
      // first.
      List<FaultKind> round = new ArrayList<>(own);
      round.sort(Comparator.comparing(FaultKind::means));
      while (!stop.await(time(CALM_SHARE))) {
        if (round.isEmpty()) {
          round.addAll(own);
          for (int i = round.size(); i > 1; i--) {
            round.add(round.remove(random.nextInt(i)));
          }
        }
        FaultKind kind = round.removeFirst();
        List<String> candidates = kind.ofNode() ? members.nodes() : members.routers();
        String victim = candidates.get(random.nextInt(candidates.size()));
        long fault = faults.begins(kind.means().verb() + " " + victim);
        inflict(kind, victim, time(HELD_SHARE), stop);
        faults.healed(fault);
      }
      return true;
    }

    /// Returns a share of a fault's time, give or take a third.
    private Duration time(double share) {
      double factor = share * (2 + random.nextDouble() * 2) / 3;
      Duration time = Duration.ofMillis((long) (slot.toMillis() * factor));
      return time.compareTo(SHORTEST) < 0 ? SHORTEST : time.compareTo(LONGEST) > 0 ? LONGEST : time;
    }
  }

  private void inflict(FaultKind kind, String victim, Duration held, Stop stop)
      throws IOException, InterruptedException {
    switch (kind.means()) {
      case KILL -> {
        members.kill(victim);
        try {
          stop.await(held);
        } finally {
          members.start(victim, patience);
        }
      }
      case RESTART -> {
        members.stop(victim);
        members.start(victim, patience);
      }
      case PAUSE -> {
        paused.add(victim);
        try {
          members.pause(victim);
          stop.await(held);
        } finally {
          members.resume(victim);
          paused.remove(victim);
        }
        members.awaitReady(victim, patience);
      }
    }
  }

  /// Lets go on what is frozen, when the process ends in the middle.
  void release() {
    for (String victim : paused) {
      try {
        members.resume(victim);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
