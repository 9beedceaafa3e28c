package io.halcyon.txn.member;

import io.halcyon.core.id.Incarnation;
import io.halcyon.core.id.NodeId;
import io.halcyon.txn.floor.Floor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Rule C3, the member's side, for one incarnation of a node, joining or active: who is in its
/// floor set.
///
/// | another node's | input | next |
/// |---|---|---|
/// | unknown or older incarnation | `Introduced(n#k, h)` | n#k in the floor set at h; h merged, *then* replied to |
/// | n#k in the set | `Introduced(n#k, h)` (repeated) | the same again |
/// | n#k gone, or superseded by a newer one | `Introduced(n#k, h)` | refused |
/// | unknown or older incarnation | `Registered(n#k)` | n#k in the set, not heard of yet |
/// | n#k in the set | `DeclaredDown(n#k)` or a newer incarnation of n | n#k out of the set |
///
/// | own | input | next |
/// |---|---|---|
/// | self = n#k | `DeclaredDown(n#k)`, or anything about n#l, l > k | `SelfDown`: serve no more, join again |
///
/// A newer incarnation supersedes an older one at once, without waiting for a lease: it runs from
/// the same disk, so the older process is dead or has ended its session before it registered again.
/// Only what the system shard says removes a member; its absence from some older state does not.
///
/// Confined to one thread; the floor it maintains is read by all.
public final class MemberTable {
  /// What the table reacts to.
  public sealed interface Input {
    /// A newcomer introduces itself with its hybrid clock.
    record Introduced(Incarnation newcomer, long hlc) implements Input {}

    /// The system shard's state shows an incarnation, joining or active.
    record Registered(Incarnation member) implements Input {}

    /// The system shard's state shows an incarnation as down.
    record DeclaredDown(Incarnation member) implements Input {}
  }

  /// What the shell must do, in this order.
  public sealed interface Effect {
    /// Merge into the own clock; if that refuses it as too far ahead, drop the effects that follow.
    record MergeHlc(long hlc) implements Effect {}

    /// Reply to the introduction with the own clock, read now.
    record ReplyIntroduction(Incarnation newcomer) implements Effect {}

    /// Reply that this incarnation is no member any more.
    record RefuseIntroduction(Incarnation newcomer) implements Effect {}

    /// A member has left the floor set: answers that it held back may go.
    record Left(Incarnation member) implements Effect {}

    /// End the session ({@link io.halcyon.txn.liveness.LeaseHolder#lost}) and join again.
    record SelfDown() implements Effect {}
  }

  private final Incarnation self;
  private final Floor floor;
  private final Map<NodeId, Long> present = new HashMap<>();
  private final Map<NodeId, Long> gone = new HashMap<>();

  public MemberTable(Incarnation self, Floor floor) {
    this.self = self;
    this.floor = floor;
  }

  /// Takes one input; the floor set is changed before this returns.
  public List<Effect> step(Input input) {
    return switch (input) {
      case Input.Introduced in -> introduced(in.newcomer(), in.hlc());
      case Input.Registered in -> enter(in.member(), 0);
      case Input.DeclaredDown in -> declaredDown(in.member());
    };
  }

  private List<Effect> introduced(Incarnation newcomer, long hlc) {
    if (newcomer.number() <= gone.getOrDefault(newcomer.node(), 0L)
        || newcomer.number() < present.getOrDefault(newcomer.node(), 0L)) {
      return List.of(new Effect.RefuseIntroduction(newcomer));
    }
    List<Effect> entered = enter(newcomer, hlc);
    if (newcomer.node().equals(self.node())) {
      return entered;
    }
    Effect merge = new Effect.MergeHlc(hlc);
    Effect reply = new Effect.ReplyIntroduction(newcomer);
    return entered.isEmpty() ? List.of(merge, reply) : List.of(entered.getFirst(), merge, reply);
  }

  private List<Effect> enter(Incarnation member, long hlc) {
    NodeId node = member.node();
    if (node.equals(self.node())) {
      return member.number() > self.number() ? List.of(new Effect.SelfDown()) : List.of();
    }
    long number = member.number();
    long known = present.getOrDefault(node, 0L);
    if (number <= gone.getOrDefault(node, 0L) || number < known) {
      return List.of();
    }
    // The newer one enters before the older one leaves: the floor never lacks the node.
    floor.join(member, hlc);
    present.put(node, number);
    if (known == 0 || known == number) {
      return List.of();
    }
    Incarnation older = new Incarnation(node, known);
    floor.leave(older);
    return List.of(new Effect.Left(older));
  }

  private List<Effect> declaredDown(Incarnation member) {
    NodeId node = member.node();
    if (node.equals(self.node())) {
      return member.number() >= self.number() ? List.of(new Effect.SelfDown()) : List.of();
    }
    gone.merge(node, member.number(), Math::max);
    long known = present.getOrDefault(node, 0L);
    if (known == 0 || known > member.number()) {
      return List.of();
    }
    present.remove(node);
    Incarnation left = new Incarnation(node, known);
    floor.leave(left);
    return List.of(new Effect.Left(left));
  }
}
