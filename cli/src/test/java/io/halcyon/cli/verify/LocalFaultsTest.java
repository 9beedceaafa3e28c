package io.halcyon.cli.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.halcyon.checker.report.Fault;
import io.halcyon.cli.cluster.Members;
import io.halcyon.core.testing.FakeClock;
import io.halcyon.verify.run.FaultLog;
import io.halcyon.verify.run.Stop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

class LocalFaultsTest {
  /// Processes that remember what was done to them.
  private static final class FakeMembers implements Members {
    final Map<String, String> states = new ConcurrentHashMap<>();
    final List<String> done = Collections.synchronizedList(new ArrayList<>());
    volatile boolean refusesToStart;

    FakeMembers() {
      nodes().forEach(name -> states.put(name, "runs"));
      routers().forEach(name -> states.put(name, "runs"));
    }

    @Override
    public List<String> nodes() {
      return List.of("n1", "n2", "n3");
    }

    @Override
    public List<String> routers() {
      return List.of("r1", "r2");
    }

    private void change(String name, String verb, String before, String after) {
      done.add(verb + " " + name);
      assertThat(states.replace(name, before, after)).as(done.toString()).isTrue();
    }

    @Override
    public void kill(String name) {
      change(name, "kill", "runs", "down");
    }

    @Override
    public void stop(String name) {
      change(name, "stop", "runs", "down");
    }

    @Override
    public void start(String name, Duration patience) {
      if (refusesToStart) {
        throw new IllegalStateException(name + " does not start");
      }
      change(name, "start", "down", "runs");
    }

    @Override
    public void pause(String name) {
      change(name, "pause", "runs", "frozen");
    }

    @Override
    public void resume(String name) {
      change(name, "resume", "frozen", "runs");
    }

    @Override
    public void awaitReady(String name, Duration patience) {
      assertThat(states).containsEntry(name, "runs");
    }
  }

  /// Ends for each thread after a number of its waits, none of which takes time.
  private static Stop after(int waits) {
    Map<Thread, Integer> counts = new ConcurrentHashMap<>();
    return new Stop() {
      @Override
      public boolean isNow() {
        return counts.getOrDefault(Thread.currentThread(), 0) >= waits;
      }

      @Override
      public boolean await(Duration atMost) {
        assertThat(atMost).isBetween(Duration.ofMillis(700), Duration.ofSeconds(10));
        return counts.merge(Thread.currentThread(), 1, Integer::sum) > waits;
      }
    };
  }

  private static List<String> faults(
      FakeMembers members, List<FaultKind> kinds, long seed, int waits)
      throws InterruptedException {
    FaultLog log = new FaultLog(new FakeClock(), _ -> {});
    new LocalFaults(members, kinds, seed, Duration.ofSeconds(60), Duration.ofSeconds(1))
        .run(after(waits), log);
    assertThat(log.faults())
        .allSatisfy(each -> assertThat(each.toNanos()).isLessThan(Long.MAX_VALUE));
    return log.faults().stream().map(Fault::name).toList();
  }

  @Test
  void everyKindHappensAndEverythingRunsAgain() throws InterruptedException {
    FakeMembers members = new FakeMembers();

    List<String> names = faults(members, Arrays.asList(FaultKind.values()), 1, 30);

    assertThat(names.stream().map(name -> name.substring(0, name.length() - 1)).distinct())
        .containsExactlyInAnyOrder(
            "kill n", "pause n", "restart n", "kill r", "pause r", "restart r");
    assertThat(members.states.values()).containsOnly("runs");
  }

  @Test
  void aFaultIsHealedAlsoWhenTheRunEndsInTheMiddle() throws InterruptedException {
    for (FaultKind kind : FaultKind.values()) {
      FakeMembers members = new FakeMembers();
      assertThat(faults(members, List.of(kind), 3, 1)).hasSize(1);
      assertThat(members.states.values()).as(kind.title()).containsOnly("runs");
    }
  }

  @Test
  void theSameSeedDoesTheSame() throws InterruptedException {
    List<FaultKind> kinds = List.of(FaultKind.KILL_NODE, FaultKind.PAUSE_NODE);
    FakeMembers one = new FakeMembers();
    FakeMembers other = new FakeMembers();
    FakeMembers another = new FakeMembers();
    faults(one, kinds, 11, 40);
    faults(other, kinds, 11, 40);
    faults(another, kinds, 12, 40);

    assertThat(one.done).isEqualTo(other.done).isNotEqualTo(another.done);
  }

  @Test
  void aProcessThatDoesNotStartIsTold() {
    FakeMembers members = new FakeMembers();
    members.refusesToStart = true;

    assertThatThrownBy(() -> faults(members, List.of(FaultKind.KILL_NODE), 1, 5))
        .hasMessageContaining("does not start");
  }

  @Test
  void whatIsFrozenCanBeReleasedFromOutside() throws InterruptedException {
    FakeMembers members = new FakeMembers();
    FaultLog log = new FaultLog(new FakeClock(), _ -> {});
    LocalFaults faults =
        new LocalFaults(
            members,
            List.of(FaultKind.PAUSE_NODE),
            1,
            Duration.ofSeconds(60),
            Duration.ofSeconds(1));
    Map<String, String> released = new TreeMap<>();
    Stop stop =
        new Stop() {
          private int waits;

          @Override
          public boolean isNow() {
            return waits > 1;
          }

          @Override
          public boolean await(Duration atMost) {
            if (++waits == 2) {
              assertThat(members.states).containsValue("frozen");
              faults.release();
              released.putAll(members.states);
              // The run itself lets it go on once more, which is harmless for a process.
              members.states.replaceAll((name, _) -> name.startsWith("n") ? "frozen" : "runs");
            }
            return waits > 2;
          }
        };
    faults.run(stop, log);

    assertThat(released.values()).containsOnly("runs");
  }
}
