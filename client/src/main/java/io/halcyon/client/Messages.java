package io.halcyon.client;

import com.google.protobuf.ByteString;
import io.halcyon.core.key.StoredKey;
import io.halcyon.proto.v1.Compare;
import io.halcyon.proto.v1.Operation;
import io.halcyon.proto.v1.RequestId;

/// The protobuf form of what calls are made of. Keys become stored keys.
final class Messages {
  private Messages() {}

  static RequestId requestId(io.halcyon.core.id.RequestId id) {
    return RequestId.newBuilder()
        .setSession(id.session())
        .setSequence(id.sequence())
        .setCreatedMillis(id.createdMillis())
        .build();
  }

  static io.halcyon.proto.v1.ReadOptions readOptions(ReadOptions options) {
    var message = io.halcyon.proto.v1.ReadOptions.newBuilder();
    return switch (options) {
      case ReadOptions.Linearizable _ -> message.build();
      case ReadOptions.At at -> message.setAtTimestamp(at.timestamp().packed()).build();
      case ReadOptions.MaxStaleness max ->
          message.setMaxStalenessMillis(max.staleness().toMillis()).build();
    };
  }

  static io.halcyon.proto.v1.Write write(Write write) {
    return write(write, storedKey(write.key()));
  }

  /// @param key as the message names it: stored in frames, the user's in programs
  static io.halcyon.proto.v1.Write write(Write write, ByteString key) {
    var message = io.halcyon.proto.v1.Write.newBuilder().setKey(key);
    switch (write) {
      case Write.Put put ->
          message.setPut(
              io.halcyon.proto.v1.Write.Put.newBuilder()
                  .setValue(ByteString.copyFrom(Limits.value(put.value())))
                  .setTtlMillis(Limits.ttlMillis(put.ttl())));
      case Write.Delete _ ->
          message.setDelete(io.halcyon.proto.v1.Write.Delete.getDefaultInstance());
      case Write.Increment increment ->
          message.setIncrement(
              io.halcyon.proto.v1.Write.Increment.newBuilder().setDelta(increment.delta()));
    }
    return message.build();
  }

  static Operation operation(Action action) {
    return switch (action) {
      case Action.Get get -> Operation.newBuilder().setGet(storedKey(get.key())).build();
      case Write write -> Operation.newBuilder().setWrite(write(write)).build();
    };
  }

  static Compare compare(Condition condition) {
    return compare(condition, storedKey(condition.key()));
  }

  /// @param key as the message names it: stored in frames, the user's in programs
  static Compare compare(Condition condition, ByteString key) {
    Compare.Builder message = Compare.newBuilder().setKey(key);
    switch (condition) {
      case Condition.Existence existence ->
          message
              .setTarget(Compare.Target.EXISTS)
              .setOperator(Compare.Operator.EQUAL)
              .setExists(existence.exists());
      case Condition.Value value ->
          message
              .setTarget(Compare.Target.VALUE)
              .setOperator(operator(value.relation()))
              .setValue(ByteString.copyFrom(Limits.value(value.value())));
      case Condition.Timestamp timestamp ->
          message
              .setTarget(Compare.Target.TIMESTAMP)
              .setOperator(operator(timestamp.relation()))
              .setTimestamp(timestamp.timestamp().packed());
    }
    return message.build();
  }

  private static Compare.Operator operator(Condition.Relation relation) {
    return switch (relation) {
      case EQUAL -> Compare.Operator.EQUAL;
      case NOT_EQUAL -> Compare.Operator.NOT_EQUAL;
      case LESS -> Compare.Operator.LESS;
      case GREATER -> Compare.Operator.GREATER;
    };
  }

  private static ByteString storedKey(byte[] key) {
    return ByteString.copyFrom(StoredKey.kv(Limits.key(key)));
  }
}
