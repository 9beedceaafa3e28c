package io.halcyon.raftstorage.ratis.rpc;

import com.sun.management.OperatingSystemMXBean;
import io.halcyon.core.hlc.SystemClock;
import io.halcyon.core.id.Incarnation;
import io.halcyon.core.id.NodeId;
import io.halcyon.raftstorage.transport.PeerIdentity;
import io.halcyon.raftstorage.transport.PeerListener;
import io.halcyon.raftstorage.transport.PeerTransport;
import io.halcyon.raftstorage.transport.PeerTransportConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.apache.ratis.RaftConfigKeys;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.grpc.GrpcConfigKeys;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.GroupManagementRequest;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientAsynchronousProtocol;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.rpc.SupportedRpcType;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.apache.ratis.statemachine.impl.BaseStateMachine;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.util.SizeInBytes;
import org.apache.ratis.util.TimeDuration;
import org.jspecify.annotations.Nullable;

/// One server process of {@link RpcComparison}.
public final class RpcComparisonNode implements PeerListener {
  private static final int ENTRY_BYTES = 1024;
  private final String variant;
  private final NodeId self;
  private final List<InetSocketAddress> addresses = new ArrayList<>();
  private final List<RaftPeer> peers = new ArrayList<>();
  private final List<RaftGroupId> groups = new ArrayList<>();
  private final ClientId client = ClientId.randomId();
  private final AtomicLong calls = new AtomicLong();
  private final AtomicLong clock = new AtomicLong(1);
  private final RaftRpcCounters counters = new RaftRpcCounters();
  private final Map<NodeId, Long> heardNanos = new ConcurrentHashMap<>();
  private volatile long awaitedClock = Long.MAX_VALUE;
  private @Nullable PeerTransport transport;
  private @Nullable RaftServer server;

  private RpcComparisonNode(String variant, int node, String ports, int groupCount) {
    this.variant = variant;
    this.self = new NodeId(node);
    for (String port : ports.split(",")) {
      var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(port));
      addresses.add(address);
      int id = addresses.size();
      peers.add(
          RaftPeer.newBuilder()
              .setId("n" + id)
              .setAddress("127.0.0.1:" + port)
              .setPriority(id == 1 ? 1 : 0)
              .build());
    }
    for (int i = 0; i < groupCount; i++) {
      groups.add(RaftGroupId.valueOf(new UUID(9, i + 1)));
    }
  }

  public static void main(String[] arguments) throws Exception {
    var node =
        new RpcComparisonNode(
            arguments[0],
            Integer.parseInt(arguments[1]),
            arguments[2],
            Integer.parseInt(arguments[3]));
    node.start(arguments[4]);
    System.out.println("ready");
    var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      System.out.println("> " + node.command(line.split(" ")));
    }
    System.exit(0);
  }

  @Override
  public boolean heard(Incarnation from, long hlc) {
    if (hlc >= awaitedClock) {
      heardNanos.putIfAbsent(from.node(), System.nanoTime());
    }
    clock.accumulateAndGet(hlc, Math::max);
    return true;
  }

  private void start(String directory) throws IOException {
    var properties = new RaftProperties();
    var parameters = new Parameters();
    RaftServerConfigKeys.setStorageDir(properties, List.of(new java.io.File(directory)));
    RaftServerConfigKeys.Rpc.setTimeoutMin(properties, TimeDuration.ONE_SECOND);
    RaftServerConfigKeys.Rpc.setTimeoutMax(properties, TimeDuration.ONE_SECOND.multiply(2));
    RaftServerConfigKeys.Log.setLogMetadataEnabled(properties, false);
    RaftServerConfigKeys.Log.setForceSyncNum(properties, 4096);
    RaftServerConfigKeys.Log.setWriteBufferSize(properties, SizeInBytes.valueOf("1MB"));
    RaftServerConfigKeys.Log.Appender.setBufferByteLimit(properties, SizeInBytes.valueOf("512KB"));
    RaftServerConfigKeys.Log.Appender.setInstallSnapshotEnabled(properties, false);
    if (variant.startsWith("grpc")) {
      RaftConfigKeys.Rpc.setType(properties, SupportedRpcType.GRPC);
      GrpcConfigKeys.Server.setPort(properties, addresses.get((int) self.value() - 1).getPort());
      GrpcConfigKeys.Server.setLeaderOutstandingAppendsMax(properties, 256);
      RaftServerConfigKeys.Log.setAppendEntriesComposeEnabled(properties, variant.equals("grpc"));
    } else {
      transport =
          PeerTransport.start(
              PeerTransportConfig.DEFAULT,
              new PeerIdentity("bench", new Incarnation(self, 1)),
              addresses.get((int) self.value() - 1),
              node -> addresses.get((int) node.value() - 1),
              clock::get,
              this,
              SystemClock.INSTANCE);
      var defaults = RaftRpcConfig.DEFAULT;
      var config =
          new RaftRpcConfig(
              defaults.appendsMax(),
              defaults.appendBytesMax(),
              defaults.commitNoticeDelay(),
              variant.equals("halcyon-ask"));
      HalcyonRpcType.select(properties, parameters, transport, config, counters);
    }
    RaftServer started =
        RaftServer.newBuilder()
            .setServerId(RaftPeerId.valueOf(self.toString()))
            .setStateMachineRegistry(_ -> new BaseStateMachine())
            .setProperties(properties)
            .setParameters(parameters)
            .build();
    started.start();
    for (RaftGroupId group : groups) {
      started.groupManagement(
          GroupManagementRequest.newAdd(
              client, started.getId(), calls.incrementAndGet(), RaftGroup.valueOf(group, peers)));
    }
    server = started;
  }

  private String command(String[] words) throws Exception {
    return switch (words[0]) {
      case "cpu" ->
          String.valueOf(
              ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                  .getProcessCpuTime());
      case "threads" -> threads();
      case "lead" -> {
        for (RaftGroupId group : groups) {
          while (!division(group).getInfo().isLeaderReady()) {
            LockSupport.parkNanos(10_000_000);
          }
        }
        yield "leading";
      }
      default ->
          run(Integer.parseInt(words[1]), Integer.parseInt(words[2]), Integer.parseInt(words[3]));
    };
  }

  /// Returns the CPU time of Java threads in milliseconds by kind, and of the virtual machine's
  /// own.
  private static String threads() {
    var bean = ManagementFactory.getThreadMXBean();
    var byKind = new java.util.TreeMap<String, Long>();
    long own =
        ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    for (long id : bean.getAllThreadIds()) {
      var info = bean.getThreadInfo(id);
      long nanos = bean.getThreadCpuTime(id);
      if (info != null && nanos > 0) {
        String kind = info.getThreadName().replaceAll("group-\\w+", "g").replaceAll("\\d+", "");
        byKind.merge(kind, nanos / 1_000_000, Long::sum);
        own -= nanos;
      }
    }
    byKind.put("virtual-machine", own / 1_000_000);
    byKind.values().removeIf(millis -> millis == 0);
    return byKind.toString().replace(" ", "");
  }

  private RaftServer.Division division(RaftGroupId group) throws IOException {
    if (server == null) {
      throw new IOException("not started");
    }
    return server.getDivision(group);
  }

  private String run(int groupCount, int inFlight, int millis) throws Exception {
    var before = counters.snapshot();
    var framesBefore = transport == null ? null : transport.counters().snapshot();
    var loops = new ArrayList<Loop>();
    long end = System.nanoTime() + millis * 1_000_000L;
    var done = new CountDownLatch(groupCount * inFlight);
    for (int g = 0; g < groupCount; g++) {
      for (int i = 0; i < inFlight; i++) {
        var loop = new Loop(groups.get(g), end, done, groupCount * inFlight == 1);
        loops.add(loop);
        loop.next();
      }
    }
    done.await();
    List<Long> latencies = new ArrayList<>();
    List<Long> clocks = new ArrayList<>();
    loops.forEach(l -> latencies.addAll(l.latencies));
    loops.forEach(l -> clocks.addAll(l.clockLatencies));
    String result =
        latencies.size()
            + " p50 "
            + percentile(latencies, 50)
            + " us, p99 "
            + percentile(latencies, 99)
            + " us";
    if (!clocks.isEmpty()) {
      result += ", both clocks p50 " + percentile(clocks, 50) + " p99 " + percentile(clocks, 99);
    }
    if (transport != null && framesBefore != null) {
      var after = counters.snapshot();
      var frames = transport.counters().snapshot();
      double entries = latencies.size();
      result +=
          String.format(
              ", frames/entry %.2f out %.2f in, clock frames in %.2f, heartbeats %.2f",
              (frames.framesSent() - framesBefore.framesSent()) / entries,
              (frames.framesReceived() - framesBefore.framesReceived()) / entries,
              (frames.clockFramesReceived() - framesBefore.clockFramesReceived()) / entries,
              (after.heartbeats() - before.heartbeats()) / entries);
    }
    return result;
  }

  private static long percentile(List<Long> values, int percent) {
    Collections.sort(values);
    return values.isEmpty() ? 0 : values.get((values.size() - 1) * percent / 100) / 1000;
  }

  /// Writes one entry after the other.
  private final class Loop {
    private final RaftClientAsynchronousProtocol division;
    private final RaftGroupId group;
    private final long end;
    private final CountDownLatch done;
    private final boolean timeClock;
    private final Message payload =
        Message.valueOf(ByteString.copyFrom(new byte[ENTRY_BYTES]), () -> "entry");
    final List<Long> latencies = new ArrayList<>();
    final List<Long> clockLatencies = new ArrayList<>();

    Loop(RaftGroupId group, long end, CountDownLatch done, boolean timeClock) throws IOException {
      this.division = (RaftClientAsynchronousProtocol) division(group);
      this.group = group;
      this.end = end;
      this.done = done;
      this.timeClock = timeClock && transport != null;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // its outcome is the next write
    void next() {
      long start = System.nanoTime();
      if (start > end) {
        done.countDown();
        return;
      }
      if (timeClock) {
        heardNanos.clear();
        awaitedClock = clock.incrementAndGet();
      }
      var request =
          RaftClientRequest.newBuilder()
              .setClientId(client)
              .setServerId(RaftPeerId.valueOf(self.toString()))
              .setGroupId(group)
              .setCallId(calls.incrementAndGet())
              .setMessage(payload)
              .setType(RaftClientRequest.writeRequestType())
              .build();
      try {
        division
            .submitClientRequestAsync(request)
            .whenComplete((reply, failure) -> completed(start));
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }

    private void completed(long start) {
      latencies.add(System.nanoTime() - start);
      // Waits for both clocks, like a floor: the ring of waiting must not run on Ratis's thread.
      Thread.ofVirtual()
          .start(() -> {
            if (timeClock) {
              while (heardNanos.size() < 2 && System.nanoTime() < end) {
                LockSupport.parkNanos(20_000);
              }
              heardNanos.values().stream()
                  .max(Long::compare)
                  .ifPresent(last -> clockLatencies.add(last - start));
            }
            next();
          });
    }
  }
}
