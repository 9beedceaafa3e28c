package io.halcyon.router.kv;

import com.google.protobuf.ByteString;
import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.HalcyonException;
import io.halcyon.core.wire.OpKind;
import io.halcyon.proto.internal.v1.Call;
import io.halcyon.proto.internal.v1.CallResult;
import io.halcyon.proto.v1.BatchRequest;
import io.halcyon.proto.v1.BatchResponse;
import java.util.List;

/// A batch of writes: atomic on each shard, all parts under the request's id. Not thread-safe.
final class BatchWork implements SplitWork {
  private final BatchRequest request;
  private long timestamp;

  /// @param request with a request id
  BatchWork(BatchRequest request) {
    this.request = request;
  }

  @Override
  public OpKind kind() {
    return OpKind.WRITE_CALL;
  }

  @Override
  public int size() {
    return request.getWritesCount();
  }

  @Override
  public ByteString key(int index) {
    return request.getWrites(index).getKey();
  }

  @Override
  public boolean oneShardOnly() {
    return false;
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
    if (whole) {
      return Call.newBuilder().setBatch(request).build();
    }
    BatchRequest.Builder part = BatchRequest.newBuilder().setRequestId(request.getRequestId());
    indices.forEach(index -> part.addWrites(request.getWrites(index)));
    return Call.newBuilder().setBatch(part).build();
  }

  @Override
  public void merge(List<Integer> indices, CallResult result) {
    if (!result.hasBatch()) {
      throw new HalcyonException(
          new Failure.Internal("a batch was answered with " + result.getKindCase()));
    }
    timestamp = Math.max(timestamp, result.getBatch().getTimestamp());
  }

  @Override
  public CallResult answer(int shards) {
    return CallResult.newBuilder()
        .setBatch(BatchResponse.newBuilder().setTimestamp(timestamp).setShards(shards))
        .build();
  }

  /// A batch that some shards have written and others have not is neither done nor undone.
  @Override
  public Failure failure(Failure first, int answered) {
    if (answered == 0) {
      return first;
    }
    return new Failure.Ambiguous(
        "the batch was written on " + answered + " shards but not on all: " + first.message());
  }
}
