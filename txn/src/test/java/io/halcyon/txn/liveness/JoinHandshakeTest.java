package io.halcyon.txn.liveness;

import static org.assertj.core.api.Assertions.assertThat;

import io.halcyon.core.id.Incarnation;
import io.halcyon.core.id.NodeId;
import io.halcyon.txn.liveness.JoinHandshake.Effect;
import io.halcyon.txn.liveness.JoinHandshake.Input;
import java.util.Set;
import org.junit.jupiter.api.Test;

class JoinHandshakeTest {
  private static final Incarnation SELF = new Incarnation(new NodeId(1), 4);
  private static final Incarnation SECOND = new Incarnation(new NodeId(2), 1);
  private static final Incarnation THIRD = new Incarnation(new NodeId(3), 1);

  private final JoinHandshake handshake = new JoinHandshake();

  @Test
  void registersThenIsIntroducedToEachMemberThenActivates() {
    assertThat(handshake.step(new Input.Start())).containsExactly(new Effect.Register(1));
    assertThat(handshake.step(new Input.Registered(1, SELF, Set.of(SECOND, THIRD))))
        .containsExactly(
            new Effect.Begin(SELF, Set.of(SECOND, THIRD)),
            new Effect.Introduce(SELF, 1, SECOND),
            new Effect.Introduce(SELF, 1, THIRD));
    assertThat(handshake.step(new Input.Introduced(SELF, 1, SECOND, 50)))
        .containsExactly(new Effect.MergeHlc(SECOND, 50));
    assertThat(handshake.step(new Input.Introduced(SELF, 1, THIRD, 60)))
        .containsExactly(new Effect.MergeHlc(THIRD, 60), new Effect.Activate(SELF));
    assertThat(handshake.active()).isFalse();
    assertThat(handshake.step(new Input.Activated(SELF))).containsExactly(new Effect.Serve(SELF));
    assertThat(handshake.active()).isTrue();
  }

  @Test
  void theFirstNodeActivatesAtOnce() {
    handshake.step(new Input.Start());
    assertThat(handshake.step(new Input.Registered(1, SELF, Set.of(SELF))))
        .containsExactly(new Effect.Begin(SELF, Set.of()), new Effect.Activate(SELF));
  }

  @Test
  void aMemberThatIsDeclaredDownNeedNotReplyButTheOthersAreAskedAgain() {
    begin(SECOND, THIRD);
    handshake.step(new Input.Introduced(SELF, 1, SECOND, 50));
    assertThat(handshake.step(new Input.Down(THIRD)))
        .containsExactly(new Effect.Introduce(SELF, 2, SECOND));
    assertThat(handshake.step(new Input.Introduced(SELF, 1, SECOND, 50))).isEmpty();
    assertThat(handshake.step(new Input.Introduced(SELF, 2, SECOND, 70)))
        .containsExactly(new Effect.MergeHlc(SECOND, 70), new Effect.Activate(SELF));
  }

  @Test
  void aMemberThatGoesDownAfterItsReplyChangesNothing() {
    begin(SECOND, THIRD);
    handshake.step(new Input.Introduced(SELF, 1, SECOND, 50));
    assertThat(handshake.step(new Input.Down(SECOND))).isEmpty();
    assertThat(handshake.step(new Input.Introduced(SELF, 1, THIRD, 50)))
        .contains(new Effect.Activate(SELF));
  }

  @Test
  void whenAllOthersAreDownItActivatesAlone() {
    begin(SECOND);
    assertThat(handshake.step(new Input.Down(SECOND))).containsExactly(new Effect.Activate(SELF));
  }

  @Test
  void declaredDownItStopsServingBeforeItRegistersAgain() {
    begin(SECOND);
    handshake.step(new Input.Introduced(SELF, 1, SECOND, 50));
    handshake.step(new Input.Activated(SELF));
    assertThat(handshake.step(new Input.Down(SELF)))
        .containsExactly(new Effect.StopServing(), new Effect.Register(2));
    assertThat(handshake.active()).isFalse();
  }

  @Test
  void aDownedIncarnationWhileJoiningStartsOver() {
    begin(SECOND);
    assertThat(handshake.step(new Input.Down(SELF)))
        .containsExactly(new Effect.StopServing(), new Effect.Register(2));
    assertThat(handshake.step(new Input.Introduced(SELF, 1, SECOND, 50))).isEmpty();
    assertThat(handshake.step(new Input.Activated(SELF))).isEmpty();
  }

  @Test
  void aRefusedRegistrationIsTriedUnderAnotherNumber() {
    handshake.step(new Input.Start());
    assertThat(handshake.step(new Input.Refused(1))).containsExactly(new Effect.Register(2));
    assertThat(handshake.step(new Input.Refused(1))).isEmpty();
    assertThat(handshake.step(new Input.Registered(1, SELF, Set.of()))).isEmpty();
  }

  @Test
  void aTickRepeatsWhatHasNotBeenAnswered() {
    assertThat(handshake.step(new Input.Tick())).isEmpty();
    handshake.step(new Input.Start());
    assertThat(handshake.step(new Input.Tick())).containsExactly(new Effect.Register(1));
    handshake.step(new Input.Registered(1, SELF, Set.of(SECOND, THIRD)));
    handshake.step(new Input.Introduced(SELF, 1, SECOND, 50));
    assertThat(handshake.waitingFor()).containsExactly(THIRD);
    assertThat(handshake.step(new Input.Tick()))
        .containsExactly(new Effect.Introduce(SELF, 1, THIRD));
    handshake.step(new Input.Introduced(SELF, 1, THIRD, 50));
    assertThat(handshake.step(new Input.Tick())).containsExactly(new Effect.Activate(SELF));
    handshake.step(new Input.Activated(SELF));
    assertThat(handshake.step(new Input.Tick())).isEmpty();
  }

  @Test
  void repliesAreCountedOnce() {
    begin(SECOND, THIRD);
    handshake.step(new Input.Introduced(SELF, 1, SECOND, 50));
    assertThat(handshake.step(new Input.Introduced(SELF, 1, SECOND, 50))).isEmpty();
    assertThat(handshake.step(new Input.Start())).isEmpty();
  }

  private void begin(Incarnation... members) {
    handshake.step(new Input.Start());
    handshake.step(new Input.Registered(1, SELF, Set.of(members)));
  }
}
