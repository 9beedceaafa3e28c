package io.halcyon.node;

import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.HalcyonException;
import io.halcyon.core.hlc.HlcClock;
import io.halcyon.core.id.Incarnation;
import io.halcyon.core.id.NodeId;
import io.halcyon.core.id.ShardId;
import io.halcyon.node.floor.FloorKeeper;
import io.halcyon.node.identity.NodeIdentity;
import io.halcyon.node.liveness.LeaseKeeper;
import io.halcyon.node.membership.ClusterView;
import io.halcyon.node.membership.Joining;
import io.halcyon.node.membership.Members;
import io.halcyon.node.membership.SystemLeaderCalls;
import io.halcyon.node.repair.Scrubber;
import io.halcyon.node.replica.Evaluation;
import io.halcyon.node.replica.Replica;
import io.halcyon.node.replica.ReplicaMetrics;
import io.halcyon.node.replica.ReplicaSet;
import io.halcyon.node.replica.Serving;
import io.halcyon.node.system.SystemLeader;
import io.halcyon.node.system.SystemShard;
import io.halcyon.proto.internal.v1.LeaveRequest;
import io.halcyon.proto.internal.v1.RegisterRequest;
import io.halcyon.proto.v1.ClusterState;
import io.halcyon.proto.v1.ReplicaRecord;
import io.halcyon.proto.v1.ShardRecord;
import io.halcyon.raftstorage.entry.EffectKind;
import io.halcyon.raftstorage.entry.EntryReader;
import io.halcyon.raftstorage.ratis.RatisHost;
import io.halcyon.raftstorage.ratis.rpc.HalcyonTransport;
import io.halcyon.raftstorage.transport.PeerIdentity;
import io.halcyon.raftstorage.transport.PeerListener;
import io.halcyon.raftstorage.transport.PeerTransport;
import io.halcyon.txn.floor.Floor;
import io.halcyon.txn.member.MemberTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One incarnation of a node in its cluster: from the moment it knows who it is until it is closed
/// or declared down. A node that was declared down begins a new one.
///
/// Thread-safe. {@link #start} and {@link #close} block.
final class ActiveNode implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ActiveNode.class);

  private static final long INVITE_PAUSE_MILLIS = 300;
  private static final int FAREWELL_TRIES = 15;
  private static final long FAREWELL_PAUSE_MILLIS = 50;

  private volatile NodeIdentity identity;
  private final NodeResources resources;
  private final HlcClock clock;
  private final FloorKeeper floor;
  private final Members members;
  private final PeerTransport peers;
  private final RatisHost raft;
  private final ReplicaSet replicas = new ReplicaSet();
  private final SystemLeaderCalls systemLeaderCalls;
  private final LeaseKeeper lease;
  private final Duties duties;
  private final ViewFeed feed;
  private final Runnable unsubscribe;
  private volatile @Nullable SystemLeader systemLeader;
  private volatile @Nullable SystemShard systemShard;
  private final Repairs repairs;
  private final Scrubber scrubber;
  private volatile boolean closed;
  private volatile boolean active;

  private ActiveNode(NodeIdentity identity, NodeResources resources) throws IOException {
    this.identity = identity;
    this.resources = resources;
    this.clock = resources.clock();
    Incarnation self = identity.self();
    Floor floorSet = new Floor(self);
    this.floor = new FloorKeeper(floorSet, clock, this::askForNews);
    ClusterView view = resources.view();
    this.systemLeaderCalls =
        new SystemLeaderCalls(resources.peers(), view, resources.config().membership().join());
    this.lease = new LeaseKeeper(clock, systemLeaderCalls, this::declaredDown);
    this.members = new Members(self, clock, floor, new MemberTable(self, floorSet), lease::lost);
    this.peers =
        PeerTransport.start(
            resources.config().peer(),
            new PeerIdentity(identity.clusterId(), self),
            resources.peerBind(),
            view::raftAddress,
            clock::tick,
            new News(),
            clock.physical());
    this.raft =
        RatisHost.start(
            resources.config().raft(),
            new RatisHost.Setup(
                identity.clusterId(),
                self.node(),
                resources.directory().raft(),
                this::raftAddress,
                resources.checkpoints(),
                new HalcyonTransport(peers)));
    this.feed =
        new ViewFeed(
            self.node(),
            view,
            resources.peers(),
            resources.config().membership().join(),
            resources.timer());
    this.repairs = new Repairs(this, resources, raft);
    this.scrubber = new Scrubber(resources.config().scrub(), raft::scrub);
    this.duties = new Duties(this, resources);
    this.unsubscribe = view.listen(this::learn);
  }

  /// Starts an incarnation: opens its replicas and begins to join, in the background.
  static ActiveNode start(NodeIdentity identity, NodeResources resources) throws IOException {
    ActiveNode node = new ActiveNode(identity, resources);
    node.openReplicas(resources.view().current());
    node.duties.start();
    node.scrubber.start();
    node.feed.start();
    resources.background().execute(node::join);
    return node;
  }

  private void learn(ClusterState state) {
    members.learn(state);
    resources.directory().saveState(state);
    state.getNodesList().stream()
        .map(node -> new NodeId(node.getId()))
        .filter(node -> !node.equals(identity.node()))
        .forEach(peers::open);
  }

  private void join() {
    Incarnation self = identity.self();
    Joining joining =
        new Joining(
            self,
            this::registration,
            () -> lease.registered(self),
            clock,
            floor,
            members,
            resources.view(),
            resources.peers(),
            systemLeaderCalls,
            resources.background());
    try {
      inviteOthers();
      if (joining.run()) {
        lease.activated(self);
        active = true;
      } else {
        declaredDown(self);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Begins again as a new incarnation. The log, the stores and the connections go on: they do not
  /// depend on membership, only answers do.
  private void declaredDown(Incarnation which) {
    resources.background().execute(() -> beginAgain(which));
  }

  private void beginAgain(Incarnation ended) {
    synchronized (this) {
      // Several may notice that an incarnation has ended; one begins the next.
      if (closed || !identity.self().equals(ended)) {
        return;
      }
      active = false;
      try {
        identity = resources.directory().nextStart(identity);
      } catch (IOException e) {
        throw new UncheckedIOException("cannot count a new incarnation", e);
      }
      Incarnation self = identity.self();
      Floor floorSet = new Floor(self);
      floor.begin(floorSet);
      members.begin(self, new MemberTable(self, floorSet));
    }
    members.learn(resources.view().current());
    join();
  }

  /// A cluster's creator sees to it that all first nodes have their place, after a crash too.
  private void inviteOthers() throws InterruptedException {
    ClusterState state = resources.view().current();
    boolean creating = state.getNodesList().stream().anyMatch(n -> n.getIncarnation() == 0);
    while (creating && !closed && !resources.bootstrap().inviteOthers(state, identity.node())) {
      new CountDownLatch(1).await(INVITE_PAUSE_MILLIS, TimeUnit.MILLISECONDS);
      state = resources.view().current();
      creating = state.getNodesList().stream().anyMatch(n -> n.getIncarnation() == 0);
    }
  }

  private RegisterRequest registration() {
    return RegisterRequest.newBuilder()
        .setNodeId(identity.node().value())
        .setIncarnation(identity.incarnation())
        .setClusterId(identity.clusterId())
        .setRpcAddress(resources.addresses().rpc())
        .setRaftAddress(resources.addresses().peer())
        .setHttpAddress(resources.addresses().http())
        .setHlc(clock.tick())
        .putAllLabels(resources.config().labels())
        .build();
  }

  private void openReplicas(ClusterState state) {
    for (ShardRecord shard : state.getShardsList()) {
      List<NodeId> hosts =
          shard.getReplicasList().stream().map(ReplicaRecord::getNode).map(NodeId::new).toList();
      if (hosts.contains(identity.node())) {
        ShardId id = new ShardId(shard.getId());
        if (!repairs.mustReplace(id)) {
          openReplica(id, hosts);
        }
      }
    }
  }

  /// Opens this node's replica of a shard; a failure is reported, not thrown.
  ///
  /// @param hosts the voters of a new shard; empty for a replica that waits to be a learner
  void openReplica(ShardId shard, List<NodeId> hosts) {
    ReplicaMetrics metrics = resources.metrics().replica(shard);
    Replica replica =
        new Replica(
            shard,
            new Serving(clock, floor, lease),
            resources.config().replica(),
            Evaluation.onCaller(resources.evaluation(), resources.timer()),
            metrics,
            new Events());
    if (shard.equals(ShardId.SYSTEM)) {
      SystemShard system = new SystemShard(replica, clock.physical()::millis);
      systemShard = system;
      systemLeader = new SystemLeader(system, clock, resources.config().liveness().lease());
    }
    try {
      replica.start(listener ->
          raft.open(
              shard,
              hosts,
              resources.directory().stores().resolve(shard.toString()),
              resources.storage(),
              listener));
    } catch (HalcyonException e) {
      repairs.failed(shard, e.failure());
      return;
    }
    resources.directory().markHeld(shard);
    replicas.add(replica);
    metrics.watch(replica);
    resources.metrics().watch(shard, () -> raft.store(shard).orElse(null));
    if (shard.equals(ShardId.SYSTEM)) {
      systemShard().flatMap(SystemShard::applied).ifPresent(resources.view()::offer);
    }
  }

  private void askForNews(Set<Incarnation> lagging) {
    if (!closed) {
      peers.announce(clock.peek(), true);
    }
  }

  private InetSocketAddress raftAddress(NodeId node) {
    InetSocketAddress address = resources.view().raftAddress(node);
    if (address == null) {
      throw new IllegalArgumentException("node " + node + " is not known yet");
    }
    return address;
  }

  NodeIdentity identity() {
    return identity;
  }

  ReplicaSet replicas() {
    return replicas;
  }

  FloorKeeper floor() {
    return floor;
  }

  Members members() {
    return members;
  }

  LeaseKeeper lease() {
    return lease;
  }

  PeerTransport transport() {
    return peers;
  }

  boolean active() {
    return active;
  }

  boolean closed() {
    return closed;
  }

  Scrubber scrubber() {
    return scrubber;
  }

  Repairs repairs() {
    return repairs;
  }

  Optional<SystemShard> systemShard() {
    return Optional.ofNullable(systemShard);
  }

  /// Returns the duties of the system shard's leader; they fail with `NotLeader` elsewhere.
  SystemLeader systemLeader() {
    SystemLeader current = systemLeader;
    if (current == null) {
      throw new HalcyonException(new Failure.NotLeader(ShardId.SYSTEM, null));
    }
    return current;
  }

  SystemLeaderCalls systemLeaderCalls() {
    return systemLeaderCalls;
  }

  /// Moves leadership of every shard to others; returns how many were moved.
  int moveLeadersAway() {
    return duties.moveLeadersAway();
  }

  /// Gives up the lease and says so, so that nobody waits for it to run out. The node serves no
  /// more; {@link #close} follows.
  void leave() throws InterruptedException {
    closed = true;
    lease.close();
    // Whoever has taken the system shard over from this node may not be in office yet.
    for (int tries = 1; !farewell(); tries++) {
      if (tries == FAREWELL_TRIES) {
        log.atInfo().log("left without a farewell: the lease runs out by itself");
        return;
      }
      new CountDownLatch(1).await(FAREWELL_PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private boolean farewell() {
    Incarnation self = identity.self();
    try {
      var _ =
          systemLeaderCalls.leave(
              LeaveRequest.newBuilder()
                  .setNodeId(self.node().value())
                  .setIncarnation(self.number())
                  .setHlc(clock.tick())
                  .build());
      return true;
    } catch (HalcyonException e) {
      log.atDebug().addKeyValue("failure", e.failure().message()).log("farewell not heard");
      return false;
    }
  }

  @Override
  public void close() {
    closed = true;
    lease.close();
    scrubber.close();
    unsubscribe.run();
    feed.close();
    duties.close();
    // Closing one log takes about a second, so all at once.
    try (ExecutorService closing = Executors.newVirtualThreadPerTaskExecutor()) {
      replicas.all().forEach(replica -> closing.execute(replica::close));
    }
    raft.close();
    peers.close();
  }

  /// What peers tell about their clocks.
  private final class News implements PeerListener {
    @Override
    public boolean heard(Incarnation from, long hlc) {
      return floor.heard(from.node(), hlc);
    }
  }

  /// What replicas tell.
  private final class Events implements Replica.Listener {
    @Override
    public void leading(ShardId shard, long term) {
      resources.background().execute(() -> began(shard));
    }

    private void began(ShardId shard) {
      try {
        if (shard.equals(ShardId.SYSTEM)) {
          systemLeader().gained();
          systemShard().orElseThrow().seed(resources.view().current());
        } else {
          duties.installOwnership(shard);
        }
      } catch (HalcyonException e) {
        log.atInfo()
            .addKeyValue("shard", shard)
            .addKeyValue("failure", e.failure().message())
            .log("leader's first duties were not done");
      }
    }

    @Override
    public void ledBy(ShardId shard, NodeId leader) {
      if (shard.equals(ShardId.SYSTEM)) {
        // The lease may have run out while nobody granted it.
        systemLeaderCalls.ledBy(leader);
        resources.background().execute(lease::renew);
      }
    }

    @Override
    public void notLeading(ShardId shard) {
      if (shard.equals(ShardId.SYSTEM)) {
        systemLeader().lost();
      }
    }

    @Override
    public void failed(ShardId shard, Failure failure) {
      repairs.failed(shard, failure);
    }

    @Override
    public void applied(ShardId shard, EntryReader entry) {
      if (shard.equals(ShardId.SYSTEM)) {
        Replica.forEachEffect(entry, this::publish);
      }
      resources.watches().applied(shard, entry);
    }

    private void publish(EntryReader effect) {
      if (effect.kind() == EffectKind.PUT && SystemShard.isRecord(effect.key())) {
        ClusterState state =
            SystemShard.parse(
                Arrays.copyOfRange(
                    effect.buffer(),
                    effect.valueOffset(),
                    effect.valueOffset() + effect.valueLength()));
        resources.background().execute(() -> resources.view().offer(state));
      }
    }
  }
}
