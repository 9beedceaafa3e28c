package io.halcyon.router.kv;

import com.google.protobuf.ByteString;
import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.HalcyonException;
import io.halcyon.core.wire.OpKind;
import io.halcyon.proto.internal.v1.Call;
import io.halcyon.proto.internal.v1.CallResult;
import io.halcyon.proto.v1.Compare;
import io.halcyon.proto.v1.ConditionalRequest;
import io.halcyon.proto.v1.ConditionalResponse;
import io.halcyon.proto.v1.Operation;
import io.halcyon.proto.v1.Write;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Compares and one of two branches, on one shard only. Not thread-safe.
final class ConditionalWork implements SplitWork {
  private final ConditionalRequest request;
  private final List<ByteString> keys = new ArrayList<>();
  private ConditionalResponse response = ConditionalResponse.getDefaultInstance();

  /// @param request with a request id
  ConditionalWork(ConditionalRequest request) {
    this.request = request;
    request.getComparesList().stream().map(Compare::getKey).forEach(keys::add);
    operations().map(ConditionalWork::keyOf).forEach(keys::add);
  }

  private Stream<Operation> operations() {
    return Stream.concat(request.getThenList().stream(), request.getOtherwiseList().stream());
  }

  // An operation that says nothing has an empty key, which is refused as such.
  private static ByteString keyOf(Operation operation) {
    return operation.hasWrite() ? operation.getWrite().getKey() : operation.getGet();
  }

  List<Write> writes() {
    return operations().filter(Operation::hasWrite).map(Operation::getWrite).toList();
  }

  @Override
  public OpKind kind() {
    return OpKind.WRITE_CALL;
  }

  @Override
  public int size() {
    return keys.size();
  }

  @Override
  public ByteString key(int index) {
    return keys.get(index);
  }

  @Override
  public boolean oneShardOnly() {
    return true;
  }

  @Override
  public boolean oneFirst() {
    return false;
  }

  @Override
  public boolean fromAnyReplica() {
    return false;
  }

  @Override
  public Call part(List<Integer> indices, boolean whole) {
    return Call.newBuilder().setConditional(request).build();
  }

  @Override
  public void merge(List<Integer> indices, CallResult result) {
    if (!result.hasConditional()) {
      throw new HalcyonException(
          new Failure.Internal("a condition was answered with " + result.getKindCase()));
    }
    response = result.getConditional();
  }

  @Override
  public CallResult answer(int shards) {
    return CallResult.newBuilder().setConditional(response).build();
  }

  @Override
  public Failure failure(Failure first, int answered) {
    return first;
  }
}
