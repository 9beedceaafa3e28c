package io.halcyon.node.membership;

import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.HalcyonException;
import io.halcyon.core.hlc.HlcClock;
import io.halcyon.core.id.Incarnation;
import io.halcyon.core.id.NodeId;
import io.halcyon.node.floor.FloorKeeper;
import io.halcyon.node.system.SystemLeader;
import io.halcyon.proto.internal.v1.ActivateRequest;
import io.halcyon.proto.internal.v1.ActivateResponse;
import io.halcyon.proto.internal.v1.IntroduceRequest;
import io.halcyon.proto.internal.v1.IntroduceResponse;
import io.halcyon.proto.internal.v1.RegisterRequest;
import io.halcyon.proto.internal.v1.RegisterResponse;
import io.halcyon.proto.v1.ClusterState;
import io.halcyon.proto.v1.NodeRecord;
import io.halcyon.txn.liveness.JoinHandshake;
import io.halcyon.txn.liveness.JoinHandshake.Effect;
import io.halcyon.txn.liveness.JoinHandshake.Input;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/// The shell around {@link JoinHandshake}: carries its effects out by RPC and feeds the answers
/// back, until the node is active.
///
/// {@link #run} blocks on one thread; answers come from the pool's threads through a queue.
public final class Joining {
  private static final Logger log = LoggerFactory.getLogger(Joining.class);
  private static final long TICK_MILLIS = 300;

  private final Incarnation self;
  private final Supplier<RegisterRequest> registration;
  private final Runnable registered;
  private final HlcClock clock;
  private final FloorKeeper floor;
  private final Members members;
  private final ClusterView view;
  private final Peers peers;
  private final SystemLeaderCalls systemLeader;
  private final BlockingQueue<Input> inputs = new LinkedBlockingQueue<>();
  private final JoinHandshake handshake = new JoinHandshake();
  private final RunningCalls calls;
  private @Nullable Set<Incarnation> lastMembers;

  /// @param registration what to register with; asked at each attempt for a fresh clock
  /// @param registered called when the registration is committed: the lease must be renewed from
  ///   then
  /// @param pool runs the RPCs; unbounded threads
  public Joining(
      Incarnation self,
      Supplier<RegisterRequest> registration,
      Runnable registered,
      HlcClock clock,
      FloorKeeper floor,
      Members members,
      ClusterView view,
      Peers peers,
      SystemLeaderCalls systemLeader,
      ExecutorService pool) {
    this.self = self;
    this.registration = registration;
    this.registered = registered;
    this.clock = clock;
    this.floor = floor;
    this.members = members;
    this.view = view;
    this.peers = peers;
    this.systemLeader = systemLeader;
    this.calls = new RunningCalls(pool);
  }

  /// Joins the cluster; returns when this incarnation is active.
  ///
  /// @return false if it was declared down on the way: begin again with a new incarnation
  public boolean run() throws InterruptedException {
    Runnable unsubscribe = view.listen(this::learn);
    try {
      carryOut(new Input.Start());
      while (true) {
        Input input = inputs.poll(TICK_MILLIS, TimeUnit.MILLISECONDS);
        if (input instanceof Input.Down(Incarnation down) && down.equals(self)) {
          return false;
        }
        if (input == null) {
          noticeLeft();
        }
        carryOut(input == null ? new Input.Tick() : input);
        if (handshake.active()) {
          log.atInfo().addKeyValue("node", self).log("node active");
          return true;
        }
        if (input == null && !handshake.waitingFor().isEmpty()) {
          log.atDebug().addKeyValue("waitingFor", handshake.waitingFor()).log("joining");
        }
      }
    } finally {
      unsubscribe.run();
    }
  }

  /// Notices members that went down or were superseded.
  private synchronized void learn(ClusterState state) {
    Set<Incarnation> now = new HashSet<>(SystemLeader.members(state));
    if (lastMembers != null) {
      lastMembers.stream()
          .filter(member -> !now.contains(member))
          .filter(member -> !member.node().equals(self.node()) || member.equals(self))
          .forEach(member -> inputs.add(new Input.Down(member)));
    }
    lastMembers = now;
  }

  /// A member may have left between the registration's answer and its taking effect here.
  private void noticeLeft() {
    Set<Incarnation> present = new HashSet<>(SystemLeader.members(view.current()));
    for (Incarnation member : handshake.waitingFor()) {
      if (!present.contains(member)) {
        carryOut(new Input.Down(member));
      }
    }
  }

  private void carryOut(Input input) {
    for (Effect effect : handshake.step(input)) {
      switch (effect) {
        case Effect.Register(long attempt) -> calls.once(effect, () -> register(attempt));
        // The floor and the table were made for this incarnation at its start and know the members
        // from the state that the registration returned.
        case Effect.Begin _ -> {}
        case Effect.Introduce introduce -> calls.once(effect, () -> introduce(introduce));
        case Effect.MergeHlc(Incarnation member, long hlc) -> {
          if (!floor.heard(member.node(), hlc)) {
            log.atWarn()
                .addKeyValue("member", member)
                .log("a member's clock is too far ahead of this node's; check NTP");
          }
        }
        case Effect.Activate(Incarnation who) -> calls.once(effect, () -> activate(who));
        case Effect.Serve _, Effect.StopServing _ -> {}
      }
    }
  }

  private void register(long attempt) {
    try {
      RegisterResponse response = systemLeader.register(registration.get());
      if (!clock.merge(response.getHlc())) {
        log.atWarn().log("registration refused: the system shard's clock is too far ahead");
        return;
      }
      members.learn(response.getState());
      view.offer(response.getState());
      Set<Incarnation> others = new HashSet<>(SystemLeader.members(response.getState()));
      if (!others.remove(self)) {
        // Declared down since an earlier, unanswered registration: this number is spent.
        inputs.add(new Input.Down(self));
        return;
      }
      synchronized (this) {
        lastMembers = new HashSet<>(SystemLeader.members(response.getState()));
      }
      registered.run();
      inputs.add(new Input.Registered(attempt, self, others));
    } catch (HalcyonException e) {
      // What a retry cannot help needs an operator.
      log.atLevel(e.failure() instanceof Failure.Invalid ? Level.WARN : Level.DEBUG)
          .addKeyValue("failure", e.failure().message())
          .log("not registered yet");
    }
  }

  private void introduce(Effect.Introduce introduce) {
    NodeId node = introduce.member().node();
    NodeRecord record = view.node(node).orElse(null);
    if (record == null) {
      return;
    }
    try {
      IntroduceResponse response =
          peers.introduce(
              record.getRpcAddress(),
              IntroduceRequest.newBuilder()
                  .setNodeId(self.node().value())
                  .setIncarnation(self.number())
                  .setHlc(clock.tick())
                  .setRaftAddress(registration.get().getRaftAddress())
                  .build());
      if (response.getNodeId() != node.value()) {
        return;
      }
      Incarnation answered = new Incarnation(node, response.getIncarnation());
      if (answered.equals(introduce.member())) {
        inputs.add(new Input.Introduced(self, introduce.round(), answered, response.getHlc()));
      } else if (answered.number() > introduce.member().number()) {
        // A newer process runs from that member's disk, so the older one has ended.
        inputs.add(new Input.Down(introduce.member()));
      }
    } catch (HalcyonException e) {
      log.atDebug()
          .addKeyValue("member", introduce.member())
          .addKeyValue("failure", e.failure().message())
          .log("not introduced yet");
    }
  }

  private void activate(Incarnation who) {
    try {
      ActivateResponse response =
          systemLeader.activate(
              ActivateRequest.newBuilder()
                  .setNodeId(who.node().value())
                  .setIncarnation(who.number())
                  .setHlc(clock.tick())
                  .build());
      members.learn(response.getState());
      view.offer(response.getState());
      inputs.add(new Input.Activated(who));
    } catch (HalcyonException e) {
      if (e.failure() instanceof Failure.Unavailable) {
        log.atDebug().addKeyValue("failure", e.failure().message()).log("not activated yet");
      }
    }
  }
}
