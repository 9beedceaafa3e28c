package io.halcyon.sql.engine;

import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.HalcyonException;
import io.halcyon.core.key.KeyEncoder;
import io.halcyon.sql.catalog.SequenceDescriptor;
import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;
import io.halcyon.sql.storage.Storage;
import io.halcyon.sql.storage.StorageTransaction;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// Values of sequences. They are taken in transactions of their own, so that nobody waits for
/// another's transaction to end, and a value that was given is never given again, whatever becomes
/// of the transaction that asked. Takes as many values at a time as the sequence's cache says.
/// Thread-safe.
final class Sequences {
  private static final int INDEX = 1;
  private static final int TRIES = 50;

  private final Storage storage;
  private final Map<Integer, Block> blocks = new HashMap<>();

  /// Values that were taken and not given yet.
  private static final class Block {
    private final long version;
    private long next;
    private long left;

    Block(long version, long next, long left) {
      this.version = version;
      this.next = next;
      this.left = left;
    }
  }

  Sequences(Storage storage) {
    this.storage = storage;
  }

  /// Returns the next value.
  synchronized long next(SequenceDescriptor sequence) {
    Block block = blocks.get(sequence.id());
    if (block == null || block.left == 0 || block.version != fingerprint(sequence)) {
      block = take(sequence);
      blocks.put(sequence.id(), block);
    }
    long value = block.next;
    block.left--;
    if (block.left > 0) {
      block.next += sequence.increment();
    }
    return value;
  }

  private static long fingerprint(SequenceDescriptor sequence) {
    return sequence.hashCode();
  }

  private Block take(SequenceDescriptor sequence) {
    return repeated(transaction -> {
      byte[] key = key(sequence.id());
      byte[] stored = transaction.get(List.of(key)).getFirst();
      long first;
      if (stored == null) {
        first = sequence.start();
      } else {
        ByteBuffer buffer = ByteBuffer.wrap(stored);
        long last = buffer.getLong();
        first = buffer.get() == 0 ? last : after(sequence, last);
      }
      long count = 1;
      long end = first;
      while (count < sequence.cache() && hasNext(sequence, end)) {
        end += sequence.increment();
        count++;
      }
      transaction.put(key, value(end, true));
      return new Block(fingerprint(sequence), first, count);
    });
  }

  private static boolean hasNext(SequenceDescriptor sequence, long value) {
    return sequence.increment() > 0
        ? value <= sequence.max() - sequence.increment()
        : value >= sequence.min() - sequence.increment();
  }

  private static long after(SequenceDescriptor sequence, long value) {
    if (hasNext(sequence, value)) {
      return value + sequence.increment();
    }
    boolean up = sequence.increment() > 0;
    if (!sequence.cycle()) {
      throw new SqlError(
          SqlState.SEQUENCE_LIMIT_EXCEEDED,
          "nextval: reached %s value of sequence \"%s\" (%d)"
              .formatted(
                  up ? "maximum" : "minimum",
                  sequence.name(),
                  up ? sequence.max() : sequence.min()));
    }
    return up ? sequence.min() : sequence.max();
  }

  /// Sets the last value.
  ///
  /// @param called whether that value counts as given
  synchronized void set(SequenceDescriptor sequence, long value, boolean called) {
    if (value < sequence.min() || value > sequence.max()) {
      throw new SqlError(
          SqlState.NUMERIC_VALUE_OUT_OF_RANGE,
          "setval: value %d is out of bounds for sequence \"%s\" (%d..%d)"
              .formatted(value, sequence.name(), sequence.min(), sequence.max()));
    }
    blocks.remove(sequence.id());
    var _ =
        repeated(transaction -> {
          transaction.put(key(sequence.id()), value(value, called));
          return true;
        });
  }

  private <R> R repeated(Function<StorageTransaction, R> work) {
    for (int attempt = 1; ; attempt++) {
      try {
        return storage.transact(work);
      } catch (HalcyonException e) {
        boolean lost =
            e.failure() instanceof Failure.MustRestart || e.failure() instanceof Failure.Conflicted;
        if (!lost || attempt == TRIES) {
          throw e;
        }
      }
    }
  }

  private static byte[] key(int sequence) {
    return new KeyEncoder().tablePrefix(sequence, INDEX).distributedBy(0, 0).toBytes();
  }

  private static byte[] value(long last, boolean called) {
    return ByteBuffer.allocate(Long.BYTES + 1).putLong(last).put((byte) (called ? 1 : 0)).array();
  }
}
