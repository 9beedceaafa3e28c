package io.halcyon.bench.raw;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.ConcurrentHistogram;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientAsynchronousProtocol;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.thirdparty.com.google.protobuf.UnsafeByteOperations;

/// Bare Ratis: three servers in this process, one group, fsync on, a state machine that does
/// nothing. What a Raft entry costs at least, and how many there can be.
public final class RatisProbe {
  private static final int WRITE_BYTES = 140;
  private static final int BATCH = 64;
  private static final int IN_FLIGHT = 4;
  private static final long NANOS_MAX = 60_000_000_000L;

  private final RaftServer.Division leader;
  private final RaftClientAsynchronousProtocol submit;
  private final ClientId client = ClientId.randomId();
  private final AtomicLong calls = new AtomicLong();
  private volatile boolean stopping;

  private RatisProbe(RaftServer server, RaftServer.Division leader) {
    this.leader = leader;
    this.submit = leader instanceof RaftClientAsynchronousProtocol direct ? direct : server;
  }

  public static List<RawResult> run(Path directory, Duration time)
      throws IOException, InterruptedException {
    try (RatisTrio trio = RatisTrio.start(directory.resolve("ratis"))) {
      RaftServer server = trio.leader();
      RatisProbe probe = new RatisProbe(server, server.getDivision(trio.group()));
      return List.of(
          probe.entries("a lone write", time, 1, 1),
          probe.entries("1 write an entry, 4 entries in flight", time, 1, IN_FLIGHT),
          probe.entries("64 writes an entry, 4 entries in flight", time, BATCH, IN_FLIGHT));
    }
  }

  private RawResult entries(String what, Duration time, int writes, int inFlight)
      throws InterruptedException {
    ByteString content = UnsafeByteOperations.unsafeWrap(new byte[WRITE_BYTES * writes]);
    ConcurrentHistogram latencies = new ConcurrentHistogram(NANOS_MAX, 3);
    CountDownLatch running = new CountDownLatch(inFlight);
    stopping = false;
    for (int i = 0; i < inFlight; i++) {
      propose(content, latencies, running);
    }
    park(time.toNanos() / 5);
    latencies.reset();
    double cpuBefore = Timing.cpuSeconds();
    long begin = System.nanoTime();
    park(time.toNanos());
    double seconds = (System.nanoTime() - begin) / 1e9;
    double cpu = Timing.cpuSeconds() - cpuBefore;
    RawResult result =
        RawResult.of("Ratis, 3 servers, " + what, latencies.copy(), seconds, writes, cpu);
    stopping = true;
    if (!running.await(30, TimeUnit.SECONDS)) {
      throw new IllegalStateException("Ratis stopped answering");
    }
    return result;
  }

  private void propose(ByteString content, ConcurrentHistogram latencies, CountDownLatch running) {
    long begin = System.nanoTime();
    RaftClientRequest request =
        RaftClientRequest.newBuilder()
            .setClientId(client)
            .setServerId(leader.getId())
            .setGroupId(leader.getMemberId().getGroupId())
            .setCallId(calls.incrementAndGet())
            .setMessage(Message.valueOf(content))
            .setType(RaftClientRequest.writeRequestType())
            .build();
    CompletableFuture<RaftClientReply> reply;
    try {
      reply = submit.submitClientRequestAsync(request);
    } catch (IOException refused) {
      reply = CompletableFuture.failedFuture(refused);
    }
    var _ =
        reply.whenComplete((answer, failure) -> {
          boolean failed = failure != null || answer == null || !answer.isSuccess();
          if (!failed) {
            latencies.recordValue(Math.min(System.nanoTime() - begin, NANOS_MAX));
          }
          if (stopping || failed) {
            running.countDown();
          } else {
            propose(content, latencies, running);
          }
        });
  }

  static void park(long nanos) throws InterruptedException {
    long until = System.nanoTime() + nanos;
    for (long left = nanos; left > 0; left = until - System.nanoTime()) {
      LockSupport.parkNanos(left);
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
  }
}
