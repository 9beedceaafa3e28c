package io.halcyon.router.kv;

import com.google.protobuf.ByteString;
import io.halcyon.proto.internal.v1.Call;
import io.halcyon.proto.v1.BatchRequest;
import io.halcyon.proto.v1.Compare;
import io.halcyon.proto.v1.ConditionalRequest;
import io.halcyon.proto.v1.Operation;
import io.halcyon.proto.v1.Write;
import io.halcyon.router.dispatch.Completion;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// A write of several keys that takes effect as a whole, with its request id.
sealed interface AtomicWork {
  /// Returns all stored keys that it reads or writes.
  List<ByteString> keys();

  List<Write> writes();

  /// Returns it as one shard takes it.
  Call call();

  /// Runs it over several shards.
  void run(AcrossShards across, int shards, long deadlineNanos, Completion completion);

  /// Writes.
  record Batch(BatchRequest request) implements AtomicWork {
    @Override
    public List<ByteString> keys() {
      return request.getWritesList().stream().map(Write::getKey).toList();
    }

    @Override
    public List<Write> writes() {
      return request.getWritesList();
    }

    @Override
    public Call call() {
      return Call.newBuilder().setBatch(request).build();
    }

    @Override
    public void run(AcrossShards across, int shards, long deadlineNanos, Completion completion) {
      across.batch(request, shards, deadlineNanos, completion);
    }
  }

  /// Compares, and one of two branches.
  record Conditional(ConditionalRequest request) implements AtomicWork {
    private Stream<Operation> operations() {
      return Stream.concat(request.getThenList().stream(), request.getOtherwiseList().stream());
    }

    // An operation that says nothing has an empty key, which is refused as such.
    private static ByteString keyOf(Operation operation) {
      return operation.hasWrite() ? operation.getWrite().getKey() : operation.getGet();
    }

    @Override
    public List<ByteString> keys() {
      List<ByteString> keys = new ArrayList<>();
      request.getComparesList().stream().map(Compare::getKey).forEach(keys::add);
      operations().map(Conditional::keyOf).forEach(keys::add);
      return keys;
    }

    @Override
    public List<Write> writes() {
      return operations().filter(Operation::hasWrite).map(Operation::getWrite).toList();
    }

    @Override
    public Call call() {
      return Call.newBuilder().setConditional(request).build();
    }

    @Override
    public void run(AcrossShards across, int shards, long deadlineNanos, Completion completion) {
      across.conditional(request, deadlineNanos, completion);
    }
  }
}
