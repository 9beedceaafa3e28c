package io.halcyon.node.replica;

import com.google.protobuf.ByteString;
import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.HalcyonException;
import io.halcyon.core.key.StoredKey;
import io.halcyon.core.wire.Bodies;
import io.halcyon.core.wire.OpRequest;
import io.halcyon.proto.internal.v1.CallResult;
import io.halcyon.proto.internal.v1.ShardMultiGetRequest;
import io.halcyon.proto.internal.v1.ShardScanRequest;
import io.halcyon.proto.internal.v1.ShardScanResponse;
import io.halcyon.proto.v1.GetResponse;
import io.halcyon.proto.v1.KeyValue;
import io.halcyon.proto.v1.MultiGetResponse;
import io.halcyon.raftstorage.engine.ScanPage;
import io.halcyon.raftstorage.engine.ScanRange;
import io.halcyon.raftstorage.engine.ShardStore;
import io.halcyon.raftstorage.engine.Version;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The queries a shard answers: one key, several keys, a range.
final class Queries {
  private static final int SCAN_LIMIT_MAX = 10_000;
  private static final int SCAN_BYTES_MAX = 4 << 20;
  private static final int ANSWER_BYTES_MAX = 8 << 20;
  private static final byte[] NO_VALUE = {};

  private Queries() {}

  /// A single key: the fast path.
  static final class Get implements Reads.Query {
    private final OpRequest request;
    private final int keyOffset;
    private final int keyLength;

    Get(OpRequest request) {
      this.request = request;
      this.keyOffset = request.keyOffset();
      this.keyLength = request.keyLength();
    }

    private int stripe() {
      return PendingKeys.stripe(request.buffer(), keyOffset, keyLength);
    }

    @Override
    public boolean pending(PendingKeys keys) {
      return keys.inFlight(stripe());
    }

    @Override
    public Reads.Shown read(ShardStore store, long readAt, @Nullable PendingKeys keys) {
      Version version;
      if (request.readAt() == 0 && keys != null) {
        version = store.newest(request.buffer(), keyOffset, keyLength);
        if (version == null && keys.writtenAfter(stripe(), readAt)) {
          // A deletion above r may have come in between, which must not be shown at r.
          version = store.read(request.key(), readAt);
        }
      } else {
        version = store.read(request.key(), readAt);
      }
      // A version newer than r was applied meanwhile, so its entry's bound covers it: read there.
      long at = version == null ? readAt : Math.max(readAt, version.timestamp());
      if (version == null || Expiry.expired(version.expiresAtMillis(), at)) {
        long depends = version == null ? lastWrite(keys, stripe(), readAt) : version.timestamp();
        return new Reads.Shown(Bodies.getResult(at, 0, 0, NO_VALUE), depends);
      }
      return new Reads.Shown(
          Bodies.getResult(at, version.timestamp(), version.expiresAtMillis(), version.value()),
          version.timestamp());
    }

    @Override
    public @Nullable Failure refusal(Ownership ownership) {
      return ownership.check(request.buffer(), keyOffset, keyLength);
    }

    @Override
    public long readAt() {
      return request.readAt();
    }

    @Override
    public long maxStalenessMillis() {
      return request.maxStalenessMillis();
    }
  }

  /// Absence depends on a deletion that left no version: take the stripe's last write.
  private static long lastWrite(@Nullable PendingKeys keys, int stripe, long readAt) {
    return keys == null ? readAt : Math.min(readAt, keys.lastApplied(stripe));
  }

  static Reads.Query multiGet(ShardMultiGetRequest request) {
    if (request.getKeysCount() == 0 || request.getKeysCount() > Command.PARTS_MAX) {
      throw new HalcyonException(
          new Failure.Invalid(
              "a multi-get must name 1 to "
                  + Command.PARTS_MAX
                  + " keys, not "
                  + request.getKeysCount()));
    }
    return new MultiGet(
        request.getKeysList().stream().map(ByteString::toByteArray).toList(),
        request.getReadTimestamp(),
        request.getMaxStalenessMillis());
  }

  private record MultiGet(List<byte[]> keys, long readAt, long maxStalenessMillis)
      implements Reads.Query {
    @Override
    public boolean pending(PendingKeys pending) {
      return keys.stream().anyMatch(key -> pending.inFlight(PendingKeys.stripe(key)));
    }

    @Override
    public Reads.Shown read(ShardStore store, long at, @Nullable PendingKeys pending) {
      MultiGetResponse.Builder response = MultiGetResponse.newBuilder().setReadTimestamp(at);
      int bytes = 0;
      for (byte[] key : keys) {
        Version version = store.read(key, at);
        bytes += version == null ? 0 : key.length + version.value().length;
        if (bytes > ANSWER_BYTES_MAX) {
          throw new HalcyonException(
              new Failure.Invalid(
                  "the answer exceeds " + ANSWER_BYTES_MAX + " bytes; ask for fewer keys"));
        }
        GetResponse.Builder one = GetResponse.newBuilder().setReadTimestamp(at);
        if (version != null && !Expiry.expired(version.expiresAtMillis(), at)) {
          one.setFound(pair(key, version));
        }
        response.addResults(one);
      }
      return new Reads.Shown(
          CallResult.newBuilder().setMultiGet(response).build().toByteArray(),
          Math.min(at, store.maxTimestamp()));
    }

    @Override
    public @Nullable Failure refusal(Ownership ownership) {
      for (byte[] key : keys) {
        Failure refused = ownership.check(key);
        if (refused != null) {
          return refused;
        }
      }
      return null;
    }
  }

  static Reads.Query scan(ShardScanRequest request, Replica replica) {
    byte[] start = request.getStart().toByteArray();
    byte[] end = request.getEnd().toByteArray();
    if (start.length == 0
        || start.length > StoredKey.KEY_BYTES_MAX + 2
        || end.length > StoredKey.KEY_BYTES_MAX + 2) {
      throw new HalcyonException(new Failure.Invalid("a scan's bounds must be stored keys"));
    }
    return new Scan(request, start, end.length == 0 ? null : end, replica);
  }

  private record Scan(
      ShardScanRequest request, byte[] start, byte @Nullable [] end, Replica replica)
      implements Reads.Query {
    @Override
    public boolean pending(PendingKeys pending) {
      // Any write in flight may fall into the range; waiting for the newest entry covers them all.
      return true;
    }

    @Override
    public Reads.Shown read(ShardStore store, long at, @Nullable PendingKeys pending) {
      int limit = request.getLimit() <= 0 ? 1000 : Math.min(request.getLimit(), SCAN_LIMIT_MAX);
      int bytes =
          request.getLimitBytes() <= 0
              ? SCAN_BYTES_MAX
              : Math.min(request.getLimitBytes(), SCAN_BYTES_MAX);
      Ownership ownership = replica.ownership();
      ScanPage page =
          store.scan(
              new ScanRange(
                  start,
                  end,
                  request.getReverse(),
                  at,
                  limit,
                  bytes,
                  request.getKeysOnly(),
                  ownership::owns));
      ShardScanResponse.Builder response = ShardScanResponse.newBuilder().setReadTimestamp(at);
      byte[] resume = page.resumeKey();
      if (resume != null) {
        response.setMore(true).setResume(ByteString.copyFrom(resume));
      }
      page.items()
          .forEach(item ->
              response.addItems(
                  pair(
                      item.key(),
                      new Version(item.timestamp(), item.expiresAtMillis(), item.value()))));
      return new Reads.Shown(
          CallResult.newBuilder().setShardScan(response).build().toByteArray(),
          Math.min(at, store.maxTimestamp()));
    }

    @Override
    public @Nullable Failure refusal(Ownership ownership) {
      return ownership.epoch().value() == 0 && !replica.isSystem()
          ? new Failure.NotOwner(replica.shard(), ownership.epoch())
          : null;
    }

    @Override
    public long readAt() {
      return request.getReadTimestamp();
    }

    @Override
    public long maxStalenessMillis() {
      return request.getMaxStalenessMillis();
    }
  }

  private static KeyValue pair(byte[] storedKey, Version version) {
    return KeyValue.newBuilder()
        .setKey(ByteString.copyFrom(storedKey))
        .setValue(ByteString.copyFrom(version.value()))
        .setTimestamp(version.timestamp())
        .setExpiresAtMillis(version.expiresAtMillis())
        .build();
  }
}
