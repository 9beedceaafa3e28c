package io.halcyon.router.kv;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.HalcyonException;
import io.halcyon.core.wire.OpKind;
import io.halcyon.proto.internal.v1.Call;
import io.halcyon.proto.internal.v1.CallResult;
import io.halcyon.proto.internal.v1.ShardScanRequest;
import io.halcyon.proto.internal.v1.ShardScanResponse;
import io.halcyon.proto.v1.ScanRequest;
import io.halcyon.proto.v1.ScanResponse;
import io.halcyon.router.dispatch.Completion;
import io.halcyon.router.dispatch.Dispatcher;
import io.halcyon.router.dispatch.Operation;
import io.halcyon.router.shardmap.ShardMap;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Makes one page of an ordered scan over all shards, at one timestamp.
///
/// When neither the request nor its page token names the timestamp, the first shard assigns it and
/// the others read at it (design section 4). Each shard is asked for about its share of what the
/// page still lacks, so that the pieces in memory stay near the size of two pages. When the ring
/// moves, all lanes begin anew after the last merged key: no key is missed or seen twice.
///
/// Guarded by its own lock; sends and completions happen outside of it.
final class ScanCall {
  private static final int PIECE_ITEMS_MIN = 16;
  private static final int PIECE_BYTES_MIN = 64 << 10;
  private static final int EMPTY_PIECES_MAX = 1_000;

  private record Ask(int generation, int lane, int shard, long epoch, ShardScanRequest piece) {}

  private final Dispatcher dispatcher;
  private final ScanConfig config;
  private final ScanRequest request;
  private final long deadlineNanos;
  private final Completion completion;

  // Guarded by this.
  private ScanRange whole = new ScanRange(ByteString.EMPTY, ByteString.EMPTY, false);
  private @Nullable ScanMerge merge;
  private List<Integer> shards = List.of();
  private boolean[] asked = {};
  private long epoch;
  private long readAt;
  private int generation;
  private int rounds;
  private int emptyPieces;
  private boolean ended;

  ScanCall(
      Dispatcher dispatcher,
      ScanConfig config,
      ScanRequest request,
      long deadlineNanos,
      Completion completion) {
    this.dispatcher = dispatcher;
    this.config = config;
    this.request = request;
    this.deadlineNanos = deadlineNanos;
    this.completion = completion;
  }

  void start() {
    synchronized (this) {
      try {
        prepare();
      } catch (HalcyonException invalid) {
        ended = true;
        completion.failed(invalid.failure());
        return;
      }
    }
    dispatcher.withMap(0, deadlineNanos, this::begin, this::fail);
  }

  private void prepare() {
    whole = ScanRange.within(request.getStart(), request.getEnd(), request.getReverse());
    readAt = request.getOptions().getAtTimestamp();
    ScanRange rest = whole;
    if (!request.getPageToken().isEmpty()) {
      PageToken token = PageToken.decode(request.getPageToken(), whole);
      readAt = token.timestamp();
      rest = whole.after(token.lastKey());
    }
    int items = config.pageItems(request.getLimit());
    merge = new ScanMerge(rest, 0, items, config.pageBytesMax());
  }

  /// Opens a lane for each shard of the map.
  private void begin(ShardMap map) {
    synchronized (this) {
      if (ended || merge == null) {
        return;
      }
      generation++;
      epoch = map.epoch();
      shards = merge.remainingIsEmpty() ? List.of() : map.ringShards();
      asked = new boolean[shards.size()];
      merge.restart(shards.size());
    }
    proceed();
  }

  private void proceed() {
    List<Ask> asks;
    byte[] answer = null;
    synchronized (this) {
      if (ended || merge == null) {
        return;
      }
      merge.advance();
      if (merge.complete()) {
        ended = true;
        answer = answer(merge);
        asks = List.of();
      } else {
        asks = asks(merge);
      }
    }
    if (answer != null) {
      completion.ok(answer);
      return;
    }
    asks.forEach(this::send);
  }

  private List<Ask> asks(ScanMerge merging) {
    List<Ask> asks = new ArrayList<>();
    for (int lane : merging.hungry()) {
      if (asked[lane]) {
        continue;
      }
      asked[lane] = true;
      asks.add(new Ask(generation, lane, shards.get(lane), epoch, piece(merging, lane)));
      if (readAt == 0) {
        break; // this one assigns the timestamp, the others follow
      }
    }
    return asks;
  }

  private ShardScanRequest piece(ScanMerge merging, int lane) {
    ScanRange rest = merging.remaining(lane);
    int share = merging.missingItems() / shards.size();
    int items = Math.clamp(share + share / 4 + 1, PIECE_ITEMS_MIN, config.pageItemsMax());
    int bytes = Math.max(PIECE_BYTES_MIN, config.pageBytesMax() / shards.size());
    return ShardScanRequest.newBuilder()
        .setStart(rest.start())
        .setEnd(rest.end())
        .setReverse(rest.reverse())
        .setLimit(Math.min(items, merging.missingItems()))
        .setLimitBytes(bytes)
        .setReadTimestamp(readAt)
        .setKeysOnly(request.getKeysOnly())
        .setMaxStalenessMillis(request.getOptions().getMaxStalenessMillis())
        .build();
  }

  private void send(Ask ask) {
    byte[] body = Call.newBuilder().setShardScan(ask.piece()).build().toByteArray();
    Completion whenDone =
        new Completion() {
          @Override
          public void ok(byte[] answer) {
            received(ask, answer);
          }

          @Override
          public void failed(Failure failure) {
            if (failure instanceof Failure.NotOwner) {
              ringMoved(ask);
            } else {
              fail(failure);
            }
          }
        };
    Operation operation =
        new Operation(OpKind.READ_CALL, body, 0, body.length, deadlineNanos, whenDone);
    if (ask.piece().getMaxStalenessMillis() > 0) {
      operation.fromAnyReplica();
    }
    dispatcher.sendToShard(operation, ask.shard(), ask.epoch());
  }

  private void received(Ask ask, byte[] answer) {
    try {
      ShardScanResponse piece = CallResult.parseFrom(answer).getShardScan();
      synchronized (this) {
        if (ended || merge == null || ask.generation() != generation) {
          return;
        }
        take(ask, piece, merge);
      }
    } catch (InvalidProtocolBufferException e) {
      fail(new Failure.Internal("malformed answer of s" + ask.shard() + ": " + e.getMessage()));
      return;
    } catch (HalcyonException e) {
      fail(e.failure());
      return;
    }
    proceed();
  }

  private void take(Ask ask, ShardScanResponse piece, ScanMerge merging) {
    if (readAt == 0) {
      readAt = piece.getReadTimestamp();
    }
    if (readAt <= 0) {
      throw new HalcyonException(
          new Failure.Internal("s" + ask.shard() + " did not say at which timestamp it scanned"));
    }
    boolean stuck =
        piece.getItemsCount() == 0
            && piece.getMore()
            && (piece.getResume().isEmpty() || piece.getResume().equals(origin(ask)));
    if (stuck && ++emptyPieces > EMPTY_PIECES_MAX) {
      throw new HalcyonException(
          new Failure.Unavailable("s" + ask.shard() + " makes no progress in a scan"));
    }
    asked[ask.lane()] = false;
    merging.add(ask.lane(), piece.getItemsList(), piece.getMore(), piece.getResume());
  }

  private static ByteString origin(Ask ask) {
    return ask.piece().getReverse() ? ask.piece().getEnd() : ask.piece().getStart();
  }

  private void ringMoved(Ask ask) {
    int round;
    synchronized (this) {
      if (ended || ask.generation() != generation) {
        return;
      }
      generation++;
      round = ++rounds;
    }
    dispatcher.withMap(round, deadlineNanos, this::begin, this::fail);
  }

  private void fail(Failure failure) {
    synchronized (this) {
      if (ended) {
        return;
      }
      ended = true;
    }
    completion.failed(failure);
  }

  private byte[] answer(ScanMerge merged) {
    ScanResponse.Builder response =
        ScanResponse.newBuilder().addAllItems(merged.page()).setReadTimestamp(Math.max(0, readAt));
    if (!merged.exhausted()) {
      ByteString last = merged.page().getLast().getKey();
      PageToken next = new PageToken(whole.reverse(), readAt, whole.digest(), last);
      response.setNextPageToken(next.encode());
    }
    return CallResult.newBuilder().setScan(response).build().toByteArray();
  }
}
