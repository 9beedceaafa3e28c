package io.halcyon.router.kv;

import com.google.protobuf.ByteString;
import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.HalcyonException;
import io.halcyon.core.key.StoredKey;
import io.halcyon.proto.v1.BatchRequest;
import io.halcyon.proto.v1.Compare;
import io.halcyon.proto.v1.ConditionalRequest;
import io.halcyon.proto.v1.ConditionalResponse;
import io.halcyon.proto.v1.GetResponse;
import io.halcyon.proto.v1.IncrementRequest;
import io.halcyon.proto.v1.KeyValue;
import io.halcyon.proto.v1.MultiGetRequest;
import io.halcyon.proto.v1.MultiGetResponse;
import io.halcyon.proto.v1.Operation;
import io.halcyon.proto.v1.OperationResult;
import io.halcyon.proto.v1.ScanRequest;
import io.halcyon.proto.v1.ScanResponse;
import io.halcyon.proto.v1.WatchEvent;
import io.halcyon.proto.v1.WatchResponse;
import io.halcyon.proto.v1.Write;

/// Translates between the keys of the public calls, which are the user's, and stored keys, which
/// everything behind them uses. Pure.
///
/// Requests: throws {@link HalcyonException} with `Invalid` for a key that could not be stored.
public final class UserKeys {
  private static final ByteString KEYSPACE = ByteString.copyFrom(new byte[] {StoredKey.KV});

  private UserKeys() {}

  /// Returns the stored form of a user's key.
  public static ByteString stored(ByteString key) {
    ByteString stored = KEYSPACE.concat(key);
    Failure invalid = KvLimits.key(stored);
    if (invalid != null) {
      throw new HalcyonException(invalid);
    }
    return stored;
  }

  /// Checks a user's key.
  public static void check(ByteString key) {
    Failure invalid = KvLimits.key(KEYSPACE.concat(key));
    if (invalid != null) {
      throw new HalcyonException(invalid);
    }
  }

  public static IncrementRequest stored(IncrementRequest request) {
    return request.toBuilder().setKey(stored(request.getKey())).build();
  }

  public static MultiGetRequest stored(MultiGetRequest request) {
    MultiGetRequest.Builder stored = request.toBuilder().clearKeys();
    request.getKeysList().forEach(key -> stored.addKeys(stored(key)));
    return stored.build();
  }

  public static BatchRequest stored(BatchRequest request) {
    BatchRequest.Builder stored = request.toBuilder().clearWrites();
    request.getWritesList().forEach(write -> stored.addWrites(stored(write)));
    return stored.build();
  }

  public static ConditionalRequest stored(ConditionalRequest request) {
    ConditionalRequest.Builder stored =
        request.toBuilder().clearCompares().clearThen().clearOtherwise();
    for (Compare compare : request.getComparesList()) {
      stored.addCompares(compare.toBuilder().setKey(stored(compare.getKey())));
    }
    request.getThenList().forEach(operation -> stored.addThen(stored(operation)));
    request.getOtherwiseList().forEach(operation -> stored.addOtherwise(stored(operation)));
    return stored.build();
  }

  /// An empty bound stays empty: the end of the keyspace.
  public static ScanRequest stored(ScanRequest request) {
    return request.toBuilder()
        .setStart(bound(request.getStart()))
        .setEnd(bound(request.getEnd()))
        .build();
  }

  // A bound may be longer than any key; it is still a bound.
  private static ByteString bound(ByteString key) {
    if (key.size() > 2 * StoredKey.KEY_BYTES_MAX) {
      throw new HalcyonException(
          new Failure.Invalid("a bound of " + key.size() + " bytes exceeds twice a key's limit"));
    }
    return key.isEmpty() ? key : KEYSPACE.concat(key);
  }

  private static Write stored(Write write) {
    return write.toBuilder().setKey(stored(write.getKey())).build();
  }

  private static Operation stored(Operation operation) {
    return switch (operation.getKindCase()) {
      case GET -> Operation.newBuilder().setGet(stored(operation.getGet())).build();
      case WRITE -> Operation.newBuilder().setWrite(stored(operation.getWrite())).build();
      case KIND_NOT_SET ->
          throw new HalcyonException(new Failure.Invalid("an operation must say what to do"));
    };
  }

  /// Returns the user's part of a stored key.
  public static ByteString user(ByteString stored) {
    return stored.isEmpty() ? stored : stored.substring(1);
  }

  public static MultiGetResponse user(MultiGetResponse response) {
    MultiGetResponse.Builder user = response.toBuilder().clearResults();
    for (GetResponse result : response.getResultsList()) {
      user.addResults(
          result.hasFound()
              ? result.toBuilder().setFound(user(result.getFound())).build()
              : result);
    }
    return user.build();
  }

  public static ConditionalResponse user(ConditionalResponse response) {
    ConditionalResponse.Builder user = response.toBuilder().clearResults();
    for (OperationResult result : response.getResultsList()) {
      user.addResults(
          result.hasFound()
              ? result.toBuilder().setFound(user(result.getFound())).build()
              : result);
    }
    return user.build();
  }

  public static ScanResponse user(ScanResponse response) {
    ScanResponse.Builder user = response.toBuilder().clearItems();
    response.getItemsList().forEach(item -> user.addItems(user(item)));
    return user.build();
  }

  public static WatchResponse user(WatchResponse response) {
    WatchResponse.Builder user = response.toBuilder().clearEvents();
    for (WatchEvent event : response.getEventsList()) {
      user.addEvents(event.toBuilder().setKey(user(event.getKey())));
    }
    return user.build();
  }

  private static KeyValue user(KeyValue item) {
    return item.toBuilder().setKey(user(item.getKey())).build();
  }
}
