package io.halcyon.node.replica;

import com.google.protobuf.InvalidProtocolBufferException;
import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.HalcyonException;
import io.halcyon.core.hlc.HlcTimestamp;
import io.halcyon.core.wire.OpRequest;
import io.halcyon.proto.internal.v1.Call;
import io.halcyon.raftstorage.engine.ShardStore;
import io.halcyon.raftstorage.transaction.StoredShardState;
import io.halcyon.txn.participant.Request;
import io.halcyon.txn.participant.Response;
import io.halcyon.txn.record.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// Serves reads under C1–C3 without a log write.
///
/// At the leader, in this order: take the timestamp r (which advances the clock, so that later
/// writes are above it) → see that an applied bound of an entry of this term or an earlier one
/// covers r, else commit a tiny entry → wait for writes at or below r that are in flight on the
/// keys → read the store → wait until the floor has passed what is shown → check the lease and its
/// session → answer.
///
/// At a follower: a closed timestamp that is recent enough, read there, check the lease.
final class Reads {
  /// What to read, once it is known at which timestamp.
  interface Query {
    /// Returns whether a write on these keys is pending.
    boolean pending(PendingKeys keys);

    /// Reads at `readAt`, or a little later if that is the newest state and nothing forbids it.
    Shown read(ShardStore store, long readAt, @Nullable PendingKeys keys);

    /// Returns why the shard must not serve it, or null.
    @Nullable Failure refusal(Ownership ownership);

    /// Timestamp wanted; 0 for now.
    long readAt();

    long maxStalenessMillis();

    /// Returns the read as the participant takes it.
    Request.Read asked(long readAt);

    /// Makes the answer's body of what the participant has found.
    byte[] answer(Response.Rows rows);

    /// Returns whether an intent at or below `readAt` lies on the keys: then only the leader knows
    /// what was there.
    boolean intents(StoredShardState state, long readAt);
  }

  /// An answer and the greatest timestamp that it depends on.
  record Shown(byte[] body, long timestamp) {}

  private final Replica replica;
  private final Serving serving;
  private final Executor blocking;

  /// @param blocking where a read continues that had to wait
  Reads(Replica replica, Serving serving, Executor blocking) {
    this.replica = replica;
    this.serving = serving;
    this.blocking = blocking;
  }

  void read(OpRequest request, Reply reply, long deadlineNanos) {
    Query query;
    try {
      query = parse(request);
    } catch (HalcyonException e) {
      reply.fail(e.failure());
      return;
    }
    new Attempt(query, reply, deadlineNanos).run();
  }

  private Query parse(OpRequest request) {
    return switch (request.kind()) {
      case GET -> new Queries.Get(request);
      case READ_CALL -> {
        Call call;
        try {
          call =
              Call.parser().parseFrom(request.buffer(), request.bodyOffset(), request.bodyLength());
        } catch (InvalidProtocolBufferException e) {
          throw new HalcyonException(new Failure.Invalid("malformed call: " + e.getMessage()));
        }
        yield switch (call.getKindCase()) {
          case SHARD_SCAN -> Queries.scan(call.getShardScan(), replica);
          case SHARD_MULTI_GET -> Queries.multiGet(call.getShardMultiGet());
          case INCREMENT, MULTI_GET, BATCH, CONDITIONAL, SCAN, KIND_NOT_SET ->
              throw new HalcyonException(
                  new Failure.Invalid(
                      "call " + call.getKindCase() + " is not a read of one shard"));
        };
      }
      case PUT, DELETE, WRITE_CALL, TXN_CALL ->
          throw new HalcyonException(new Failure.Invalid(request.kind() + " is not a read"));
    };
  }

  /// One read from its arrival to its answer; each step runs once, on one thread at a time.
  private final class Attempt implements Runnable {
    private final Query query;
    private final Reply reply;
    private final long deadlineNanos;
    private long session;
    private long readAt;
    private @Nullable Ownership checked;

    Attempt(Query query, Reply reply, long deadlineNanos) {
      this.query = query;
      this.reply = reply;
      this.deadlineNanos = deadlineNanos;
    }

    @Override
    public void run() {
      try {
        LeaderState leader = replica.leader();
        if (!serving.lease().valid() && !replica.isSystem()) {
          reply.fail(new Failure.Unavailable("the node holds no liveness lease at the moment"));
          return;
        }
        session = serving.lease().session();
        Ownership ownership = replica.ownership();
        checked = ownership;
        Failure refused = query.refusal(ownership);
        if (refused != null) {
          reply.fail(refused);
        } else if (query.readAt() < 0) {
          reply.fail(tooFar(query.readAt()));
        } else if (leader != null && replica.bound().ready()) {
          begin(leader);
        } else {
          readAsFollower();
        }
      } catch (HalcyonException e) {
        failed(e);
      }
    }

    private void readAsFollower() {
      ShardStore store = replica.store();
      long closed = store.closedTs();
      long wanted = query.readAt();
      if (wanted == 0 && query.maxStalenessMillis() > 0) {
        long oldest = serving.clock().physical().millis() - query.maxStalenessMillis();
        wanted = closed >= HlcTimestamp.packMillis(oldest) ? closed : 0;
      }
      if (wanted == 0 || wanted > closed) {
        reply.fail(replica.notLeader());
        return;
      }
      // Intents first: one that is resolved in between has left its version.
      if (replica.mayHoldIntents() && query.intents(replica.shardState(), wanted)) {
        reply.fail(replica.notLeader());
        return;
      }
      replica.metrics().followerRead();
      Shown shown = query.read(store, wanted, null);
      answer(shown.body());
    }

    private void begin(LeaderState leader) {
      long wanted = query.readAt();
      if (wanted == 0) {
        readAt = serving.clock().tick();
      } else {
        if (!serving.clock().merge(wanted)) {
          reply.fail(tooFar(wanted));
          return;
        }
        readAt = wanted;
      }
      // After the timestamp was taken: see LeaderState.participating.
      if (leader.participating()) {
        askParticipant(query.asked(readAt), List.of());
      } else {
        covered(leader);
      }
    }

    /// Has the participant read, in parts if the answer is large.
    private void askParticipant(Request.Read read, List<Row> before) {
      replica.ask(
          new HostedCall.Read(
              read,
              new HostedCall.RowsReply() {
                @Override
                public void rows(Response.Rows found) {
                  List<Row> all = new ArrayList<>(before);
                  all.addAll(found.rows());
                  boolean points = read.spans().getFirst().isPoint();
                  if (points && !found.rest().isEmpty()) {
                    Request.Read rest =
                        new Request.Read(
                            null, found.readAt(), found.rest(), 0, read.reverse(), read.known());
                    askParticipant(rest, all);
                    return;
                  }
                  show(new Response.Rows(found.readAt(), all, found.rest()));
                }

                @Override
                public void fail(Failure failure) {
                  reply.fail(failure);
                }
              },
              session));
      replica.flush();
    }

    private void show(Response.Rows rows) {
      try {
        reply.ok(query.answer(rows));
      } catch (HalcyonException e) {
        reply.fail(e.failure());
      }
    }

    private static Failure tooFar(long timestamp) {
      return new Failure.OutOfRange(
          "timestamp "
              + Long.toUnsignedString(timestamp)
              + " is too far in the future to be read at");
    }

    private void covered(LeaderState leader) {
      if (replica.bound().covers(leader.term, readAt)) {
        // Pending writes are looked up after the timestamp was taken: see PendingKeys.
        InFlightEntry newest = query.pending(leader.pending) ? leader.newest() : null;
        if (newest == null) {
          show(leader);
        } else {
          newest.whenDone(() -> later(leader, this::show));
        }
        return;
      }
      if (serving.nowNanos() - deadlineNanos > 0) {
        reply.fail(new Failure.DeadlineExceeded("the read waited past its deadline"));
        return;
      }
      replica.metrics().boundRenewal();
      var _ =
          replica
              .own()
              .renewBound()
              .thenAccept(renewed -> {
                if (renewed) {
                  later(leader, this::covered);
                } else {
                  reply.fail(replica.notLeader());
                }
              });
    }

    /// Continues on the pool; what ran so far was a thread of the log.
    private void later(LeaderState leader, java.util.function.Consumer<LeaderState> step) {
      blocking.execute(() -> {
        try {
          if (replica.leader() == leader) {
            step.accept(leader);
          } else {
            // A read begun in another term starts anew (rule C1).
            reply.fail(replica.notLeader());
          }
        } catch (HalcyonException e) {
          failed(e);
        }
      });
    }

    private void show(LeaderState leader) {
      if (replica.leader() != leader) {
        reply.fail(replica.notLeader());
        return;
      }
      Shown shown = query.read(replica.store(), readAt, leader.pending);
      if (leader.participating()) {
        // Perhaps it has shown what the participant did, of which the keys in flight know nothing.
        askParticipant(query.asked(readAt), List.of());
        return;
      }
      Ownership now = replica.ownership();
      Failure refused = now == checked ? null : query.refusal(now);
      if (refused != null) {
        // The ownership changed while the read waited (rule R1).
        reply.fail(refused);
        return;
      }
      if (serving.floor().passed(shown.timestamp())) {
        answer(shown.body());
      } else {
        replica.metrics().floorWait();
        serving.floor().whenPassed(shown.timestamp(), () -> answer(shown.body()));
      }
    }

    private void answer(byte[] body) {
      if (replica.isSystem() || serving.mayAnswer(session)) {
        reply.ok(body);
      } else {
        reply.fail(new Failure.Unavailable("the node lost its liveness lease during the read"));
      }
    }

    private void failed(HalcyonException e) {
      if (e.failure() instanceof Failure.Corrupted) {
        replica.storeFailed(e.failure());
        // Another replica has the data undamaged.
        reply.fail(new Failure.NotLeader(replica.shard(), null));
      } else {
        reply.fail(e.failure());
      }
    }
  }
}
