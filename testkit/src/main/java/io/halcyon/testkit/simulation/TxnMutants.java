package io.halcyon.testkit.simulation;

import io.halcyon.core.id.ShardId;
import io.halcyon.txn.coordinator.Isolation;
import io.halcyon.txn.participant.Request;
import io.halcyon.txn.participant.Response;
import io.halcyon.txn.participant.Verdict;
import io.halcyon.txn.record.Key;
import io.halcyon.txn.record.TxnOutcome;
import io.halcyon.txn.record.Write;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The weakened variants of a coordinator, made between it and the network.
final class TxnMutants {
  private final TxnScene scene;
  private final TxnDriver driver;

  TxnMutants(TxnScene scene, TxnDriver driver) {
    this.scene = scene;
    this.driver = driver;
  }

  private boolean trustsLocks() {
    return scene.weak(TxnWeakening.TRUST_LOCKS) && driver.isolation() == Isolation.READ_COMMITTED;
  }

  Request rewritten(Request request) {
    return switch (request) {
      case Request.Prepare prepare ->
          new Request.Prepare(prepare.txn(), writes(prepare.writes()), prepare.atLeast());
      case Request.CommitOnePhase commit -> {
        boolean blind = scene.weak(TxnWeakening.SKIP_ONE_PHASE_CHECKS) || trustsLocks();
        yield new Request.CommitOnePhase(
            commit.txn(),
            writes(commit.writes()),
            blind ? List.of() : commit.checks(),
            commit.atLeast(),
            commit.mayMove(),
            commit.answer(),
            commit.known(),
            scene.weak(TxnWeakening.COMMIT_TOO_LATE) ? Long.MAX_VALUE : commit.notAfter());
      }
      case Request.Read read when scene.weak(TxnWeakening.PUSH_COUNTS_FOR_LATER_READS) -> {
        driver.learn(read.known());
        yield new Request.Read(
            read.reader(), read.readAt(), read.spans(), read.limit(), read.reverse(), believed());
      }
      case Request.Refresh refresh when scene.weak(TxnWeakening.PUSH_COUNTS_FOR_LATER_READS) -> {
        driver.learn(refresh.known());
        yield new Request.Refresh(refresh.txn(), refresh.checks(), refresh.upTo(), believed());
      }
      case Request.Heartbeat beat when scene.weak(TxnWeakening.DEADLOCKS_UNSEEN) ->
          new Request.Heartbeat(beat.txn(), List.of());
      case Request.Apply _,
          Request.Read _,
          Request.Refresh _,
          Request.Lock _,
          Request.Push _,
          Request.Commit _,
          Request.Abort _,
          Request.Heartbeat _,
          Request.Resolve _,
          Request.Forget _,
          Request.Release _,
          Request.Touch _,
          Request.Status _ ->
          request;
    };
  }

  /// Returns what was ever learned, taken to be so for every timestamp.
  private List<Verdict> believed() {
    List<Verdict> believed = new ArrayList<>();
    for (Verdict verdict : driver.learned()) {
      believed.add(
          verdict instanceof Verdict.Above above
              ? new Verdict.Above(above.txn(), Long.MAX_VALUE)
              : verdict);
    }
    return believed;
  }

  private List<Write> writes(List<Write> writes) {
    if (!scene.weak(TxnWeakening.IGNORE_BASIS) && !trustsLocks()) {
      return writes;
    }
    return writes.stream()
        .map(write -> new Write(write.key(), write.value(), Write.BLIND))
        .toList();
  }

  /// Returns an answer that is made up instead of asking; null to ask.
  @Nullable Response answeredWithoutAsking(Request request) {
    return switch (request) {
      case Request.Refresh _ when scene.weak(TxnWeakening.SKIP_REFRESH) || trustsLocks() ->
          new Response.Done();
      case Request.Push push when push.above() > 0 && scene.weak(TxnWeakening.READ_PASSES_INTENT) ->
          new Response.Pending(push.above(), 0, List.of());
      case Request.Abort abort when scene.weak(TxnWeakening.ABANDON_WITHOUT_RECORD) ->
          new Response.Ended(abort.txn(), new TxnOutcome.Aborted(abort.cause()), null);
      case Request.Commit commit when scene.weak(TxnWeakening.ANSWER_BEFORE_DECISION) ->
          new Response.Ended(commit.txn(), new TxnOutcome.Committed(commit.at()), commit.answer());
      case Request.Apply _,
          Request.Read _,
          Request.Refresh _,
          Request.Lock _,
          Request.Prepare _,
          Request.CommitOnePhase _,
          Request.Push _,
          Request.Commit _,
          Request.Abort _,
          Request.Heartbeat _,
          Request.Resolve _,
          Request.Forget _,
          Request.Release _,
          Request.Touch _,
          Request.Status _ ->
          null;
    };
  }

  /// Returns what is sent too early.
  Map<ShardId, Request> sentBefore(Request request) {
    if (request instanceof Request.Prepare prepare) {
      driver.prepared(prepare.writes().stream().map(Write::key).toList());
    }
    Map<ShardId, Request> early = new LinkedHashMap<>();
    if (request instanceof Request.Commit commit
        && scene.weak(TxnWeakening.RESOLVE_BEFORE_DECISION)) {
      Map<ShardId, List<Key>> byShard = new HashMap<>();
      for (Key key : driver.prepared()) {
        byShard.computeIfAbsent(TxnScene.shardOf(key), _ -> new ArrayList<>()).add(key);
      }
      byShard.forEach((shard, keys) ->
          early.put(
              shard,
              new Request.Resolve(
                  commit.txn(), keys, new TxnOutcome.Committed(commit.at()), true)));
    }
    return early;
  }

  Response rewritten(Response response) {
    return response instanceof Response.Prepared
            && scene.weak(TxnWeakening.IGNORE_PREPARED_TIMESTAMP)
        ? new Response.Prepared(0)
        : response;
  }
}
