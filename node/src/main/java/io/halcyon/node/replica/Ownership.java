package io.halcyon.node.replica;

import com.google.protobuf.InvalidProtocolBufferException;
import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.InvariantViolation;
import io.halcyon.core.id.Epoch;
import io.halcyon.core.id.ShardId;
import io.halcyon.core.key.StoredKey;
import io.halcyon.core.ring.Ring;
import io.halcyon.proto.v1.RingRecord;
import org.jspecify.annotations.Nullable;

/// What a shard owns according to its own replicated record (rule R1). Immutable.
final class Ownership {
  /// Name of the replicated record.
  static final byte[] META = "ownership".getBytes(java.nio.charset.StandardCharsets.UTF_8);

  private final ShardId shard;
  private final @Nullable Ring ring;

  private Ownership(ShardId shard, @Nullable Ring ring) {
    this.shard = shard;
    this.ring = ring;
  }

  /// A shard that owns nothing yet, or the system shard, which owns all system keys.
  static Ownership none(ShardId shard) {
    return new Ownership(shard, null);
  }

  static Ownership parse(ShardId shard, byte[] record) {
    try {
      return new Ownership(shard, Rings.parse(RingRecord.parseFrom(record)));
    } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
      throw new InvariantViolation("ownership record of shard " + shard + " is unreadable: " + e);
    }
  }

  Epoch epoch() {
    return ring == null ? new Epoch(0) : ring.epoch();
  }

  /// Returns why the shard must not serve this stored key, or null if it may.
  @Nullable Failure check(byte[] buffer, int offset, int length) {
    if (length < 2 || length > StoredKey.KEY_BYTES_MAX + 1) {
      return new Failure.Invalid(
          "a key must have 1 to " + StoredKey.KEY_BYTES_MAX + " bytes, not " + (length - 1));
    }
    byte keyspace = buffer[offset];
    if (shard.equals(ShardId.SYSTEM)) {
      return keyspace == StoredKey.SYSTEM ? null : new Failure.NotOwner(shard, epoch());
    }
    if (keyspace != StoredKey.KV && keyspace != StoredKey.SQL) {
      return new Failure.Invalid("keyspace " + keyspace + " is not served by shard " + shard);
    }
    if (ring == null || ring.ownerIdOf(StoredKey.token(buffer, offset, length)) != shard.value()) {
      return new Failure.NotOwner(shard, epoch());
    }
    return null;
  }

  @Nullable Failure check(byte[] storedKey) {
    return check(storedKey, 0, storedKey.length);
  }

  /// Returns whether a stored key found in the shard belongs to it (not a leftover of movement).
  boolean owns(byte[] storedKey) {
    return check(storedKey) == null;
  }
}
