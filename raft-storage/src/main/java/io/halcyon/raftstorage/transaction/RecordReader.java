package io.halcyon.raftstorage.transaction;

import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.HalcyonException;
import io.halcyon.core.id.RequestId;
import io.halcyon.core.id.ShardId;
import io.halcyon.txn.record.Intent;
import io.halcyon.txn.record.Key;
import io.halcyon.txn.record.RequestOutcome;
import io.halcyon.txn.record.TxnId;
import io.halcyon.txn.record.TxnOutcome;
import io.halcyon.txn.record.TxnRef;
import io.halcyon.txn.record.Value;
import java.nio.ByteBuffer;

/// Decodes one record that {@link RecordBytes} made. Whatever does not follow the layout to the
/// last byte is refused with `Corrupted`: it was damaged, or a later version has written it.
final class RecordReader {
  private final ShardId shard;
  private final String what;
  private final ByteBuffer bytes;

  private RecordReader(ShardId shard, String what, byte[] bytes) {
    this.shard = shard;
    this.what = what;
    this.bytes = ByteBuffer.wrap(bytes);
  }

  /// @throws HalcyonException with `Corrupted`
  static Intent intent(ShardId shard, Key key, byte[] record) {
    RecordReader in = new RecordReader(shard, "intent", record);
    in.format(RecordBytes.FORMAT);
    byte kind = in.octet();
    long preparedAt = in.natural();
    TxnId txn = in.txnId();
    Key anchor = new Key(in.bytes(in.number(Short.BYTES) & 0xFFFF));
    Value value =
        switch (kind) {
          case RecordBytes.PUT -> {
            long expiresAtMillis = in.natural();
            yield new Value(in.rest(), expiresAtMillis);
          }
          case RecordBytes.DELETE -> null;
          default -> throw in.corrupted("kind " + kind);
        };
    in.end();
    return new Intent(key, new TxnRef(txn, anchor), preparedAt, value);
  }

  /// @throws HalcyonException with `Corrupted`
  static TxnOutcome outcome(ShardId shard, byte[] record) {
    RecordReader in = new RecordReader(shard, "outcome of an attempt", record);
    in.format(RecordBytes.FORMAT);
    byte kind = in.octet();
    TxnOutcome outcome =
        switch (kind) {
          case RecordBytes.COMMITTED -> new TxnOutcome.Committed(in.natural());
          case RecordBytes.ABORTED -> new TxnOutcome.Aborted(in.cause());
          default -> throw in.corrupted("kind " + kind);
        };
    in.end();
    return outcome;
  }

  /// @throws HalcyonException with `Corrupted`
  static RequestOutcome requestOutcome(ShardId shard, RequestId request, byte[] record) {
    RecordReader in = new RecordReader(shard, "outcome of a request", record);
    if (record.length > 0 && record[0] >= 0) {
      long at = in.natural();
      return new RequestOutcome(new TxnId(request, 0, 0), at, new Value(in.rest(), 0));
    }
    in.format(RecordBytes.REQUEST_FORMAT);
    long at = in.natural();
    long created = in.number(Long.BYTES);
    long coordinator = in.number(Long.BYTES);
    int attempt = (int) in.number(Integer.BYTES);
    long expiresAtMillis = in.natural();
    Value answer = new Value(in.rest(), expiresAtMillis);
    RequestId winner = new RequestId(request.session(), request.sequence(), created);
    return new RequestOutcome(new TxnId(winner, coordinator, attempt), at, answer);
  }

  private void format(byte expected) {
    byte format = octet();
    if (format != expected) {
      throw corrupted("format " + (format & 0xFF));
    }
  }

  private TxnId txnId() {
    RequestId request = new RequestId(number(Long.BYTES), number(Long.BYTES), number(Long.BYTES));
    return new TxnId(request, number(Long.BYTES), (int) number(Integer.BYTES));
  }

  private TxnOutcome.Cause cause() {
    byte code = octet();
    for (TxnOutcome.Cause cause : TxnOutcome.Cause.values()) {
      if (RecordBytes.code(cause) == code) {
        return cause;
      }
    }
    throw corrupted("cause " + code);
  }

  private byte octet() {
    need(1);
    return bytes.get();
  }

  private long number(int size) {
    need(size);
    return switch (size) {
      case Short.BYTES -> bytes.getShort();
      case Integer.BYTES -> bytes.getInt();
      default -> bytes.getLong();
    };
  }

  /// Reads a timestamp or a time, which are never negative.
  private long natural() {
    long number = number(Long.BYTES);
    if (number < 0) {
      throw corrupted("negative number");
    }
    return number;
  }

  private byte[] bytes(long length) {
    need(length);
    byte[] read = new byte[(int) length];
    bytes.get(read);
    return read;
  }

  private byte[] rest() {
    return bytes(bytes.remaining());
  }

  private void end() {
    if (bytes.hasRemaining()) {
      throw corrupted(bytes.remaining() + " bytes too many");
    }
  }

  private void need(long size) {
    if (bytes.remaining() < size) {
      throw corrupted("cut off");
    }
  }

  private HalcyonException corrupted(String detail) {
    return new HalcyonException(
        new Failure.Corrupted(shard, what + " of " + bytes.limit() + " bytes: " + detail));
  }
}
