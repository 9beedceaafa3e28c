package io.halcyon.node.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.halcyon.raftstorage.log.ReplicatedLog.Outcome;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LeaderStateTest {
  private final LeaderState state = new LeaderState(3, 0);
  private final List<String> woken = new ArrayList<>();

  private InFlightEntry begin(long after) {
    InFlightEntry entry = new InFlightEntry(1, after);
    state.begin(entry);
    return entry;
  }

  private void complete(InFlightEntry entry) {
    entry.outcome = new Outcome.Applied(3, 1);
    state.takeCompleted().forEach(InFlightEntry::done);
  }

  @Test
  void anEntryUnderEvaluationCountsBeforeItHasATimestamp() {
    assertThat(state.allAppliedUpTo(100)).isEqualTo(100);
    InFlightEntry first = begin(50);
    InFlightEntry second = begin(70);
    assertThat(state.allAppliedUpTo(100)).isEqualTo(50);
    assertThat(state.allAppliedUpTo(40)).isEqualTo(40);
    complete(first);
    assertThat(state.allAppliedUpTo(100)).isEqualTo(70);
    complete(second);
    assertThat(state.allAppliedUpTo(100)).isEqualTo(100);
  }

  @Test
  void entriesCompleteInLogOrder() {
    InFlightEntry first = begin(1);
    InFlightEntry second = begin(2);
    second.outcome = new Outcome.Applied(3, 2);
    assertThat(state.takeCompleted()).isEmpty();
    first.outcome = new Outcome.Applied(3, 1);
    assertThat(state.takeCompleted()).containsExactly(first, second);
    assertThat(state.inFlightCount()).isZero();
  }

  @Test
  void whoWaitsForAnEntryThatIsGivenUpWaitsForThoseBeforeIt() {
    InFlightEntry first = begin(1);
    InFlightEntry empty = begin(2);
    empty.whenDone(() -> woken.add("early"));
    state.abandon(empty);
    empty.whenDone(() -> woken.add("late"));
    assertThat(state.newest()).isSameAs(first);
    assertThat(woken).isEmpty();
    complete(first);
    assertThat(woken).containsExactly("early", "late");
  }

  @Test
  void anEntryGivenUpAloneIsDoneAtOnce() {
    InFlightEntry empty = begin(1);
    empty.whenDone(() -> woken.add("early"));
    state.abandon(empty);
    assertThat(woken).containsExactly("early");
    assertThat(state.newest()).isNull();
    assertThat(state.inFlightCount()).isZero();
  }

  @Test
  void severalEntriesMayBeGivenUpInTurn() {
    InFlightEntry first = begin(1);
    for (int i = 0; i < 3; i++) {
      InFlightEntry empty = begin(2);
      empty.whenDone(() -> woken.add("x"));
      state.abandon(empty);
    }
    assertThat(state.newest()).isSameAs(first);
    complete(first);
    assertThat(woken).hasSize(3);
  }
}
