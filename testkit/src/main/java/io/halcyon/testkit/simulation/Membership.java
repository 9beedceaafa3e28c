package io.halcyon.testkit.simulation;

import io.halcyon.core.id.Incarnation;
import io.halcyon.core.id.NodeId;
import io.halcyon.core.id.ShardId;
import io.halcyon.testkit.simulation.SystemReplica.Status;
import io.halcyon.txn.floor.Floor;
import io.halcyon.txn.liveness.JoinHandshake;
import io.halcyon.txn.liveness.JoinHandshake.Effect;
import io.halcyon.txn.liveness.JoinHandshake.Input;
import io.halcyon.txn.member.MemberTable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The shell around a node's side of rule C3: joining, the member table, the lease.
final class Membership {
  private final World world;
  private final NodeProcess node;
  private final JoinHandshake handshake = new JoinHandshake();
  private final Map<Incarnation, Long> repliedHlc = new HashMap<>();
  private @Nullable Incarnation incarnation;
  private long incarnationAttempt;
  private @Nullable Floor floor;
  private @Nullable MemberTable table;

  Membership(World world, NodeProcess node) {
    this.world = world;
    this.node = node;
  }

  void start() {
    run(handshake.step(new Input.Start()));
    node.every(60, () -> run(handshake.step(new Input.Tick())));
    node.every(60, this::renew);
    node.every(200, this::publish);
  }

  boolean active() {
    return handshake.active()
        || (world.weak(Weakening.SERVE_WHILE_JOINING) && handshake.self() != null);
  }

  @Nullable Incarnation self() {
    return handshake.self();
  }

  @Nullable Floor floor() {
    return floor;
  }

  /// Takes note of another node's clock, which came with a message.
  void heard(@Nullable Incarnation sender, long hlc) {
    Floor own = floor;
    if (own != null && sender != null) {
      own.heard(sender, hlc);
    }
  }

  String describe() {
    Floor own = floor;
    long clock = node.hlc().peek();
    return (active() ? " active " : " joining ")
        + self()
        + " waits for "
        + handshake.waitingFor()
        + " clock leads by "
        + node.hlc().leadMillis()
        + " ms, not heard of at it: "
        + (own == null ? "-" : own.lagging(clock));
  }

  private void run(List<Effect> effects) {
    for (Effect effect : effects) {
      switch (effect) {
        case Effect.Register register -> register(register.attempt());
        case Effect.Begin begin -> begin(begin);
        case Effect.Introduce introduce -> introduce(introduce);
        case Effect.MergeHlc merge -> {
          node.hlc().merge(merge.hlc());
          heard(merge.member(), merge.hlc());
        }
        case Effect.Activate activate -> activate(activate.self());
        case Effect.Serve serve -> world.trace(node.id(), "serves as " + serve.self());
        case Effect.StopServing _ -> node.lease().lost();
      }
    }
  }

  private void register(long attempt) {
    Incarnation known = incarnation;
    Incarnation newcomer =
        known != null && incarnationAttempt == attempt ? known : node.machine().nextIncarnation();
    incarnation = newcomer;
    incarnationAttempt = attempt;
    toSystem((leader, replica) ->
        replica.register(
            newcomer,
            members ->
                leader.send(
                    node.machine(),
                    own -> {
                      if (own == node) {
                        input(
                            members
                                .<Input>map(set -> new Input.Registered(attempt, newcomer, set))
                                .orElse(new Input.Refused(attempt)));
                      }
                    })));
  }

  private void begin(Effect.Begin begin) {
    Floor fresh = new Floor(begin.self());
    MemberTable members = new MemberTable(begin.self(), fresh);
    floor = fresh;
    table = members;
    repliedHlc.clear();
    for (Incarnation member : World.sorted(begin.members())) {
      run(members, new MemberTable.Input.Registered(member));
    }
    if (world.weak(Weakening.NO_INTRODUCTIONS)) {
      begin.members().forEach(member -> input(new Input.Down(member)));
    }
  }

  private void introduce(Effect.Introduce introduce) {
    Long before = repliedHlc.get(introduce.member());
    if (before != null && world.weak(Weakening.NO_SECOND_ROUND)) {
      node.later(() ->
          input(
              new Input.Introduced(
                  introduce.self(), introduce.round(), introduce.member(), before)));
      return;
    }
    long hlc = node.hlc().tick();
    node.send(
        world.machine(introduce.member().node()),
        member -> member.membership().introduced(introduce, hlc, node.machine()));
  }

  /// The member's side of an introduction.
  private void introduced(Effect.Introduce introduce, long hlc, Machine newcomer) {
    MemberTable members = table;
    Incarnation self = handshake.self();
    if (members == null || self == null) {
      return;
    }
    if (world.weak(Weakening.FLOOR_IGNORES_JOINING)) {
      reply(introduce, self, newcomer);
      return;
    }
    for (MemberTable.Effect effect :
        members.step(new MemberTable.Input.Introduced(introduce.self(), hlc))) {
      switch (effect) {
        case MemberTable.Effect.MergeHlc merge -> {
          if (!node.hlc().merge(merge.hlc())) {
            return;
          }
        }
        case MemberTable.Effect.ReplyIntroduction _ ->
            node.later(() -> reply(introduce, self, newcomer));
        case MemberTable.Effect.RefuseIntroduction _, MemberTable.Effect.Left _ -> {}
        case MemberTable.Effect.SelfDown _ -> selfDown();
      }
    }
  }

  private void reply(Effect.Introduce introduce, Incarnation self, Machine newcomer) {
    long replied = node.hlc().peek();
    node.send(
        newcomer,
        own -> {
          if (introduce.self().equals(own.membership().self())) {
            own.membership().repliedHlc.put(self, replied);
          }
          own.membership()
              .input(new Input.Introduced(introduce.self(), introduce.round(), self, replied));
        });
  }

  private void activate(Incarnation self) {
    toSystem((leader, replica) ->
        replica.activate(
            self,
            active ->
                leader.send(
                    node.machine(),
                    own ->
                        own.membership()
                            .input(active ? new Input.Activated(self) : new Input.Down(self)))));
  }

  private void renew() {
    Incarnation self = handshake.self();
    if (self == null) {
      return;
    }
    boolean counts = active();
    long token = counts ? node.lease().requestSent(now()) : 0;
    toSystem((leader, replica) ->
        replica.renew(
            self,
            granted ->
                leader.send(
                    node.machine(),
                    own -> {
                      if (own == node) {
                        answered(self, token, granted);
                      }
                    })));
  }

  private void answered(Incarnation self, long token, boolean granted) {
    if (!granted) {
      input(new Input.Down(self));
    } else if (token != 0) {
      boolean late = world.weak(Weakening.LEASE_FROM_REPLY);
      long counted = late && self.equals(self()) ? node.lease().requestSent(now()) : token;
      node.lease().granted(counted, world.settings().leaseNanos());
    }
  }

  /// Tells everyone what the own replica of the system shard has applied.
  void publish() {
    SystemReplica replica = node.system();
    if (replica != null) {
      List<SystemReplica.Member> state = replica.state();
      for (Machine other : world.machines()) {
        node.send(other, receiver -> receiver.membership().learn(state));
      }
    }
  }

  private void learn(List<SystemReplica.Member> state) {
    for (SystemReplica.Member member : state) {
      Incarnation named = member.incarnation();
      boolean down = member.status() == Status.DOWN;
      for (Incarnation waited : World.sorted(handshake.waitingFor())) {
        boolean superseded = waited.node().equals(named.node()) && waited.number() < named.number();
        if (superseded || (down && waited.equals(named))) {
          input(new Input.Down(waited));
        }
      }
      MemberTable members = table;
      MemberTable.Input news = news(named, member.status());
      if (members != null && news != null) {
        run(members, news);
      }
    }
  }

  private MemberTable.@Nullable Input news(Incarnation named, Status status) {
    if (status == Status.DOWN) {
      return new MemberTable.Input.DeclaredDown(named);
    }
    boolean shy =
        world.weak(Weakening.ONLY_INTRODUCTIONS)
            || (world.weak(Weakening.FLOOR_IGNORES_JOINING) && status == Status.JOINING);
    if (!shy) {
      return new MemberTable.Input.Registered(named);
    }
    long older = named.number() - 1;
    return older == 0
        ? null
        : new MemberTable.Input.DeclaredDown(new Incarnation(named.node(), older));
  }

  private void run(MemberTable members, MemberTable.Input input) {
    for (MemberTable.Effect effect : members.step(input)) {
      switch (effect) {
        case MemberTable.Effect.SelfDown _ -> selfDown();
        case MemberTable.Effect.Left _,
            MemberTable.Effect.MergeHlc _,
            MemberTable.Effect.ReplyIntroduction _,
            MemberTable.Effect.RefuseIntroduction _ -> {}
      }
    }
  }

  private void selfDown() {
    Incarnation self = handshake.self();
    if (self != null) {
      world.trace(node.id(), "down as " + self);
      input(new Input.Down(self));
    }
  }

  private void input(Input input) {
    run(handshake.step(input));
  }

  /// Sends to a node that leads the system shard, or believes so, or to any; a wrong guess is not
  /// answered.
  private void toSystem(SystemRequest request) {
    List<NodeId> voters = world.voters(ShardId.SYSTEM);
    List<NodeId> leaders =
        voters.stream().filter(voter -> world.believesToLead(voter, ShardId.SYSTEM)).toList();
    List<NodeId> from = leaders.isEmpty() || world.scheduler().chance(0.1) ? voters : leaders;
    NodeId asked = from.get(world.scheduler().random().nextInt(from.size()));
    node.send(
        world.machine(asked),
        leader -> {
          SystemReplica replica = leader.system();
          if (replica != null) {
            request.ask(leader, replica);
          }
        });
  }

  private interface SystemRequest {
    void ask(NodeProcess leader, SystemReplica replica);
  }

  private long now() {
    return node.machine().clock().monotonicNanos();
  }
}
