package io.halcyon.chaos.nemesis;

import static org.assertj.core.api.Assertions.assertThat;

import io.halcyon.chaos.cluster.ClusterDriver;
import io.halcyon.chaos.cluster.ServerId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NemesisTest {
  private static final Duration BLINK = Duration.ofMillis(2);

  @Test
  void aFaultEndsWithEveryProcessRunning() throws InterruptedException {
    assertThat(deeds(new Fault.Kill(ServerId.node(1), BLINK)))
        .containsExactly("kill n1", "start n1");
    assertThat(deeds(new Fault.KillAll(BLINK)))
        .containsExactly("kill n1", "kill n2", "kill r1", "start n1", "start n2", "start r1");
    assertThat(deeds(new Fault.Pause(ServerId.router(1), BLINK)))
        .containsExactly("pause r1", "resume r1");
    assertThat(deeds(new Fault.Restart(ServerId.node(2)))).containsExactly("stop n2", "start n2");
    assertThat(deeds(new Fault.Roll(List.of(ServerId.node(2), ServerId.node(1)), BLINK)))
        .containsExactly("kill n2", "start n2", "kill n1", "start n1");
    assertThat(deeds(new Fault.PauseAndKill(ServerId.node(1), ServerId.node(2), BLINK)))
        .containsExactly("pause n1", "kill n2", "start n2", "resume n1");
  }

  @Test
  void aFaultIsTimedFromBeforeItsBeginToAfterItsEnd() throws InterruptedException {
    Fault fault = new Fault.Pause(ServerId.node(1), Duration.ofMillis(20));

    Nemesis.Done done = new Nemesis(new Recording()).inflict(fault);

    assertThat(done.healedNanos() - done.begunNanos()).isGreaterThanOrEqualTo(20_000_000);
  }

  private static List<String> deeds(Fault fault) throws InterruptedException {
    Recording cluster = new Recording();
    new Nemesis(cluster).inflict(fault);
    return cluster.deeds;
  }

  /// Two nodes and a router that only note what is done to them.
  private static final class Recording implements ClusterDriver {
    private final List<String> deeds = new ArrayList<>();

    @Override
    public List<ServerId> servers() {
      return List.of(ServerId.node(1), ServerId.node(2), ServerId.router(1));
    }

    @Override
    public State state(ServerId server) {
      return State.RUNNING;
    }

    @Override
    public void start(ServerId server) {
      deeds.add("start " + server);
    }

    @Override
    public void kill(ServerId server) {
      deeds.add("kill " + server);
    }

    @Override
    public boolean stop(ServerId server, Duration patience) {
      deeds.add("stop " + server);
      return true;
    }

    @Override
    public void pause(ServerId server) {
      deeds.add("pause " + server);
    }

    @Override
    public void resume(ServerId server) {
      deeds.add("resume " + server);
    }

    @Override
    public void awaitReady(Duration patience) {}

    @Override
    public List<String> routerAddresses() {
      return List.of();
    }

    @Override
    public List<String> unexpectedExits() {
      return List.of();
    }

    @Override
    public List<Path> logs() {
      return List.of();
    }

    @Override
    public void close() {}
  }
}
