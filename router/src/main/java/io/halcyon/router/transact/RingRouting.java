package io.halcyon.router.transact;

import io.halcyon.core.id.ShardId;
import io.halcyon.router.shardmap.ClusterView;
import io.halcyon.router.shardmap.ShardMap;
import io.halcyon.txn.coordinator.Routing;
import io.halcyon.txn.participant.Request;
import io.halcyon.txn.record.Key;
import io.halcyon.txn.record.Span;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Where a transaction's keys are, by the router's newest map.
///
/// Keys are looked up anew in each step. What is read in one statement is read by the map that was
/// current when it began, and under that map's epoch: were the ring to move between two parts of
/// one scan, keys could be missed without anybody noticing. So the shard refuses instead.
///
/// Of a span that was said to be {@link #colocated}, and of any part of it, one shard is asked.
///
/// Owned by the transaction's strand.
final class RingRouting implements Routing {
  private static final int COLOCATED_MAX = 10_000;

  private final ClusterView view;
  // Spans on one shard, by their start, with the token of all their keys.
  private final NavigableMap<Key, Colocated> colocated = new TreeMap<>();
  private ShardMap ofStatement;
  private ShardMap ofStep;

  /// The keys up to `end` have `token`.
  private record Colocated(@Nullable Key end, long token) {}

  /// @param view must have a ring
  RingRouting(ClusterView view) {
    this.view = view;
    this.ofStatement = view.current();
    this.ofStep = ofStatement;
  }

  /// A step begins: all that it sends is of one map.
  void step() {
    ofStep = view.current();
  }

  /// A statement begins.
  void statement() {
    ofStatement = view.current();
    ofStep = ofStatement;
  }

  @Override
  public ShardId shardOf(Key key) {
    return new ShardId(ofStep.locate(key.bytes()));
  }

  @Override
  public List<ShardId> shardsOf(Span span) {
    if (span.isPoint()) {
      return List.of(shardOf(span.start()));
    }
    Map.Entry<Key, Colocated> known = colocated.floorEntry(span.start());
    if (known != null && within(span, known.getValue().end())) {
      return List.of(new ShardId(ofStatement.ownerOf(known.getValue().token())));
    }
    return ofStatement.ringShards().stream().map(ShardId::new).toList();
  }

  private static boolean within(Span span, @Nullable Key end) {
    Key last = span.end();
    return end == null || (last != null && last.compareTo(end) <= 0);
  }

  /// All keys that there may be in a span have one token.
  void colocated(Span span, long token) {
    if (colocated.size() < COLOCATED_MAX) {
      colocated.put(span.start(), new Colocated(span.end(), token));
    }
  }

  /// Returns the epoch to send a request under.
  long epoch(Request request) {
    return reads(request) ? ofStatement.epoch() : ofStep.epoch();
  }

  /// Returns whether a request was refused because the ring has moved under what is read: asking
  /// again cannot help.
  boolean outdated(Request request) {
    return reads(request) && ofStatement.epoch() < view.current().epoch();
  }

  private static boolean reads(Request request) {
    return switch (request) {
      case Request.Read _, Request.Refresh _ -> true;
      case Request.CommitOnePhase commit ->
          commit.checks().stream().anyMatch(check -> !check.span().isPoint());
      case Request.Lock _,
          Request.Prepare _,
          Request.Apply _,
          Request.Push _,
          Request.Commit _,
          Request.Abort _,
          Request.Heartbeat _,
          Request.Touch _,
          Request.Resolve _,
          Request.Forget _,
          Request.Release _,
          Request.Status _ ->
          false;
    };
  }
}
