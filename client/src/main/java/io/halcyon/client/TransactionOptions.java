package io.halcyon.client;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How a transaction behaves. Immutable; the `with` style methods return changed copies.
///
/// @param readOnly null for a transaction that may write; else what it reads: {@link
///   ReadOptions#LINEARIZABLE} one snapshot of now, or one of the past
/// @param anchor the key at whose shard the transaction is decided; null: the first key locked or,
///   if none is, the first written
/// @param lockTimeout longest wait for a lock; zero: as long as the transaction may live
/// @param idleTimeout longest silence while it holds locks; zero: the server's
/// @param lifetime longest life; zero: the server's
/// @param label shown to operators; at most 128 characters
/// @param attemptsMax most attempts of {@link HalcyonClient#transact}, which also ends at the
///   client's timeout
public record TransactionOptions(
    Isolation isolation,
    @Nullable ReadOptions readOnly,
    byte @Nullable [] anchor,
    Duration lockTimeout,
    Duration idleTimeout,
    Duration lifetime,
    String label,
    int attemptsMax) {
  private static final int LABEL_MAX = 128;

  /// Serializable, may write, up to 100 tries.
  public static final TransactionOptions DEFAULT =
      new TransactionOptions(
          Isolation.SERIALIZABLE, null, null, Duration.ZERO, Duration.ZERO, Duration.ZERO, "", 100);

  /// How much of other transactions a transaction may see.
  public enum Isolation {
    /// As if alone, at one moment between begin and commit.
    SERIALIZABLE,
    /// One snapshot for all reads; of two that write the same key the first to commit wins.
    SNAPSHOT,
    /// A snapshot of its own for each statement.
    READ_COMMITTED
  }

  public TransactionOptions {
    if (lockTimeout.isNegative() || idleTimeout.isNegative() || lifetime.isNegative()) {
      throw new IllegalArgumentException("timeouts must not be negative");
    }
    requireLabel(label);
    if (attemptsMax < 1) {
      throw new IllegalArgumentException("attemptsMax must be at least 1: " + attemptsMax);
    }
    if (anchor != null) {
      Limits.key(anchor);
    }
  }

  static void requireLabel(String label) {
    if (label.length() > LABEL_MAX) {
      throw new IllegalArgumentException(
          "label must have at most " + LABEL_MAX + " characters: " + label.length());
    }
  }

  public TransactionOptions isolation(Isolation isolation) {
    return new TransactionOptions(
        isolation, readOnly, anchor, lockTimeout, idleTimeout, lifetime, label, attemptsMax);
  }

  public TransactionOptions readOnly(ReadOptions snapshot) {
    return new TransactionOptions(
        isolation, snapshot, anchor, lockTimeout, idleTimeout, lifetime, label, attemptsMax);
  }

  public TransactionOptions anchor(byte @Nullable [] key) {
    return new TransactionOptions(
        isolation, readOnly, key, lockTimeout, idleTimeout, lifetime, label, attemptsMax);
  }

  public TransactionOptions lockTimeout(Duration longestWait) {
    return new TransactionOptions(
        isolation, readOnly, anchor, longestWait, idleTimeout, lifetime, label, attemptsMax);
  }

  public TransactionOptions idleTimeout(Duration longestSilence) {
    return new TransactionOptions(
        isolation, readOnly, anchor, lockTimeout, longestSilence, lifetime, label, attemptsMax);
  }

  public TransactionOptions lifetime(Duration longestLife) {
    return new TransactionOptions(
        isolation, readOnly, anchor, lockTimeout, idleTimeout, longestLife, label, attemptsMax);
  }

  public TransactionOptions label(String shown) {
    return new TransactionOptions(
        isolation, readOnly, anchor, lockTimeout, idleTimeout, lifetime, shown, attemptsMax);
  }

  public TransactionOptions attemptsMax(int attempts) {
    return new TransactionOptions(
        isolation, readOnly, anchor, lockTimeout, idleTimeout, lifetime, label, attempts);
  }
}
