package io.halcyon.node.replica;

import com.google.protobuf.ByteString;
import io.halcyon.core.failure.Failure;
import io.halcyon.core.key.StoredKey;
import io.halcyon.core.wire.Bodies;
import io.halcyon.proto.internal.v1.CallResult;
import io.halcyon.proto.v1.BatchResponse;
import io.halcyon.proto.v1.Compare;
import io.halcyon.proto.v1.ConditionalResponse;
import io.halcyon.proto.v1.IncrementResponse;
import io.halcyon.proto.v1.KeyValue;
import io.halcyon.proto.v1.Operation;
import io.halcyon.proto.v1.OperationResult;
import io.halcyon.proto.v1.Write;
import io.halcyon.raftstorage.engine.Version;
import io.halcyon.raftstorage.entry.EntryWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Evaluates commands at the leader: checks conditions, and turns each command into effects at one
/// commit timestamp and a result (S2: replicas then apply blindly).
///
/// A refusal that depends on what keys hold is a result like any other: it is replicated and obeys
/// C2, and a retry gets the same one.
final class Evaluator {
  /// What became of a command.
  ///
  /// @param failure set if the command was refused; then it has no effects
  record Result(byte[] body, @Nullable Failure failure) {}

  /// Longest result in bytes, since it is replicated: one value, and some more.
  static final int RESULT_BYTES_MAX = StoredKey.VALUE_BYTES_MAX + (64 << 10);

  private static final Result NOTHING = new Result(new byte[0], null);

  /// A write inside a command, already evaluated, not yet in the entry.
  private record Effect(byte[] key, long expiresAtMillis, byte @Nullable [] value) {}

  private final WriteSink sink;
  private final Overlay overlay;

  Evaluator(WriteSink sink, Overlay overlay) {
    this.sink = sink;
    this.overlay = overlay;
  }

  /// Returns a sink that adds effects to an entry.
  static WriteSink into(EntryWriter entry) {
    return new WriteSink() {
      @Override
      public void put(
          byte[] key, long timestamp, long expiresAtMillis, byte[] buffer, int offset, int length) {
        entry.put(key, timestamp, expiresAtMillis, buffer, offset, length);
      }

      @Override
      public void delete(byte[] key, long timestamp) {
        entry.delete(key, timestamp);
      }
    };
  }

  Result evaluate(Command command, long timestamp) {
    return switch (command) {
      case Command.Put put -> put(put, timestamp);
      case Command.Delete delete -> delete(delete, timestamp);
      case Command.Increment increment -> increment(increment, timestamp);
      case Command.Batch batch -> batch(batch, timestamp);
      case Command.Conditional conditional -> conditional(conditional, timestamp);
      case Command.Expire expire -> expire(expire, timestamp);
      case Command.Meta _, Command.Confirm _, Command.Forget _ ->
          throw new IllegalStateException("touches no key: " + command);
    };
  }

  /// Adds to an entry what the node does for itself and touches no key.
  static Result keyless(Command.Keyless command, EntryWriter entry) {
    switch (command) {
      case Command.Meta meta -> entry.meta(meta.name(), meta.value());
      case Command.Confirm _ -> {}
      case Command.Forget forget -> entry.forgetBefore(forget.beforeMillis());
    }
    return NOTHING;
  }

  private Result expire(Command.Expire expire, long timestamp) {
    for (int i = 0; i < expire.keys().size(); i++) {
      byte[] key = expire.keys().get(i);
      Version newest = overlay.stored(key);
      if (newest != null && newest.timestamp() == expire.timestamps().get(i)) {
        sink.delete(key, timestamp);
        overlay.delete(key);
      }
    }
    return NOTHING;
  }

  private Result put(Command.Put put, long timestamp) {
    long expiresAt = Expiry.at(timestamp, put.ttlMillis());
    var request = put.request();
    sink.put(
        put.key(),
        timestamp,
        expiresAt,
        request.buffer(),
        request.valueOffset(),
        request.valueLength());
    overlay.put(
        put.key(),
        timestamp,
        expiresAt,
        Arrays.copyOfRange(
            request.buffer(),
            request.valueOffset(),
            request.valueOffset() + request.valueLength()));
    return new Result(Bodies.putResult(timestamp), null);
  }

  private Result delete(Command.Delete delete, long timestamp) {
    boolean existed = overlay.current(delete.key(), timestamp) != null;
    if (existed) {
      sink.delete(delete.key(), timestamp);
      overlay.delete(delete.key());
    }
    return new Result(Bodies.deleteResult(timestamp, existed), null);
  }

  private Result increment(Command.Increment increment, long timestamp) {
    Scratch scratch = new Scratch(timestamp);
    Failure refused = scratch.increment(increment.key(), increment.delta());
    if (refused != null) {
      return new Result(new byte[0], refused);
    }
    scratch.commit();
    return new Result(
        CallResult.newBuilder()
            .setIncrement(
                IncrementResponse.newBuilder()
                    .setValue(scratch.lastIncrement)
                    .setTimestamp(timestamp))
            .build()
            .toByteArray(),
        null);
  }

  private Result batch(Command.Batch batch, long timestamp) {
    Scratch scratch = new Scratch(timestamp);
    for (int i = 0; i < batch.writes().size(); i++) {
      Failure refused = scratch.write(batch.keys().get(i), batch.writes().get(i), null);
      if (refused != null) {
        return new Result(new byte[0], refused);
      }
    }
    scratch.commit();
    return new Result(
        CallResult.newBuilder()
            .setBatch(BatchResponse.newBuilder().setTimestamp(timestamp).setShards(1))
            .build()
            .toByteArray(),
        null);
  }

  private Result conditional(Command.Conditional command, long timestamp) {
    int compares = command.compares().size();
    boolean holds = true;
    for (int i = 0; i < compares && holds; i++) {
      holds = Compares.holds(command.compares().get(i), current(command.keys().get(i), timestamp));
    }
    List<Operation> branch = holds ? command.then() : command.otherwise();
    int firstKey = compares + (holds ? 0 : command.then().size());
    Scratch scratch = new Scratch(timestamp);
    ConditionalResponse.Builder response =
        ConditionalResponse.newBuilder().setSucceeded(holds).setTimestamp(timestamp);
    for (int i = 0; i < branch.size(); i++) {
      byte[] key = command.keys().get(firstKey + i);
      OperationResult.Builder result = OperationResult.newBuilder();
      Operation operation = branch.get(i);
      Failure refused =
          operation.hasWrite()
              ? scratch.write(key, operation.getWrite(), result)
              : scratch.get(key, result);
      if (refused != null) {
        return new Result(new byte[0], refused);
      }
      response.addResults(result);
    }
    scratch.commit();
    return new Result(CallResult.newBuilder().setConditional(response).build().toByteArray(), null);
  }

  private @Nullable Version current(byte[] key, long timestamp) {
    return overlay.current(key, timestamp);
  }

  /// The writes of one command, visible to its later parts, and dropped whole if one is refused.
  private final class Scratch {
    private final long timestamp;
    private final List<Effect> effects = new ArrayList<>();
    private long lastIncrement;
    private int resultBytes;

    Scratch(long timestamp) {
      this.timestamp = timestamp;
    }

    @Nullable Failure get(byte[] key, OperationResult.Builder result) {
      Version version = see(key);
      if (version == null) {
        return null;
      }
      resultBytes += key.length + version.value().length;
      if (resultBytes > RESULT_BYTES_MAX) {
        return new Failure.Invalid(
            "the result exceeds " + RESULT_BYTES_MAX + " bytes; get fewer keys at once");
      }
      result.setFound(found(key, version));
      return null;
    }

    @Nullable Failure write(byte[] key, Write write, OperationResult.@Nullable Builder result) {
      return switch (write.getKindCase()) {
        case PUT -> {
          effects.add(
              new Effect(
                  key,
                  Expiry.at(timestamp, write.getPut().getTtlMillis()),
                  write.getPut().getValue().toByteArray()));
          yield null;
        }
        case DELETE -> {
          boolean existed = see(key) != null;
          if (existed) {
            effects.add(new Effect(key, 0, null));
          }
          if (result != null) {
            result.setExisted(existed);
          }
          yield null;
        }
        case INCREMENT -> {
          Failure refused = increment(key, write.getIncrement().getDelta());
          if (refused == null && result != null) {
            result.setFound(found(key, new Version(timestamp, 0, decimal(lastIncrement))));
          }
          yield refused;
        }
        case KIND_NOT_SET -> new Failure.Invalid("a write must be a put, a delete or an increment");
      };
    }

    @Nullable Failure increment(byte[] key, long delta) {
      Version version = see(key);
      long before = 0;
      if (version != null) {
        String text = new String(version.value(), StandardCharsets.UTF_8);
        try {
          before = Long.parseLong(text);
        } catch (NumberFormatException e) {
          return new Failure.WrongValue(
              "the value is not a decimal 64-bit integer, so it cannot be incremented");
        }
      }
      long after = before + delta;
      if (((before ^ after) & (delta ^ after)) < 0) {
        return new Failure.WrongValue(before + " + " + delta + " overflows 64 bits");
      }
      lastIncrement = after;
      long expiresAt = version == null ? 0 : version.expiresAtMillis();
      effects.add(new Effect(key, expiresAt, decimal(after)));
      return null;
    }

    private @Nullable Version see(byte[] key) {
      for (int i = effects.size() - 1; i >= 0; i--) {
        Effect effect = effects.get(i);
        if (Arrays.equals(effect.key(), key)) {
          byte[] value = effect.value();
          return value == null ? null : new Version(timestamp, effect.expiresAtMillis(), value);
        }
      }
      return current(key, timestamp);
    }

    /// Puts the final state of each written key into the entry: one effect per key and timestamp.
    void commit() {
      var last = new java.util.LinkedHashMap<java.nio.ByteBuffer, Effect>();
      effects.forEach(effect -> last.put(java.nio.ByteBuffer.wrap(effect.key()), effect));
      for (Effect effect : last.values()) {
        byte[] value = effect.value();
        if (value == null) {
          if (current(effect.key(), timestamp) != null) {
            sink.delete(effect.key(), timestamp);
          }
          overlay.delete(effect.key());
        } else {
          sink.put(effect.key(), timestamp, effect.expiresAtMillis(), value, 0, value.length);
          overlay.put(effect.key(), timestamp, effect.expiresAtMillis(), value);
        }
      }
    }
  }

  private static byte[] decimal(long number) {
    return Long.toString(number).getBytes(StandardCharsets.UTF_8);
  }

  private static KeyValue found(byte[] storedKey, Version version) {
    return KeyValue.newBuilder()
        .setKey(ByteString.copyFrom(storedKey))
        .setValue(ByteString.copyFrom(version.value()))
        .setTimestamp(version.timestamp())
        .setExpiresAtMillis(version.expiresAtMillis())
        .build();
  }

  /// Decides a compare against what its key holds.
  private static final class Compares {
    static boolean holds(Compare compare, @Nullable Version version) {
      int order =
          switch (compare.getTarget()) {
            case EXISTS -> Boolean.compare(version != null, compare.getExists());
            case VALUE ->
                version == null
                    ? -1
                    : Arrays.compareUnsigned(version.value(), compare.getValue().toByteArray());
            case TIMESTAMP ->
                Long.compare(version == null ? 0 : version.timestamp(), compare.getTimestamp());
            case TARGET_UNSPECIFIED, UNRECOGNIZED -> 0;
          };
      return switch (compare.getOperator()) {
        case EQUAL -> order == 0;
        case NOT_EQUAL -> order != 0;
        case LESS -> order < 0;
        case GREATER -> order > 0;
        case OPERATOR_UNSPECIFIED, UNRECOGNIZED -> false;
      };
    }
  }
}
