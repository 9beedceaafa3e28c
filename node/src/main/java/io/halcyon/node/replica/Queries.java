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
import io.halcyon.raftstorage.transaction.StoredShardState;
import io.halcyon.txn.participant.Request;
import io.halcyon.txn.participant.Response;
import io.halcyon.txn.record.Intent;
import io.halcyon.txn.record.Key;
import io.halcyon.txn.record.Row;
import io.halcyon.txn.record.Span;
import io.halcyon.txn.record.Value;
import java.util.List;
import java.util.Objects;
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

    @Override
    public Request.Read asked(long readAt) {
      return points(readAt, List.of(request.key()));
    }

    @Override
    public byte[] answer(Response.Rows rows) {
      var version = rows.rows().getFirst().version();
      Value value = version.value();
      return value == null
          ? Bodies.getResult(rows.readAt(), 0, 0, NO_VALUE)
          : Bodies.getResult(
              rows.readAt(), version.timestamp(), value.expiresAtMillis(), value.bytes());
    }

    @Override
    public boolean intents(StoredShardState state, long readAt) {
      return onPoint(state, request.key(), readAt);
    }
  }

  private static Request.Read points(long readAt, List<byte[]> keys) {
    return new Request.Read(
        null,
        readAt,
        keys.stream().map(key -> Span.point(new Key(key))).toList(),
        0,
        false,
        List.of());
  }

  private static boolean onPoint(StoredShardState state, byte[] key, long readAt) {
    Intent intent = state.intent(new Key(key));
    return intent != null && intent.preparedAt() <= readAt;
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
        checkAnswer(bytes);
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

    @Override
    public Request.Read asked(long readAt) {
      return points(readAt, keys);
    }

    @Override
    public byte[] answer(Response.Rows rows) {
      MultiGetResponse.Builder response =
          MultiGetResponse.newBuilder().setReadTimestamp(rows.readAt());
      int bytes = 0;
      for (Row row : rows.rows()) {
        GetResponse.Builder one = GetResponse.newBuilder().setReadTimestamp(rows.readAt());
        if (row.version().exists()) {
          one.setFound(pair(row));
          bytes += one.getFound().getSerializedSize();
        }
        checkAnswer(bytes);
        response.addResults(one);
      }
      return CallResult.newBuilder().setMultiGet(response).build().toByteArray();
    }

    @Override
    public boolean intents(StoredShardState state, long readAt) {
      return keys.stream().anyMatch(key -> onPoint(state, key, readAt));
    }
  }

  private static void checkAnswer(int bytes) {
    if (bytes > ANSWER_BYTES_MAX) {
      throw new HalcyonException(
          new Failure.Invalid(
              "the answer exceeds " + ANSWER_BYTES_MAX + " bytes; ask for fewer keys"));
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
      Ownership ownership = replica.ownership();
      ScanPage page =
          store.scan(
              new ScanRange(
                  start,
                  end,
                  request.getReverse(),
                  at,
                  limit(),
                  limitBytes(),
                  request.getKeysOnly(),
                  ownership::owns));
      ShardScanResponse.Builder response = ShardScanResponse.newBuilder().setReadTimestamp(at);
      page.items()
          .forEach(item ->
              response.addItems(
                  pair(
                      item.key(),
                      new Version(item.timestamp(), item.expiresAtMillis(), item.value()))));
      return new Reads.Shown(
          scanned(response, page.resumeKey()), Math.min(at, store.maxTimestamp()));
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

    private int limit() {
      return request.getLimit() <= 0 ? 1000 : Math.min(request.getLimit(), SCAN_LIMIT_MAX);
    }

    private int limitBytes() {
      return request.getLimitBytes() <= 0
          ? SCAN_BYTES_MAX
          : Math.min(request.getLimitBytes(), SCAN_BYTES_MAX);
    }

    private Span span() {
      return new Span(new Key(start), end == null ? null : new Key(end));
    }

    @Override
    public Request.Read asked(long readAt) {
      return new Request.Read(
          null, readAt, List.of(span()), limit(), request.getReverse(), List.of());
    }

    @Override
    public byte[] answer(Response.Rows rows) {
      ShardScanResponse.Builder response =
          ShardScanResponse.newBuilder().setReadTimestamp(rows.readAt());
      int bytes = 0;
      Key last = null;
      for (Row row : rows.rows()) {
        if (!row.version().exists()) {
          continue; // a span of one key is answered like a point
        }
        if (bytes >= limitBytes() && last != null) {
          Key resume = request.getReverse() ? last : row.key();
          return scanned(response, resume.bytes());
        }
        KeyValue pair = pair(row);
        bytes += pair.getSerializedSize();
        last = row.key();
        response.addItems(request.getKeysOnly() ? pair.toBuilder().clearValue().build() : pair);
      }
      if (rows.rest().isEmpty()) {
        return scanned(response, null);
      }
      Span rest = rows.rest().getFirst();
      Key restEnd = rest.end();
      return scanned(
          response,
          request.getReverse() && restEnd != null ? restEnd.bytes() : rest.start().bytes());
    }

    private static byte[] scanned(ShardScanResponse.Builder response, byte @Nullable [] resume) {
      if (resume != null) {
        response.setMore(true).setResume(ByteString.copyFrom(resume));
      }
      return CallResult.newBuilder().setShardScan(response).build().toByteArray();
    }

    @Override
    public boolean intents(StoredShardState state, long readAt) {
      return state.intents(span()).stream().anyMatch(intent -> intent.preparedAt() <= readAt);
    }
  }

  private static KeyValue pair(Row row) {
    Value value = Objects.requireNonNull(row.version().value());
    return pair(
        row.key().bytes(),
        new Version(row.version().timestamp(), value.expiresAtMillis(), value.bytes()));
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
