package io.halcyon.chaos.nemesis;

import static org.assertj.core.api.Assertions.assertThat;

import io.halcyon.chaos.cluster.ClusterDriver;
import io.halcyon.chaos.cluster.Network;
import io.halcyon.chaos.cluster.ServerId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
  void aDisturbedNetworkIsWholeAgain() throws InterruptedException {
    Partition partition =
        Partition.between("x", List.of(ServerId.node(1)), List.of(ServerId.node(2)));
    assertThat(deeds(new Fault.Cut(partition, BLINK))).containsExactly("cut 2", "whole");
    assertThat(deeds(new Fault.Flap(partition, 2, BLINK)))
        .containsExactly("cut 2", "whole", "cut 2", "whole");
    assertThat(deeds(new Fault.Loss(Map.of(ServerId.node(1), 20), BLINK)))
        .containsExactly("lose {n1=20}", "whole");
  }

  @Test
  void aLeaderIsFoundBeforeItIsCutOff() throws InterruptedException {
    Fault aimed = new Nemesis(new Recording()).aim(new Fault.CutLeader(5, BLINK));

    assertThat(aimed.describe()).startsWith("cut n2, leader of s4, from the other nodes");
    assertThat(((Fault.Cut) aimed).partition().cut())
        .containsExactlyInAnyOrder(
            new Network.Link(ServerId.node(1), ServerId.node(2)),
            new Network.Link(ServerId.node(2), ServerId.node(1)));
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
    public Optional<Network> network() {
      return Optional.of(disorder -> {
        if (!disorder.cut().isEmpty()) {
          deeds.add("cut " + disorder.cut().size());
        } else if (!disorder.lossPercent().isEmpty()) {
          deeds.add("lose " + disorder.lossPercent());
        } else {
          deeds.add("whole");
        }
      });
    }

    @Override
    public Map<Integer, ServerId> leaders() {
      return Map.of(4, ServerId.node(2));
    }

    @Override
    public void dumpThreads() {}

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
