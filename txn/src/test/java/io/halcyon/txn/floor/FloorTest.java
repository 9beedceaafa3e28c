package io.halcyon.txn.floor;

import static org.assertj.core.api.Assertions.assertThat;

import io.halcyon.core.id.Incarnation;
import io.halcyon.core.id.NodeId;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class FloorTest {
  private static final Incarnation SELF = new Incarnation(new NodeId(1), 1);
  private static final Incarnation OTHER = new Incarnation(new NodeId(2), 1);
  private static final Incarnation THIRD = new Incarnation(new NodeId(3), 1);

  private final Floor floor = new Floor(SELF);

  @Test
  void aLoneMemberWaitsForItsOwnClockOnly() {
    assertThat(floor.floor()).isEqualTo(Long.MAX_VALUE);
    assertThat(floor.passed(100, 100)).isTrue();
    assertThat(floor.passed(100, 99)).isFalse();
    assertThat(floor.members()).containsExactly(SELF);
  }

  @Test
  void theSlowestMemberDecides() {
    floor.join(OTHER, 50);
    floor.join(THIRD, 70);
    assertThat(floor.floor()).isEqualTo(50);
    floor.heard(OTHER, 90);
    assertThat(floor.floor()).isEqualTo(70);
    assertThat(floor.lagging(80)).containsExactly(THIRD);
  }

  @Test
  void aJoiningMemberCountsBeforeItHasBeenHeardOf() {
    floor.join(OTHER, 50);
    floor.join(THIRD, 0);
    assertThat(floor.passed(1, 100)).isFalse();
    assertThat(floor.members()).containsExactlyInAnyOrder(SELF, OTHER, THIRD);
    assertThat(floor.has(THIRD)).isTrue();
    assertThat(floor.has(SELF)).isTrue();
  }

  @Test
  void aSilentMemberHoldsAnswersBackUntilItIsDeclaredDown() {
    floor.join(OTHER, 50);
    floor.join(THIRD, 100);
    assertThat(floor.passed(100, 100)).isFalse();
    floor.leave(OTHER);
    assertThat(floor.passed(100, 100)).isTrue();
  }

  @Test
  void aMemberIsOneIncarnationOfANode() {
    Incarnation restarted = new Incarnation(OTHER.node(), 2);
    floor.join(OTHER, 50);
    floor.heard(restarted, 90);
    assertThat(floor.floor()).isEqualTo(50);
    floor.join(restarted, 60);
    floor.leave(OTHER);
    assertThat(floor.floor()).isEqualTo(60);
  }

  @Test
  void whatWasHeardNeverGoesBack() {
    floor.join(OTHER, 50);
    floor.heard(OTHER, 40);
    floor.join(OTHER, 30);
    assertThat(floor.floor()).isEqualTo(50);
  }

  @Test
  void unknownMembersAndOneselfAreIgnored() {
    floor.heard(OTHER, 40);
    floor.join(SELF, 10);
    assertThat(floor.floor()).isEqualTo(Long.MAX_VALUE);
  }

  /// The proof of C3 needs it: either the answer's floor had the newcomer in it, or the clock told
  /// to the newcomer afterwards is at or above what the answer showed.
  @Test
  void aNewcomerIsEitherWaitedForOrToldOfWhatWasShown() throws Exception {
    for (int round = 0; round < 300; round++) {
      Floor shared = new Floor(SELF);
      AtomicLong clock = new AtomicLong(10);
      AtomicBoolean shown = new AtomicBoolean();
      CyclicBarrier start = new CyclicBarrier(2);
      Thread answering =
          Thread.ofPlatform()
              .start(() -> {
                await(start);
                clock.set(100);
                shown.set(shared.passed(100, clock.get()));
              });
      await(start);
      shared.join(OTHER, 5);
      long told = clock.get();
      answering.join();
      assertThat(shown.get() && told < 100).isFalse();
    }
  }

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await();
    } catch (Exception broken) {
      throw new IllegalStateException(broken);
    }
  }
}
