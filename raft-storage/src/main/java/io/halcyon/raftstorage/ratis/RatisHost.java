package io.halcyon.raftstorage.ratis;

import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.HalcyonException;
import io.halcyon.core.id.NodeId;
import io.halcyon.core.id.ShardId;
import io.halcyon.raftstorage.engine.ScrubPace;
import io.halcyon.raftstorage.engine.ShardStore;
import io.halcyon.raftstorage.engine.StorageEnvironment;
import io.halcyon.raftstorage.log.CheckpointSource;
import io.halcyon.raftstorage.log.LogListener;
import io.halcyon.raftstorage.log.ReplicatedLog;
import io.halcyon.raftstorage.log.StoreHome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.proto.RaftProtos.RaftPeerRole;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.GroupManagementRequest;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftGroupMemberId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.statemachine.StateMachine;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The Raft server of a process: hosts one replica of each of many shards.
///
/// Groups are added one by one with {@link #open}, after a restart too ({@link #existing} names
/// them), because Ratis's own search for groups at its start lets one damaged log stop them all. So
/// it is started on an empty directory and only then told where the logs are.
///
/// Thread-safe. {@link #open}, {@link #remove} and {@link #close} block and must not be called from
/// a listener.
public final class RatisHost implements AutoCloseable {
  /// What Ratis adds to an entry in the log, at most.
  static final int ENTRY_OVERHEAD_BYTES = 1024;

  private static final Logger logger = LoggerFactory.getLogger(RatisHost.class);

  private final RaftConfig config;
  private final Setup setup;
  private final GroupNames names;
  private final Path groups;
  private final RaftServer server;
  private final HostThreads threads;
  private final ClientId client = ClientId.randomId();
  private final AtomicLong calls = new AtomicLong();
  private final ConcurrentHashMap<RaftGroupId, StateMachine> opening = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<ShardId, RatisLog> logs = new ConcurrentHashMap<>();

  /// Who and where this server is.
  ///
  /// @param clusterId servers of different clusters refuse each other
  /// @param directory holds the logs of all groups
  /// @param transport how servers talk to each other
  public record Setup(
      String clusterId,
      NodeId self,
      Path directory,
      PeerAddresses addresses,
      CheckpointSource checkpoints,
      RatisTransport transport) {}

  private RatisHost(RaftConfig config, Setup setup) throws IOException {
    this.config = config;
    this.setup = setup;
    this.names = GroupNames.of(setup.clusterId());
    this.groups = setup.directory().resolve("groups");
    Path empty = setup.directory().resolve("empty");
    Files.createDirectories(groups);
    Files.createDirectories(empty);
    RaftProperties properties = RatisProperties.of(config, empty);
    var parameters = new Parameters();
    setup.transport().configure(properties, parameters, setup.addresses().address(setup.self()));
    this.server =
        RaftServer.newBuilder()
            .setServerId(GroupNames.peer(setup.self()))
            .setStateMachineRegistry(this::machineOf)
            .setProperties(properties)
            .setParameters(parameters)
            .build();
    this.threads = new HostThreads(setup.self().toString());
    RatisProperties.check(properties);
    server.start();
    RatisProperties.useStorage(properties, groups);
    threads.everySecond(this::watch);
  }

  /// Starts a server over Ratis's gRPC transport.
  public static RatisHost start(
      RaftConfig config,
      String clusterId,
      NodeId self,
      Path directory,
      PeerAddresses addresses,
      CheckpointSource checkpoints) {
    var transport = new GrpcTransport(config);
    return start(config, new Setup(clusterId, self, directory, addresses, checkpoints, transport));
  }

  /// Starts a server.
  ///
  /// @throws HalcyonException with `Unavailable` if the address or the directory cannot be used
  public static RatisHost start(RaftConfig config, Setup setup) {
    try {
      return new RatisHost(config, setup);
    } catch (IOException | UncheckedIOException e) {
      throw new HalcyonException(
          new Failure.Unavailable("the Raft server cannot start: " + e.getMessage()), e);
    }
  }

  private StateMachine machineOf(RaftGroupId group) {
    StateMachine machine = opening.get(group);
    if (machine == null) {
      throw new IllegalStateException("no store was opened for " + group);
    }
    return machine;
  }

  /// Returns the shards whose logs are in the directory, open or not.
  public Set<ShardId> existing() {
    Set<ShardId> found = new TreeSet<>();
    try (var directories = Files.list(groups)) {
      directories.forEach(d -> names.shard(d.getFileName().toString()).ifPresent(found::add));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return found;
  }

  /// Opens this node's replica of `shard`, new or existing.
  ///
  /// @param members the voters of a new shard, the same list at each; empty for a replica that a
  ///   leader is going to add as a learner. An existing log knows its members better
  /// @throws HalcyonException with `Corrupted` if log or store are damaged: both are left as they
  ///   are, and the other shards are not affected
  public ReplicatedLog open(
      ShardId shard,
      List<NodeId> members,
      Path storeDirectory,
      StorageEnvironment environment,
      LogListener listener) {
    RaftGroupId group = names.group(shard);
    Path directory = groups.resolve(group.getUuid().toString());
    boolean existed = Files.isDirectory(directory);
    StoreHome home = openStore(shard, directory, storeDirectory, environment);
    try {
      if (!existed && home.store().durable().term() != 0) {
        throw new HalcyonException(
            new Failure.Corrupted(shard, "the store is there, but its log is missing"));
      }
      var events = new LogEvents(shard, listener, threads.news());
      var tasks =
          new ReplicaTasks(threads, setup.checkpoints(), () -> setup.transport().fetched(group));
      var machine = new ShardStateMachine(shard, home, events, tasks);
      LogMetricRegistries.tellSyncs(member(group), events::synced);
      return add(shard, group, members, machine);
    } catch (RuntimeException | Error e) {
      home.close();
      throw e;
    }
  }

  private RaftGroupMemberId member(RaftGroupId group) {
    return RaftGroupMemberId.valueOf(server.getId(), group);
  }

  private static StoreHome openStore(
      ShardId shard, Path directory, Path storeDirectory, StorageEnvironment environment) {
    try {
      LogSegments.cutTornTail(directory.resolve("current"));
      return StoreHome.open(shard, storeDirectory, environment);
    } catch (IOException e) {
      throw new HalcyonException(
          new Failure.Unavailable("files of " + shard + " cannot be used: " + e), e);
    }
  }

  private RatisLog add(
      ShardId shard, RaftGroupId group, List<NodeId> members, ShardStateMachine machine) {
    if (opening.putIfAbsent(group, machine) != null) {
      throw new IllegalStateException(shard + " is open already");
    }
    try {
      var request =
          GroupManagementRequest.newAdd(
              client,
              server.getId(),
              nextCall(),
              RaftGroup.valueOf(group, peers(members, RaftPeerRole.FOLLOWER)),
              false);
      var reply = server.groupManagementAsync(request).join();
      if (!reply.isSuccess()) {
        throw new CompletionException(reply.getException());
      }
      var log = new RatisLog(shard, this, machine, server.getDivision(group));
      refuseGap(shard, log.machine());
      logs.put(shard, log);
      return log;
    } catch (CompletionException | IOException | HalcyonException e) {
      abandon(group, machine);
      throw openFailure(shard, machine, e);
    }
  }

  /// Ratis would wait for ever for entries that were purged but are not in the store.
  private void refuseGap(ShardId shard, ShardStateMachine machine) {
    RaftServer.Division division = machine.division();
    if (division != null) {
      long start = division.getRaftLog().getStartIndex();
      long durable = machine.home().durable().index();
      if (start > durable + 1) {
        throw new HalcyonException(
            new Failure.Corrupted(
                shard, "the log starts at " + start + ", the store ends at " + durable));
      }
    }
  }

  private void abandon(RaftGroupId group, ShardStateMachine machine) {
    machine.closing();
    opening.remove(group);
    var storage = machine.storage();
    try {
      removeGroup(group, false);
      if (storage != null) {
        storage.close(); // Ratis keeps the directory's lock after a failed start
      }
    } catch (IOException e) {
      logger.atWarn().addKeyValue("group", group).setCause(e).log("log not released");
    }
  }

  private static HalcyonException openFailure(
      ShardId shard, ShardStateMachine machine, Exception e) {
    if (e instanceof HalcyonException known) {
      return known;
    }
    var storage = machine.storage();
    if (storage != null) {
      try {
        var damage = LogSegments.damage(storage.getStorageDir().getCurrentDir().toPath());
        if (damage.isPresent()) {
          return new HalcyonException(new Failure.Corrupted(shard, damage.get()), e);
        }
      } catch (IOException damageUnknown) {
        e.addSuppressed(damageUnknown);
      }
    }
    return new HalcyonException(
        new Failure.Internal("the log of " + shard + " cannot be opened: " + e), e);
  }

  List<RaftPeer> peers(List<NodeId> nodes, RaftPeerRole role) {
    return nodes.stream()
        .map(node ->
            RaftPeer.newBuilder()
                .setId(GroupNames.peer(node))
                .setAddress(setup.addresses().address(node))
                .setStartupRole(role)
                .build())
        .toList();
  }

  /// Returns the current store of an open shard.
  public Optional<ShardStore> store(ShardId shard) {
    return Optional.ofNullable(logs.get(shard)).map(RatisLog::store);
  }

  /// Closes this node's replica of `shard` and takes it out of the directory of logs.
  ///
  /// @param deleteData whether log and store are deleted; otherwise the log is kept under `removed`
  public void remove(ShardId shard, boolean deleteData) {
    RatisLog log = logs.remove(shard);
    RaftGroupId group = names.group(shard);
    if (log != null) {
      log.machine().closing();
      opening.remove(group);
    }
    removeGroup(group, log != null);
    Path directory = groups.resolve(group.getUuid().toString());
    try {
      if (deleteData) {
        if (log != null) {
          log.machine().home().delete();
        }
        StoreHome.deleteTree(directory);
      } else if (Files.isDirectory(directory)) {
        Path removed = setup.directory().resolve("removed");
        Files.createDirectories(removed);
        StoreHome.deleteTree(removed.resolve(directory.getFileName()));
        Files.move(directory, removed.resolve(directory.getFileName()));
      }
    } catch (IOException e) {
      throw new HalcyonException(
          new Failure.Unavailable("files of " + shard + " cannot be removed: " + e), e);
    }
  }

  void close(ShardId shard, RatisLog log) {
    if (logs.remove(shard, log)) {
      log.machine().closing();
      RaftGroupId group = names.group(shard);
      opening.remove(group);
      removeGroup(group, true);
    }
  }

  private void removeGroup(RaftGroupId group, boolean expected) {
    var request =
        GroupManagementRequest.newRemove(client, server.getId(), nextCall(), group, false, false);
    LogMetricRegistries.forget(member(group));
    try {
      server.groupManagementAsync(request).join();
    } catch (CompletionException e) {
      if (expected) {
        logger.atWarn().addKeyValue("group", group).setCause(e).log("group was not open");
      }
    }
  }

  /// Reads everything that the open replicas have on disk, at the given pace, and stops those that
  /// are damaged, as a damaged read would. Blocks for long; may run beside everything else.
  ///
  /// @return false if the pace ended it early
  public boolean scrub(ScrubPace pace) throws InterruptedException {
    for (RatisLog log : logs.values()) {
      if (!log.machine().scrub(pace)) {
        return false;
      }
    }
    return true;
  }

  private void watch() {
    logs.values().forEach(log -> log.machine().watch());
  }

  RatisTransport transport() {
    return setup.transport();
  }

  RaftConfig config() {
    return config;
  }

  RaftServer server() {
    return server;
  }

  ClientId client() {
    return client;
  }

  long nextCall() {
    return calls.incrementAndGet();
  }

  /// Returns the division of an open shard, for tests.
  RaftServer.@Nullable Division division(ShardId shard) {
    RatisLog log = logs.get(shard);
    return log == null ? null : log.machine().division();
  }

  /// Closes all replicas and the server. Calling it twice is harmless.
  @Override
  public void close() {
    logs.values().forEach(log -> log.machine().closing());
    try {
      server.close();
    } catch (IOException e) {
      logger.atWarn().setCause(e).log("Raft server not closed cleanly");
    }
    logs.clear();
    opening.clear();
    threads.close();
  }
}
