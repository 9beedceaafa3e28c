package io.halcyon.router.kv;

import com.google.protobuf.ByteString;
import io.halcyon.core.failure.Failure;
import io.halcyon.core.wire.OpKind;
import io.halcyon.router.dispatch.Completion;
import io.halcyon.router.dispatch.Dispatcher;
import io.halcyon.router.dispatch.Operation;
import io.halcyon.router.shardmap.ShardMap;
import java.util.Set;
import java.util.TreeSet;

/// Runs a write of several keys that takes effect as a whole: by one entry of a shard's log if all
/// keys are there, else as a transaction. When the ring has moved it looks anew; the request's id
/// keeps it from taking effect twice.
///
/// Thread-safe: nothing in it changes.
final class AtomicCall implements Completion {
  private final Dispatcher dispatcher;
  private final AcrossShards across;
  private final AtomicWork work;
  private final long deadlineNanos;
  private final Completion completion;
  private final int round;

  AtomicCall(
      Dispatcher dispatcher,
      AcrossShards across,
      AtomicWork work,
      long deadlineNanos,
      Completion completion) {
    this(dispatcher, across, work, deadlineNanos, completion, 0);
  }

  private AtomicCall(
      Dispatcher dispatcher,
      AcrossShards across,
      AtomicWork work,
      long deadlineNanos,
      Completion completion,
      int round) {
    this.dispatcher = dispatcher;
    this.across = across;
    this.work = work;
    this.deadlineNanos = deadlineNanos;
    this.completion = completion;
    this.round = round;
  }

  void start() {
    dispatcher.withMap(round, deadlineNanos, this::send, completion::failed);
  }

  private void send(ShardMap map) {
    Set<Integer> shards = new TreeSet<>();
    for (ByteString key : work.keys()) {
      shards.add(map.locate(key.toByteArray()));
    }
    if (shards.size() > 1) {
      work.run(across, shards.size(), deadlineNanos, completion);
      return;
    }
    byte[] body = work.call().toByteArray();
    dispatcher.sendToShard(
        new Operation(OpKind.WRITE_CALL, body, 0, body.length, deadlineNanos, this),
        shards.iterator().next(),
        map.epoch());
  }

  @Override
  public void ok(byte[] body) {
    completion.ok(body);
  }

  @Override
  public void failed(Failure failure) {
    if (failure instanceof Failure.NotOwner) {
      new AtomicCall(dispatcher, across, work, deadlineNanos, completion, round + 1).start();
    } else {
      completion.failed(failure);
    }
  }
}
