package io.halcyon.raftstorage.ratis.rpc;

import io.halcyon.core.hlc.PhysicalClock;
import io.halcyon.core.id.Incarnation;
import io.halcyon.raftstorage.transport.Answer;
import io.halcyon.raftstorage.transport.PeerService;
import io.halcyon.raftstorage.transport.PeerTransport;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotRequestProto;
import org.apache.ratis.proto.RaftProtos.RaftRpcRequestProto;
import org.apache.ratis.proto.RaftProtos.ReadIndexRequestProto;
import org.apache.ratis.proto.RaftProtos.RequestVoteRequestProto;
import org.apache.ratis.proto.RaftProtos.StartLeaderElectionRequestProto;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.exceptions.GroupMismatchException;
import org.apache.ratis.server.DivisionInfo;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.thirdparty.com.google.protobuf.MessageLite;
import org.apache.ratis.thirdparty.com.google.protobuf.Parser;
import org.apache.ratis.util.LifeCycle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Serves the Raft messages of peers.
///
/// An append from the leader that this replica already follows in the same term only queues entries
/// for the log's writer, so it is processed on the event loop without a thread hand-off; Ratis
/// answers from its own thread once the entries are on disk. Whatever may change roles or terms,
/// write metadata or install a snapshot may wait for threads and disks, and runs elsewhere; a
/// {@link Lane} keeps the order. If a role changes in the short time between the look and the
/// append, the event loop waits for Ratis's lock of that group, which costs time but nothing else.
final class RaftInbound {
  private static final Logger log = LoggerFactory.getLogger(RaftInbound.class);
  private final RaftServer server;
  private final Executor blocking;
  private final RaftRpcCounters counters;
  private final PhysicalClock clock;
  private final Map<ByteString, Lane> lanes = new ConcurrentHashMap<>();
  private final Map<RaftCall, PeerService> services = new EnumMap<>(RaftCall.class);

  /// What Ratis does with a request, possibly waiting.
  private interface Handler<Q> {
    CompletableFuture<? extends MessageLite> handle(Q request) throws IOException;
  }

  RaftInbound(RaftServer server, Executor blocking, RaftRpcCounters counters, PhysicalClock clock) {
    this.clock = clock;
    this.server = server;
    this.blocking = blocking;
    this.counters = counters;
    services.put(RaftCall.APPEND, this::append);
    services.put(RaftCall.SNAPSHOT, this::snapshot);
    services.put(
        RaftCall.VOTE,
        elsewhere(
            RequestVoteRequestProto.parser(),
            RequestVoteRequestProto::getServerRequest,
            request -> CompletableFuture.completedFuture(server.requestVote(request))));
    services.put(
        RaftCall.START_ELECTION,
        elsewhere(
            StartLeaderElectionRequestProto.parser(),
            StartLeaderElectionRequestProto::getServerRequest,
            request -> CompletableFuture.completedFuture(server.startLeaderElection(request))));
    services.put(
        RaftCall.READ_INDEX,
        elsewhere(
            ReadIndexRequestProto.parser(),
            ReadIndexRequestProto::getServerRequest,
            server::readIndexAsync));
  }

  void register(PeerTransport transport) {
    services.forEach((call, service) -> transport.serve(call.service, service));
  }

  void unregister(PeerTransport transport) {
    services.forEach((call, service) -> transport.unserve(call.service, service));
  }

  private void append(Incarnation from, byte[] body, Answer answer) {
    AppendEntriesRequestProto request = parse(AppendEntriesRequestProto.parser(), body, answer);
    if (request == null || !isFrom(from, request.getServerRequest(), answer)) {
      return;
    }
    if (request.getEntriesCount() > 0) {
      counters.arrivals.note(
          request.getServerRequest().getRaftGroupId().getId(), clock.monotonicNanos());
    }
    Lane lane = lane(request.getServerRequest());
    if (isSteady(lane, from, request) && lane.tryEnter()) {
      try {
        counters.inlineAppends.increment();
        handle(request, server::appendEntriesAsync, answer);
      } finally {
        lane.leave();
      }
    } else {
      counters.handedOverAppends.increment();
      handOver(
          lane,
          request.getServerRequest(),
          answer,
          () -> handle(request, server::appendEntriesAsync, answer));
    }
  }

  private void snapshot(Incarnation from, byte[] body, Answer answer) {
    InstallSnapshotRequestProto request = parse(InstallSnapshotRequestProto.parser(), body, answer);
    if (request != null && isFrom(from, request.getServerRequest(), answer)) {
      Lane lane = lane(request.getServerRequest());
      handOver(
          lane,
          request.getServerRequest(),
          answer,
          () ->
              handle(
                  request,
                  r -> CompletableFuture.completedFuture(server.installSnapshot(r)),
                  answer));
    }
  }

  private <Q extends MessageLite> PeerService elsewhere(
      Parser<Q> parser, Function<Q, RaftRpcRequestProto> header, Handler<Q> handler) {
    return (from, body, answer) -> {
      Q request = parse(parser, body, answer);
      if (request != null && isFrom(from, header.apply(request), answer)) {
        blocking.execute(() -> handle(request, handler, answer));
      }
    };
  }

  private Lane lane(RaftRpcRequestProto header) {
    return lanes.computeIfAbsent(header.getRaftGroupId().getId(), _ -> new Lane(blocking));
  }

  private void handOver(Lane lane, RaftRpcRequestProto header, Answer answer, Runnable task) {
    ByteString group = header.getRaftGroupId().getId();
    lane.submit(() -> {
      try {
        lane.division(server.getDivision(RaftGroupId.valueOf(group)));
      } catch (IOException e) {
        // Groups come and go; a lane for one that is not here must not stay.
        lanes.remove(group, lane);
        answer.fail(e.toString());
        return;
      }
      task.run();
    });
  }

  /// Returns whether the replica follows the sender in the request's term, so that an append
  /// changes neither role nor term.
  private static boolean isSteady(Lane lane, Incarnation from, AppendEntriesRequestProto request) {
    RaftServer.Division division = lane.division();
    if (division == null) {
      return false;
    }
    DivisionInfo info = division.getInfo();
    return info.getLifeCycleState() == LifeCycle.State.RUNNING
        && (info.isFollower() || info.isListener())
        && info.getCurrentTerm() == request.getLeaderTerm()
        && PeerNames.id(from.node()).equals(info.getLeaderId());
  }

  @SuppressWarnings("FutureReturnValueIgnored") // its outcome is the answer
  private static <Q> void handle(Q request, Handler<Q> handler, Answer answer) {
    try {
      handler
          .handle(request)
          .whenComplete((reply, failure) -> {
            if (failure == null) {
              answer.ok(new ProtoMessage(reply));
            } else {
              answer.fail(String.valueOf(failure));
            }
          });
    } catch (GroupMismatchException e) {
      answer.fail(e.toString());
    } catch (IOException | RuntimeException e) {
      log.atDebug().setCause(e).log("Raft request failed");
      answer.fail(e.toString());
    }
  }

  private static <Q extends MessageLite> @Nullable Q parse(
      Parser<Q> parser, byte[] body, Answer answer) {
    try {
      return ProtoMessage.parse(parser, body);
    } catch (IOException e) {
      answer.fail("malformed Raft request: " + e.getMessage());
      return null;
    }
  }

  /// A node may only speak for itself.
  private static boolean isFrom(Incarnation from, RaftRpcRequestProto header, Answer answer) {
    if (header.getRequestorId().equals(PeerNames.id(from.node()).toByteString())) {
      return true;
    }
    answer.fail(from + " sent a Raft request in another's name");
    return false;
  }
}
