package io.halcyon.testkit.simulation;

import io.halcyon.core.id.Incarnation;
import io.halcyon.core.id.NodeId;
import io.halcyon.testkit.simulation.LogEntry.Effect;
import io.halcyon.testkit.simulation.LogEntry.Payload;
import io.halcyon.txn.liveness.LeaseAuthority;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/// One replica of the system shard: the replicated member set, and at its leader the leases.
final class SystemReplica implements RaftMember.Listener {
  /// Where an incarnation stands.
  enum Status {
    JOINING,
    ACTIVE,
    DOWN
  }

  /// The newest incarnation of a node.
  record Member(Incarnation incarnation, Status status) {}

  private final World world;
  private final NodeProcess node;
  private final RaftMember raft;
  private final LeaseAuthority authority;
  private final Map<NodeId, Member> members = new TreeMap<>();
  private long term;
  private boolean ready;
  private long arrivedNanos;

  SystemReplica(World world, NodeProcess node, RaftMember raft) {
    this.world = world;
    this.node = node;
    this.raft = raft;
    Settings settings = world.settings();
    this.authority = new LeaseAuthority(settings.leaseNanos(), settings.marginNanos());
    this.arrivedNanos = now();
    node.every(40, this::declare);
  }

  @Override
  public void applied(long index, LogEntry entry, boolean effective) {
    if (!effective) {
      return;
    }
    switch (entry.payload().effect()) {
      case Effect.Nothing _, Effect.Write _, Effect.Changes _ -> {}
      case Effect.Register register -> register(register.member());
      case Effect.Activate activate -> activate(activate.member());
      case Effect.DeclareDown down -> down.members().forEach(this::down);
    }
    if (!(entry.payload().effect() instanceof Effect.Nothing)) {
      node.later(() -> node.membership().publish());
    }
    world.oracle().membership(members.values(), index);
    if (entry.term() == term) {
      ready = true;
    }
  }

  @Override
  public void leaderReady(long leaderTerm) {
    term = leaderTerm;
    ready = false;
    long now = now();
    boolean waits = !world.weak(Weakening.NO_WAIT_AFTER_ELECTION);
    long longAgo = now - world.settings().leaseNanos() - world.settings().marginNanos();
    authority.leadershipGained(waits ? arrivedNanos : longAgo, waits ? now : longAgo);
    raft.propose(new Payload(term, 0, new Effect.Nothing()), null);
  }

  @Override
  public void entriesArrived() {
    if (!world.weak(Weakening.ARRIVALS_NOT_NOTED)) {
      arrivedNanos = now();
    }
  }

  @Override
  public void leadershipLost() {
    term = 0;
    ready = false;
    authority.leadershipLost();
  }

  /// Registers an incarnation; `reply` gets the other members as of its entry, or nothing if it is
  /// refused.
  void register(Incarnation newcomer, Consumer<Optional<Set<Incarnation>>> reply) {
    if (!ready) {
      return;
    }
    Member known = members.get(newcomer.node());
    boolean older =
        known != null
            && (known.incarnation().number() > newcomer.number()
                || (known.incarnation().equals(newcomer) && known.status() == Status.DOWN));
    if (older) {
      reply.accept(Optional.empty());
      return;
    }
    authority.renewed(newcomer, now());
    propose(
        new Effect.Register(newcomer),
        () -> {
          if (standing(newcomer)) {
            reply.accept(Optional.of(others(newcomer)));
          }
        });
  }

  /// Activates an incarnation if it is still registered; `reply` hears whether it was.
  void activate(Incarnation joining, Consumer<Boolean> reply) {
    if (ready) {
      propose(new Effect.Activate(joining), () -> reply.accept(standing(joining)));
    }
  }

  /// Extends a lease; `reply` hears false if the incarnation is down.
  void renew(Incarnation member, Consumer<Boolean> reply) {
    if (world.weak(Weakening.GRANT_WITHOUT_ENTRY) && term != 0 && standing(member)) {
      if (authority.renewed(member, now())) {
        reply.accept(true);
      }
      return;
    }
    if (!ready) {
      return;
    }
    if (!standing(member)) {
      if (members.containsKey(member.node())) {
        reply.accept(false);
      }
      return;
    }
    if (authority.renewed(member, now())) {
      propose(new Effect.Nothing(), () -> reply.accept(standing(member)));
    }
  }

  /// Returns what this replica has applied, for whoever watches.
  List<Member> state() {
    return List.copyOf(members.values());
  }

  private void declare() {
    if (!ready) {
      return;
    }
    Set<Incarnation> standing = new HashSet<>();
    members.values().stream()
        .filter(member -> member.status() != Status.DOWN)
        .forEach(member -> standing.add(member.incarnation()));
    List<Incarnation> expired = authority.expired(standing, this::seemsDead, now());
    if (!expired.isEmpty()) {
      long looked = term;
      boolean restamped = world.weak(Weakening.EVALUATED_IN_TERM_OF_PROPOSAL);
      node.later(
          () -> propose(restamped ? term : looked, new Effect.DeclareDown(expired), () -> {}));
    }
  }

  /// A guess, often wrong: what a broken connection says about its other end.
  private boolean seemsDead(Incarnation member) {
    return world.scheduler().between(0, 4) < Scheduler.MILLI;
  }

  private void propose(Effect effect, Runnable applied) {
    propose(term, effect, applied);
  }

  private void propose(long evaluatedTerm, Effect effect, Runnable applied) {
    node.later(() ->
        raft.propose(
            new Payload(evaluatedTerm, 0, effect),
            result -> {
              if (result.applied()) {
                applied.run();
              }
            }));
  }

  private boolean standing(Incarnation member) {
    Member known = members.get(member.node());
    return known != null && known.incarnation().equals(member) && known.status() != Status.DOWN;
  }

  private Set<Incarnation> others(Incarnation newcomer) {
    Set<Incarnation> others = new HashSet<>();
    members.values().stream()
        .filter(member -> member.status() != Status.DOWN)
        .filter(member -> !member.incarnation().equals(newcomer))
        .forEach(member -> others.add(member.incarnation()));
    return others;
  }

  private void register(Incarnation newcomer) {
    Member known = members.get(newcomer.node());
    if (known == null || known.incarnation().number() < newcomer.number()) {
      members.put(newcomer.node(), new Member(newcomer, Status.JOINING));
    }
  }

  private void activate(Incarnation joining) {
    boolean stands =
        world.weak(Weakening.UNCONDITIONAL_ACTIVATION)
            ? members.containsKey(joining.node())
            : standing(joining);
    if (stands) {
      members.put(joining.node(), new Member(joining, Status.ACTIVE));
    }
  }

  private void down(Incarnation member) {
    if (standing(member)) {
      world.trace(node.id(), "declares down " + member);
      members.put(member.node(), new Member(member, Status.DOWN));
    }
  }

  private long now() {
    return node.hlc().physical().monotonicNanos();
  }
}
