package io.halcyon.node.floor;

import static org.assertj.core.api.Assertions.assertThat;

import io.halcyon.core.hlc.ClockConfig;
import io.halcyon.core.hlc.HlcBound;
import io.halcyon.core.hlc.HlcClock;
import io.halcyon.core.hlc.HlcTimestamp;
import io.halcyon.core.id.Incarnation;
import io.halcyon.core.id.NodeId;
import io.halcyon.core.testing.FakeClock;
import io.halcyon.txn.floor.Floor;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Rule C2: answers are held back until every member was heard of.
class FloorKeeperTest {
  private static final Incarnation SELF = new Incarnation(new NodeId(1), 1);
  private static final Incarnation SECOND = new Incarnation(new NodeId(2), 1);
  private static final Incarnation THIRD = new Incarnation(new NodeId(3), 1);

  private final HlcClock clock = new HlcClock(new FakeClock(), ClockConfig.DEFAULT, HlcBound.NONE);
  private final Floor floor = new Floor(SELF);
  private final List<Set<Incarnation>> asked = new ArrayList<>();
  private final List<String> answers = new ArrayList<>();
  private final FloorKeeper keeper = new FloorKeeper(floor, clock, asked::add);

  private void join(Incarnation... members) {
    for (Incarnation member : members) {
      floor.join(member, 0);
    }
  }

  @Test
  void aloneNothingIsHeldBack() {
    keeper.whenPassed(clock.now(), () -> answers.add("a"));
    assertThat(answers).containsExactly("a");
    assertThat(asked).isEmpty();
  }

  @Test
  void anAnswerWaitsForTheLastMember() {
    join(SECOND, THIRD);
    long ts = clock.now();
    keeper.whenPassed(ts, () -> answers.add("a"));
    assertThat(asked).containsExactly(Set.of(SECOND, THIRD));
    assertThat(keeper.heard(SECOND.node(), ts)).isTrue();
    assertThat(keeper.heard(THIRD.node(), ts - 1)).isTrue();
    assertThat(answers).isEmpty();
    assertThat(keeper.waiting()).isEqualTo(1);
    assertThat(keeper.heard(THIRD.node(), ts)).isTrue();
    assertThat(answers).containsExactly("a");
    assertThat(keeper.waiting()).isZero();
  }

  @Test
  void answersGoInTheOrderOfTheirTimestamps() {
    join(SECOND);
    long first = clock.now();
    long second = clock.now();
    long third = clock.now();
    keeper.whenPassed(third, () -> answers.add("third"));
    keeper.whenPassed(first, () -> answers.add("first"));
    keeper.whenPassed(second, () -> answers.add("second"));
    keeper.heard(SECOND.node(), second);
    assertThat(answers).containsExactly("first", "second");
    keeper.heard(SECOND.node(), third);
    assertThat(answers).containsExactly("first", "second", "third");
  }

  @Test
  void oneselfIsAMember() {
    long ahead = HlcTimestamp.packMillis(FakeClock.START_MILLIS + 5);
    keeper.whenPassed(ahead, () -> answers.add("a"));
    keeper.whenPassed(ahead + 10, () -> answers.add("b"));
    assertThat(answers).isEmpty();
    join(SECOND);
    keeper.heard(SECOND.node(), ahead);
    assertThat(answers).containsExactly("a");
    floor.leave(SECOND);
    keeper.membersChanged();
    assertThat(answers).containsExactly("a");
    clock.merge(ahead + 10);
    keeper.membersChanged();
    assertThat(answers).containsExactly("a", "b");
  }

  @Test
  void whoeverLeavesHoldsNothingBack() {
    join(SECOND, THIRD);
    long ts = clock.now();
    keeper.whenPassed(ts, () -> answers.add("a"));
    keeper.heard(SECOND.node(), ts);
    floor.leave(THIRD);
    keeper.membersChanged();
    assertThat(answers).containsExactly("a");
  }

  @Test
  void aNewcomerHoldsBackFromItsJoiningOn() {
    join(SECOND);
    long ts = clock.now();
    keeper.heard(SECOND.node(), ts);
    assertThat(keeper.passed(ts)).isTrue();
    join(THIRD);
    assertThat(keeper.passed(ts)).isFalse();
    keeper.whenPassed(ts, () -> answers.add("a"));
    assertThat(answers).isEmpty();
  }

  @Test
  void anotherFloorBeginsAnewAndHoldsWhatWasHeld() {
    join(SECOND);
    long ts = clock.now();
    keeper.whenPassed(ts, () -> answers.add("a"));
    Floor next = new Floor(new Incarnation(SELF.node(), 2));
    next.join(THIRD, 0);
    keeper.begin(next);
    keeper.heard(SECOND.node(), ts);
    assertThat(answers).isEmpty();
    keeper.heard(THIRD.node(), ts);
    assertThat(answers).containsExactly("a");
    assertThat(keeper.members()).contains(THIRD).doesNotContain(SECOND);
  }

  @Test
  void aClockTooFarAheadIsRefusedAndCountsForNothing() {
    join(SECOND);
    long ts = clock.now();
    keeper.whenPassed(ts, () -> answers.add("a"));
    long far = HlcTimestamp.packMillis(FakeClock.START_MILLIS + 60_000);
    assertThat(keeper.heard(SECOND.node(), far)).isFalse();
    assertThat(answers).isEmpty();
    assertThat(clock.peek()).isEqualTo(ts);
  }

  @Test
  void aReminderAsksThoseThatAreStillMissing() {
    join(SECOND, THIRD);
    keeper.remind();
    assertThat(asked).isEmpty();
    long ts = clock.now();
    keeper.whenPassed(ts, () -> answers.add("a"));
    keeper.heard(SECOND.node(), ts);
    asked.clear();
    keeper.remind();
    assertThat(asked).containsExactly(Set.of(THIRD));
    keeper.heard(THIRD.node(), ts);
    asked.clear();
    keeper.remind();
    assertThat(asked).isEmpty();
  }

  @Test
  void anAnswerMayWaitForAnother() {
    join(SECOND);
    long first = clock.now();
    long second = clock.now();
    keeper.whenPassed(first, () -> keeper.whenPassed(second, () -> answers.add("nested")));
    keeper.heard(SECOND.node(), first);
    assertThat(answers).isEmpty();
    keeper.heard(SECOND.node(), second);
    assertThat(answers).containsExactly("nested");
  }

  @Test
  void newsFromUnknownNodesOnlyMovesTheClock() {
    long ahead = HlcTimestamp.packMillis(FakeClock.START_MILLIS + 100);
    assertThat(keeper.heard(new NodeId(9), ahead)).isTrue();
    assertThat(clock.peek()).isEqualTo(ahead);
  }
}
