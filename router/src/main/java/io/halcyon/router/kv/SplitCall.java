package io.halcyon.router.kv;

import com.google.protobuf.InvalidProtocolBufferException;
import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.HalcyonException;
import io.halcyon.core.wire.OpKind;
import io.halcyon.proto.internal.v1.CallResult;
import io.halcyon.router.dispatch.Completion;
import io.halcyon.router.dispatch.Dispatcher;
import io.halcyon.router.dispatch.Operation;
import io.halcyon.router.shardmap.ShardMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Runs a call that reads several keys: groups them by shard, sends each shard its part, splits a
/// part anew when the ring has moved, and ends when every part has ended.
///
/// Guarded by its own lock; sends and completions happen outside of it.
final class SplitCall {
  private record Part(int shard, long epoch, List<Integer> indices) {}

  private final Dispatcher dispatcher;
  private final SplitWork work;
  private final long deadlineNanos;
  private final Completion completion;

  // Guarded by this.
  private final List<Part> waiting = new ArrayList<>();
  private final List<Integer> refused = new ArrayList<>();
  private boolean firstAnswered;
  private int outstanding;
  private int rounds;
  private @Nullable Failure failure;

  SplitCall(Dispatcher dispatcher, SplitWork work, long deadlineNanos, Completion completion) {
    this.dispatcher = dispatcher;
    this.work = work;
    this.deadlineNanos = deadlineNanos;
    this.completion = completion;
    this.firstAnswered = !work.oneFirst();
    this.outstanding = 1;
  }

  void start() {
    split(IntStream.range(0, work.size()).boxed().toList(), 0);
  }

  /// Splits some of the keys; they count as one outstanding part until then.
  private void split(List<Integer> indices, int round) {
    dispatcher.withMap(
        round, deadlineNanos, map -> send(partsOf(indices, map)), late -> ended(null, late));
  }

  private List<Part> partsOf(List<Integer> indices, ShardMap map) {
    Map<Integer, List<Integer>> byShard = new TreeMap<>();
    for (int index : indices) {
      int shard = map.locate(work.key(index).toByteArray());
      byShard.computeIfAbsent(shard, _ -> new ArrayList<>()).add(index);
    }
    List<Part> parts = new ArrayList<>(byShard.size());
    byShard.forEach((shard, own) -> parts.add(new Part(shard, map.epoch(), own)));
    return parts;
  }

  private void send(List<Part> parts) {
    List<Part> now;
    synchronized (this) {
      outstanding += parts.size() - 1;
      if (firstAnswered) {
        now = parts;
      } else {
        now = List.of(parts.getFirst());
        waiting.addAll(parts.subList(1, parts.size()));
      }
    }
    now.forEach(this::sendPart);
  }

  private void sendPart(Part part) {
    byte[] body;
    synchronized (this) {
      body = work.part(part.indices()).toByteArray();
    }
    Completion whenDone =
        new Completion() {
          @Override
          public void ok(byte[] answer) {
            answered(part, answer);
          }

          @Override
          public void failed(Failure failed) {
            ended(part, failed);
          }
        };
    Operation operation =
        new Operation(OpKind.READ_CALL, body, 0, body.length, deadlineNanos, whenDone);
    if (work.fromAnyReplica()) {
      operation.fromAnyReplica();
    }
    dispatcher.sendToShard(operation, part.shard(), part.epoch());
  }

  private void answered(Part part, byte[] answer) {
    Failure problem;
    List<Part> released = List.of();
    synchronized (this) {
      problem = merge(part, answer);
      if (problem == null && !firstAnswered) {
        firstAnswered = true;
        released = List.copyOf(waiting);
        waiting.clear();
      }
    }
    ended(part, problem);
    released.forEach(this::sendPart);
  }

  /// A part has ended, or the split itself has failed; the last one ends the call, or splits anew
  /// what was refused.
  private void ended(@Nullable Part part, @Nullable Failure failed) {
    List<Integer> again = List.of();
    Failure end = null;
    byte[] result = null;
    int round;
    synchronized (this) {
      note(part, failed);
      round = rounds;
      if (--outstanding > 0) {
        return;
      }
      if (failure != null) {
        end = failure;
      } else if (refused.isEmpty()) {
        result = work.answer().toByteArray();
      } else {
        again = List.copyOf(refused);
        refused.clear();
        outstanding = 1;
        round = ++rounds;
      }
    }
    if (end != null) {
      completion.failed(end);
    } else if (result != null) {
      completion.ok(result);
    } else {
      split(again, round);
    }
  }

  private void note(@Nullable Part part, @Nullable Failure failed) {
    if (failed == null) {
      return;
    }
    boolean moved = part != null && failed instanceof Failure.NotOwner;
    if (part != null && moved) {
      refused.addAll(part.indices());
    } else if (failure == null) {
      failure = failed;
    }
    // Parts that wait for the first are split anew with it, or end with it.
    outstanding -= waiting.size();
    waiting.forEach(waits -> refused.addAll(waits.indices()));
    waiting.clear();
  }

  private @Nullable Failure merge(Part part, byte[] answer) {
    try {
      work.merge(part.indices(), CallResult.parseFrom(answer));
      return null;
    } catch (InvalidProtocolBufferException e) {
      return new Failure.Internal("malformed answer of s" + part.shard() + ": " + e.getMessage());
    } catch (HalcyonException e) {
      return e.failure();
    }
  }
}
