package io.halcyon.router.kv;

import com.google.protobuf.ByteString;
import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.HalcyonException;
import io.halcyon.proto.internal.v1.Call;
import io.halcyon.proto.internal.v1.CallResult;
import io.halcyon.proto.internal.v1.ShardMultiGetRequest;
import io.halcyon.proto.v1.GetResponse;
import io.halcyon.proto.v1.MultiGetRequest;
import io.halcyon.proto.v1.MultiGetResponse;
import java.util.Arrays;
import java.util.List;

/// Reads of several keys at one timestamp. When the request names none, the first shard that is
/// asked assigns it: that is above everything acknowledged before the call began, on every shard
/// (design section 4), so the others read at it. Not thread-safe.
final class MultiGetWork implements SplitWork {
  private final MultiGetRequest request;
  private final GetResponse[] results;
  private final long stalenessMillis;
  private long readAt;

  MultiGetWork(MultiGetRequest request) {
    this.request = request;
    this.results = new GetResponse[request.getKeysCount()];
    Arrays.fill(results, GetResponse.getDefaultInstance());
    this.stalenessMillis = request.getOptions().getMaxStalenessMillis();
    this.readAt = request.getOptions().getAtTimestamp();
  }

  @Override
  public int size() {
    return request.getKeysCount();
  }

  @Override
  public ByteString key(int index) {
    return request.getKeys(index);
  }

  @Override
  public boolean oneFirst() {
    return readAt == 0;
  }

  @Override
  public boolean fromAnyReplica() {
    return stalenessMillis > 0;
  }

  @Override
  public Call part(List<Integer> indices) {
    ShardMultiGetRequest.Builder part =
        ShardMultiGetRequest.newBuilder()
            .setReadTimestamp(readAt)
            .setMaxStalenessMillis(stalenessMillis);
    indices.forEach(index -> part.addKeys(request.getKeys(index)));
    return Call.newBuilder().setShardMultiGet(part).build();
  }

  @Override
  public void merge(List<Integer> indices, CallResult result) {
    MultiGetResponse response = result.getMultiGet();
    if (response.getResultsCount() != indices.size() || response.getReadTimestamp() <= 0) {
      throw new HalcyonException(
          new Failure.Internal(
              "a multi-get of "
                  + indices.size()
                  + " keys was answered with "
                  + response.getResultsCount()
                  + " results"));
    }
    if (readAt == 0) {
      readAt = response.getReadTimestamp();
    }
    for (int i = 0; i < indices.size(); i++) {
      results[indices.get(i)] = response.getResults(i);
    }
  }

  @Override
  public CallResult answer() {
    return CallResult.newBuilder()
        .setMultiGet(
            MultiGetResponse.newBuilder()
                .addAllResults(Arrays.asList(results))
                .setReadTimestamp(readAt))
        .build();
  }
}
