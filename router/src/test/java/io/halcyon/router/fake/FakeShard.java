package io.halcyon.router.fake;

import com.google.protobuf.ByteString;
import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.HalcyonException;
import io.halcyon.core.id.RequestId;
import io.halcyon.proto.internal.v1.CallResult;
import io.halcyon.proto.internal.v1.ShardMultiGetRequest;
import io.halcyon.proto.internal.v1.ShardScanRequest;
import io.halcyon.proto.internal.v1.ShardScanResponse;
import io.halcyon.proto.v1.BatchRequest;
import io.halcyon.proto.v1.BatchResponse;
import io.halcyon.proto.v1.Compare;
import io.halcyon.proto.v1.ConditionalRequest;
import io.halcyon.proto.v1.ConditionalResponse;
import io.halcyon.proto.v1.GetResponse;
import io.halcyon.proto.v1.IncrementRequest;
import io.halcyon.proto.v1.IncrementResponse;
import io.halcyon.proto.v1.KeyValue;
import io.halcyon.proto.v1.MultiGetResponse;
import io.halcyon.proto.v1.Operation;
import io.halcyon.proto.v1.OperationResult;
import io.halcyon.proto.v1.WatchEvent;
import io.halcyon.proto.v1.Write;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// One shard in memory: versions by key, outcomes by request id, and the changes in order. Guarded
/// by its cluster's lock.
final class FakeShard {
  /// A piece ends after so many keys that it does not show; the store does so after many more.
  private static final int PASSED_OVER_MAX = 3;

  private static final ByteString JUST_AFTER = ByteString.copyFrom(new byte[] {0});

  static final Comparator<ByteString> ORDER = ByteString.unsignedLexicographicalComparator();

  /// A version; a null value is a deletion.
  record Version(@Nullable ByteString value) {}

  private final TreeMap<ByteString, TreeMap<Long, Version>> data = new TreeMap<>(ORDER);
  private final Map<RequestId, byte[]> outcomes = new HashMap<>();
  final List<WatchEvent> changes = new ArrayList<>();
  private final LongSupplier clock;
  int applied;

  FakeShard(LongSupplier clock) {
    this.clock = clock;
  }

  byte @Nullable [] outcome(RequestId id) {
    return outcomes.get(id);
  }

  void remember(RequestId id, byte[] outcome) {
    outcomes.put(id, outcome);
  }

  @Nullable KeyValue read(ByteString key, long at) {
    TreeMap<Long, Version> versions = data.get(key);
    Map.Entry<Long, Version> entry = versions == null ? null : versions.floorEntry(at);
    if (entry == null || entry.getValue().value() == null) {
      return null;
    }
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(entry.getValue().value())
        .setTimestamp(entry.getKey())
        .build();
  }

  boolean write(ByteString key, @Nullable ByteString value, long at) {
    boolean existed = read(key, Long.MAX_VALUE) != null;
    data.computeIfAbsent(key, _ -> new TreeMap<>()).put(at, new Version(value));
    WatchEvent.Builder change = WatchEvent.newBuilder().setKey(key).setTimestamp(at);
    changes.add(
        value == null
            ? change.setKind(WatchEvent.Kind.DELETE).build()
            : change.setKind(WatchEvent.Kind.PUT).setValue(value).build());
    applied++;
    return existed;
  }

  long increment(ByteString key, long delta, long at) {
    KeyValue before = read(key, Long.MAX_VALUE);
    long value;
    try {
      value = (before == null ? 0 : Long.parseLong(before.getValue().toStringUtf8())) + delta;
    } catch (NumberFormatException e) {
      throw new HalcyonException(new Failure.WrongValue("not a number"));
    }
    write(key, ByteString.copyFromUtf8(Long.toString(value)), at);
    return value;
  }

  CallResult increment(IncrementRequest request) {
    long at = clock.getAsLong();
    long value = increment(request.getKey(), request.getDelta(), at);
    return CallResult.newBuilder()
        .setIncrement(IncrementResponse.newBuilder().setValue(value).setTimestamp(at))
        .build();
  }

  CallResult batch(BatchRequest request) {
    long at = clock.getAsLong();
    request.getWritesList().forEach(write -> apply(write, at));
    return CallResult.newBuilder()
        .setBatch(BatchResponse.newBuilder().setTimestamp(at).setShards(1))
        .build();
  }

  private OperationResult apply(Write write, long at) {
    OperationResult.Builder result = OperationResult.newBuilder();
    switch (write.getKindCase()) {
      case PUT -> write(write.getKey(), write.getPut().getValue(), at);
      case DELETE -> result.setExisted(write(write.getKey(), null, at));
      case INCREMENT -> {
        increment(write.getKey(), write.getIncrement().getDelta(), at);
        KeyValue now = read(write.getKey(), Long.MAX_VALUE);
        if (now != null) {
          result.setFound(now);
        }
      }
      case KIND_NOT_SET -> throw new HalcyonException(new Failure.Invalid("empty write"));
    }
    return result.build();
  }

  CallResult conditional(ConditionalRequest request) {
    long at = clock.getAsLong();
    boolean succeeded = request.getComparesList().stream().allMatch(this::holds);
    ConditionalResponse.Builder response =
        ConditionalResponse.newBuilder().setSucceeded(succeeded).setTimestamp(at);
    for (Operation operation : succeeded ? request.getThenList() : request.getOtherwiseList()) {
      if (operation.hasWrite()) {
        response.addResults(apply(operation.getWrite(), at));
      } else {
        KeyValue found = read(operation.getGet(), Long.MAX_VALUE);
        response.addResults(
            found == null
                ? OperationResult.getDefaultInstance()
                : OperationResult.newBuilder().setFound(found).build());
      }
    }
    return CallResult.newBuilder().setConditional(response).build();
  }

  private boolean holds(Compare compare) {
    KeyValue found = read(compare.getKey(), Long.MAX_VALUE);
    return switch (compare.getTarget()) {
      case EXISTS -> (found != null) == compare.getExists();
      case VALUE -> found != null && found.getValue().equals(compare.getValue());
      case TIMESTAMP -> (found == null ? 0 : found.getTimestamp()) == compare.getTimestamp();
      case TARGET_UNSPECIFIED, UNRECOGNIZED -> false;
    };
  }

  CallResult multiGet(ShardMultiGetRequest request) {
    long at = request.getReadTimestamp() == 0 ? clock.getAsLong() : request.getReadTimestamp();
    MultiGetResponse.Builder response = MultiGetResponse.newBuilder().setReadTimestamp(at);
    for (ByteString key : request.getKeysList()) {
      KeyValue found = read(key, at);
      GetResponse.Builder result = GetResponse.newBuilder().setReadTimestamp(at);
      if (found != null) {
        result.setFound(found);
      }
      response.addResults(result);
    }
    return CallResult.newBuilder().setMultiGet(response).build();
  }

  CallResult scan(ShardScanRequest request) {
    long at = request.getReadTimestamp() == 0 ? clock.getAsLong() : request.getReadTimestamp();
    NavigableMap<ByteString, TreeMap<Long, Version>> range =
        ORDER.compare(request.getStart(), request.getEnd()) >= 0
            ? new TreeMap<>(ORDER)
            : data.subMap(request.getStart(), true, request.getEnd(), false);
    ShardScanResponse.Builder response = ShardScanResponse.newBuilder().setReadTimestamp(at);
    int bytes = 0;
    int passedOver = 0;
    for (ByteString key : request.getReverse() ? range.descendingKeySet() : range.keySet()) {
      KeyValue item = read(key, at);
      if (item == null) {
        if (++passedOver == PASSED_OVER_MAX) {
          return CallResult.newBuilder()
              .setShardScan(
                  response
                      .setMore(true)
                      .setResume(request.getReverse() ? key : key.concat(JUST_AFTER)))
              .build();
        }
        continue;
      }
      if (response.getItemsCount() >= request.getLimit() || bytes >= request.getLimitBytes()) {
        response.setMore(true);
        break;
      }
      bytes += item.getSerializedSize();
      response.addItems(request.getKeysOnly() ? item.toBuilder().clearValue().build() : item);
    }
    return CallResult.newBuilder().setShardScan(response).build();
  }
}
