package io.halcyon.raftstorage.ratis.rpc;

import io.halcyon.core.hlc.SystemClock;
import io.halcyon.core.id.Incarnation;
import io.halcyon.core.id.NodeId;
import io.halcyon.raftstorage.transport.LinkFilter;
import io.halcyon.raftstorage.transport.PeerIdentity;
import io.halcyon.raftstorage.transport.PeerListener;
import io.halcyon.raftstorage.transport.PeerTransport;
import io.halcyon.raftstorage.transport.PeerTransportConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.GroupManagementRequest;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.apache.ratis.util.SizeInBytes;
import org.apache.ratis.util.TimeDuration;

/// Ratis servers in this process that talk over the peer transport.
final class RaftRpcCluster implements AutoCloseable {
  private static final PeerTransportConfig TRANSPORT =
      new PeerTransportConfig(
          1,
          4 << 20,
          256 << 10,
          16L << 20,
          16L << 20,
          Duration.ofMillis(5),
          Duration.ofMillis(100),
          Duration.ofMillis(500),
          Duration.ofMillis(200),
          Duration.ofMillis(1500),
          Duration.ZERO);

  private final Path directory;
  private final List<RaftGroupId> groups = new ArrayList<>();
  private final List<RaftPeer> peers = new ArrayList<>();
  private final Map<NodeId, InetSocketAddress> addresses = new ConcurrentHashMap<>();
  private final Map<String, RecordingMachine.Disk> disks = new ConcurrentHashMap<>();
  private final ClientId client = ClientId.randomId();
  private final AtomicLong calls = new AtomicLong();
  private final boolean purge;
  private volatile LinkFilter filter = LinkFilter.ALL;
  private long incarnations;
  final Map<NodeId, Member> members = new ConcurrentHashMap<>();

  /// One running server.
  static final class Member {
    final PeerTransport transport;
    final RaftServer server;
    final RaftRpcCounters counters;
    final Map<RaftGroupId, RecordingMachine> machines = new ConcurrentHashMap<>();
    final Map<Incarnation, Long> heard;

    Member(
        PeerTransport transport,
        RaftServer server,
        RaftRpcCounters counters,
        Map<Incarnation, Long> heard) {
      this.transport = transport;
      this.server = server;
      this.counters = counters;
      this.heard = heard;
    }
  }

  /// @param purge take snapshots and purge the log eagerly
  RaftRpcCluster(Path directory, int nodes, int groupCount, boolean purge) throws Exception {
    this.directory = directory;
    this.purge = purge;
    for (int i = 1; i <= nodes; i++) {
      peers.add(RaftPeer.newBuilder().setId("n" + i).build());
    }
    for (int i = 0; i < groupCount; i++) {
      groups.add(RaftGroupId.valueOf(new UUID(7, i + 1)));
    }
    for (int i = 1; i <= nodes; i++) {
      start(new NodeId(i));
    }
  }

  RaftGroupId group(int index) {
    return groups.get(index);
  }

  Member member(NodeId node) {
    return Objects.requireNonNull(members.get(node));
  }

  void filter(LinkFilter links) {
    filter = links;
  }

  RecordingMachine.Disk disk(String peer, RaftGroupId group) {
    return disks.computeIfAbsent(peer + "/" + group, _ -> new RecordingMachine.Disk());
  }

  void start(NodeId node) throws Exception {
    var clock = new AtomicLong(1);
    Map<Incarnation, Long> heard = new ConcurrentHashMap<>();
    PeerListener listener =
        (from, hlc) -> {
          clock.accumulateAndGet(hlc, Math::max);
          heard.merge(from, hlc, Math::max);
          return true;
        };
    incarnations++;
    var identity = new PeerIdentity("test", new Incarnation(node, incarnations));
    var bind = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    var transport =
        PeerTransport.start(
            TRANSPORT,
            identity,
            bind,
            addresses::get,
            clock::incrementAndGet,
            listener,
            SystemClock.INSTANCE);
    transport.filter((from, to) -> filter.passes(from, to));
    addresses.put(node, transport.localAddress());
    var parameters = new Parameters();
    RaftProperties properties = properties(node);
    var counters = new RaftRpcCounters();
    HalcyonRpcType.select(properties, parameters, transport, RaftRpcConfig.DEFAULT, counters);
    Map<RaftGroupId, RecordingMachine> machines = new ConcurrentHashMap<>();
    RaftServer server =
        RaftServer.newBuilder()
            .setServerId(RaftPeerId.valueOf(node.toString()))
            .setStateMachineRegistry(group -> {
              var machine =
                  new RecordingMachine(disk(node.toString(), group), peer -> disk(peer, group));
              machines.put(group, machine);
              return machine;
            })
            .setProperties(properties)
            .setParameters(parameters)
            .build();
    server.start();
    var member = new Member(transport, server, counters, heard);
    for (RaftGroupId group : groups) {
      if (machines.containsKey(group)) {
        continue;
      }
      var added =
          server.groupManagement(
              GroupManagementRequest.newAdd(
                  client,
                  server.getId(),
                  calls.incrementAndGet(),
                  RaftGroup.valueOf(group, peers)));
      if (!added.isSuccess()) {
        throw new IOException("group not added", added.getException());
      }
    }
    member.machines.putAll(machines);
    members.put(node, member);
  }

  private RaftProperties properties(NodeId node) {
    var properties = new RaftProperties();
    RaftServerConfigKeys.setStorageDir(
        properties, List.of(directory.resolve(node.toString()).toFile()));
    RaftServerConfigKeys.Rpc.setTimeoutMin(properties, millis(400));
    RaftServerConfigKeys.Rpc.setTimeoutMax(properties, millis(800));
    RaftServerConfigKeys.Rpc.setRequestTimeout(properties, millis(1000));
    RaftServerConfigKeys.LeaderElection.setLeaderStepDownWaitTime(properties, millis(1000));
    RaftServerConfigKeys.Log.setWriteBufferSize(properties, SizeInBytes.valueOf("256KB"));
    RaftServerConfigKeys.Log.Appender.setBufferByteLimit(properties, SizeInBytes.valueOf("128KB"));
    RaftServerConfigKeys.Log.setSegmentSizeMax(
        properties, SizeInBytes.valueOf(purge ? "4KB" : "1MB"));
    RaftServerConfigKeys.Log.setPreallocatedSize(properties, SizeInBytes.valueOf("4KB"));
    if (purge) {
      RaftServerConfigKeys.Snapshot.setAutoTriggerEnabled(properties, true);
      RaftServerConfigKeys.Snapshot.setAutoTriggerThreshold(properties, 50);
      RaftServerConfigKeys.Log.setPurgeUptoSnapshotIndex(properties, true);
      RaftServerConfigKeys.Log.setPurgeGap(properties, 1);
    }
    return properties;
  }

  private static TimeDuration millis(long millis) {
    return TimeDuration.valueOf(millis, TimeUnit.MILLISECONDS);
  }

  void stop(NodeId node) throws IOException {
    Member member = members.remove(node);
    if (member != null) {
      member.server.close();
      member.transport.close();
    }
  }

  Optional<NodeId> leader(RaftGroupId group) {
    long bestTerm = -1;
    NodeId best = null;
    for (var member : members.entrySet()) {
      try {
        var info = member.getValue().server.getDivision(group).getInfo();
        if (info.isLeader() && info.isLeaderReady() && info.getCurrentTerm() > bestTerm) {
          bestTerm = info.getCurrentTerm();
          best = member.getKey();
        }
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }
    return Optional.ofNullable(best);
  }

  NodeId awaitLeader(RaftGroupId group) {
    await("a leader of " + group, () -> leader(group).isPresent());
    return leader(group).orElseThrow();
  }

  CompletableFuture<RaftClientReply> submit(NodeId node, RaftGroupId group, String value)
      throws IOException {
    Member member = member(node);
    return member.server.submitClientRequestAsync(
        RaftClientRequest.newBuilder()
            .setClientId(client)
            .setServerId(member.server.getId())
            .setGroupId(group)
            .setCallId(calls.incrementAndGet())
            .setMessage(Message.valueOf(value))
            .setType(RaftClientRequest.writeRequestType())
            .build());
  }

  /// Writes through whoever leads, until it is acknowledged; values must be unique.
  void write(RaftGroupId group, String value) throws Exception {
    long end = System.nanoTime() + Duration.ofSeconds(40).toNanos();
    while (System.nanoTime() - end < 0) {
      NodeId leader = awaitLeader(group);
      try {
        if (submit(leader, group, value).get(5, TimeUnit.SECONDS).isSuccess()) {
          return;
        }
      } catch (TimeoutException | ExecutionException _) {
        // The leader may have been cut off; the next attempt asks who leads now.
      }
      LockSupport.parkNanos(10_000_000);
    }
    throw new AssertionError("not written: " + value);
  }

  List<String> values(NodeId node, RaftGroupId group) {
    return Objects.requireNonNull(member(node).machines.get(group)).values();
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static void await(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + Duration.ofSeconds(40).toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - end > 0) {
        throw new AssertionError("not within 40 s: " + what);
      }
      LockSupport.parkNanos(5_000_000);
    }
  }

  @Override
  public void close() throws IOException {
    filter = LinkFilter.ALL;
    for (NodeId node : List.copyOf(members.keySet())) {
      stop(node);
    }
  }
}
