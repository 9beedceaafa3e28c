package io.halcyon.txn.member;

import static org.assertj.core.api.Assertions.assertThat;

import io.halcyon.core.id.Incarnation;
import io.halcyon.core.id.NodeId;
import io.halcyon.txn.floor.Floor;
import io.halcyon.txn.member.MemberTable.Effect;
import io.halcyon.txn.member.MemberTable.Input;
import org.junit.jupiter.api.Test;

class MemberTableTest {
  private static final Incarnation SELF = new Incarnation(new NodeId(1), 4);
  private static final Incarnation OTHER = new Incarnation(new NodeId(2), 1);
  private static final Incarnation OTHER_AGAIN = new Incarnation(new NodeId(2), 2);

  private final Floor floor = new Floor(SELF);
  private final MemberTable table = new MemberTable(SELF, floor);

  @Test
  void anIntroductionAddsToTheFloorSetThenMergesThenReplies() {
    assertThat(table.step(new Input.Introduced(OTHER, 50)))
        .containsExactly(new Effect.MergeHlc(50), new Effect.ReplyIntroduction(OTHER));
    assertThat(floor.members()).containsExactlyInAnyOrder(SELF, OTHER);
    assertThat(floor.floor()).isEqualTo(50);
  }

  @Test
  void aRepeatedIntroductionIsRepliedToAgain() {
    table.step(new Input.Introduced(OTHER, 50));
    assertThat(table.step(new Input.Introduced(OTHER, 60)))
        .containsExactly(new Effect.MergeHlc(60), new Effect.ReplyIntroduction(OTHER));
    assertThat(floor.floor()).isEqualTo(60);
  }

  @Test
  void aNewerIncarnationSupersedesTheOlder() {
    table.step(new Input.Introduced(OTHER, 50));
    assertThat(table.step(new Input.Introduced(OTHER_AGAIN, 70)))
        .containsExactly(
            new Effect.Left(OTHER),
            new Effect.MergeHlc(70),
            new Effect.ReplyIntroduction(OTHER_AGAIN));
    assertThat(floor.members()).containsExactlyInAnyOrder(SELF, OTHER_AGAIN);
  }

  @Test
  void aLateIntroductionOfAnOlderIncarnationIsRefused() {
    table.step(new Input.Introduced(OTHER_AGAIN, 70));
    assertThat(table.step(new Input.Introduced(OTHER, 80)))
        .containsExactly(new Effect.RefuseIntroduction(OTHER));
    assertThat(floor.has(OTHER)).isFalse();
  }

  @Test
  void declaredDownRemovesAndStaysRemoved() {
    table.step(new Input.Introduced(OTHER, 50));
    assertThat(table.step(new Input.DeclaredDown(OTHER))).containsExactly(new Effect.Left(OTHER));
    assertThat(table.step(new Input.DeclaredDown(OTHER))).isEmpty();
    assertThat(table.step(new Input.Introduced(OTHER, 60)))
        .containsExactly(new Effect.RefuseIntroduction(OTHER));
    assertThat(table.step(new Input.Registered(OTHER))).isEmpty();
    assertThat(floor.members()).containsExactly(SELF);
  }

  @Test
  void aRegisteredMemberCountsBeforeItIntroducesItself() {
    table.step(new Input.Registered(OTHER));
    assertThat(floor.passed(1, 100)).isFalse();
    assertThat(table.step(new Input.Registered(OTHER_AGAIN)))
        .containsExactly(new Effect.Left(OTHER));
    assertThat(floor.has(OTHER_AGAIN)).isTrue();
  }

  @Test
  void newsOfAnOlderIncarnationChangeNothing() {
    table.step(new Input.Registered(OTHER_AGAIN));
    assertThat(table.step(new Input.Registered(OTHER))).isEmpty();
    assertThat(table.step(new Input.DeclaredDown(OTHER))).isEmpty();
    assertThat(floor.members()).containsExactlyInAnyOrder(SELF, OTHER_AGAIN);
  }

  @Test
  void itLearnsOfItsOwnEnd() {
    assertThat(table.step(new Input.Registered(SELF))).isEmpty();
    assertThat(table.step(new Input.DeclaredDown(new Incarnation(SELF.node(), 3)))).isEmpty();
    assertThat(table.step(new Input.DeclaredDown(SELF))).containsExactly(new Effect.SelfDown());
    assertThat(table.step(new Input.Introduced(new Incarnation(SELF.node(), 5), 9)))
        .containsExactly(new Effect.SelfDown());
  }
}
