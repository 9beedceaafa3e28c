package io.halcyon.node.membership;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunningCallsTest {
  private record Call(long attempt) {}

  private final List<Runnable> started = new ArrayList<>();
  private final List<String> ran = new ArrayList<>();
  private final RunningCalls calls = new RunningCalls(started::add);

  @Test
  void aCallThatIsSlowIsNotStartedAgain() {
    calls.once(new Call(1), () -> ran.add("first"));
    calls.once(new Call(1), () -> ran.add("again"));
    calls.once(new Call(2), () -> ran.add("other"));
    assertThat(started).hasSize(2);
    started.forEach(Runnable::run);
    assertThat(ran).containsExactly("first", "other");
  }

  @Test
  void aCallThatEndedMayBeStartedAgainHoweverItEnded() {
    calls.once(
        new Call(1),
        () -> {
          throw new IllegalStateException("failed");
        });
    try {
      started.getFirst().run();
    } catch (IllegalStateException e) {
      ran.add(e.getMessage());
    }
    calls.once(new Call(1), () -> ran.add("again"));
    started.getLast().run();
    assertThat(ran).containsExactly("failed", "again");
  }
}
