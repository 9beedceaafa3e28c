package io.halcyon.node.replica;

import io.halcyon.core.id.Epoch;
import io.halcyon.core.ring.Ring;
import io.halcyon.proto.v1.RingRecord;

/// Converts rings to and from their stored record.
public final class Rings {
  private Rings() {}

  /// @throws IllegalArgumentException if the record is not a valid ring
  public static Ring parse(RingRecord record) {
    long[] tokens = record.getTokensList().stream().mapToLong(Long::longValue).toArray();
    int[] shards = record.getShardsList().stream().mapToInt(Integer::intValue).toArray();
    return Ring.of(new Epoch(record.getEpoch()), tokens, shards);
  }

  public static RingRecord record(Ring ring) {
    RingRecord.Builder record = RingRecord.newBuilder().setEpoch(ring.epoch().value());
    for (int i = 0; i < ring.size(); i++) {
      record.addTokens(ring.token(i)).addShards(ring.shard(i).value());
    }
    return record.build();
  }
}
