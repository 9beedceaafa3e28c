package io.halcyon.router.transact;

import io.halcyon.core.config.Describe;
import io.halcyon.txn.coordinator.CoordinatorConfig;
import java.time.Duration;

/// Settings of transactions, prefix `router.transactions`.
///
/// @param sessionsMax sessions open at a time, at most
/// @param openMax transactions under way at a time, at most, those included whose intents are being
///   resolved
/// @param pipelinedMax requests of one session that are taken before earlier ones are answered
/// @param writesMax keys that one transaction may write
/// @param writeBytesMax bytes of keys and values that one transaction may write
/// @param bufferedBytesMax bytes of keys and values buffered by all transactions together, at most
/// @param readSpansMax reads of one transaction that are validated one by one; more are validated
///   as one range
/// @param restartsMax how often a transaction may restart
/// @param idleTimeout longest silence of a session whose transaction holds locks
/// @param lifetime longest life of a transaction
/// @param retryWindow how long nodes remember outcomes; older requests are refused at once
/// @param stalenessMax a read that may be staler than this is not given anything staler
/// @param heartbeat how often the anchor is told that this router lives
/// @param callTimeout how long a shard's leader is looked for before a request is sent anew
@Describe("Transactions.")
public record TransactionsConfig(
    @Describe("Sessions open at a time, at most.") int sessionsMax,
    @Describe(
            "Transactions under way at a time, at most, those included whose intents are being resolved.")
        int openMax,
    @Describe("Requests of one session that are taken before earlier ones are answered.")
        int pipelinedMax,
    @Describe("Keys that one transaction may write.") int writesMax,
    @Describe("Bytes of keys and values that one transaction may write.") long writeBytesMax,
    @Describe("Bytes of keys and values buffered by all transactions together, at most.")
        long bufferedBytesMax,
    @Describe(
            "Reads of one transaction that are validated one by one; more are validated as one range.")
        int readSpansMax,
    @Describe("How often a transaction may restart.") int restartsMax,
    @Describe("Longest silence of a session whose transaction holds locks.") Duration idleTimeout,
    @Describe("Longest life of a transaction.") Duration lifetime,
    @Describe("How long nodes remember outcomes; older requests are refused at once.")
        Duration retryWindow,
    @Describe("A read that may be staler than this is not given anything staler.")
        Duration stalenessMax,
    @Describe("How often the anchor is told that this router lives.") Duration heartbeat,
    @Describe("How long a shard's leader is looked for before a request is sent anew.")
        Duration callTimeout) {
  public static final TransactionsConfig DEFAULT =
      new TransactionsConfig(
          10_000,
          20_000,
          64,
          2_000_000,
          CoordinatorConfig.DEFAULT.writeBytesMax(),
          256L << 20,
          CoordinatorConfig.DEFAULT.readSpansMax(),
          CoordinatorConfig.DEFAULT.restartsMax(),
          Duration.ofMillis(CoordinatorConfig.DEFAULT.idleTimeoutMillis()),
          Duration.ofMillis(CoordinatorConfig.DEFAULT.lifetimeMillis()),
          Duration.ofMinutes(10),
          Duration.ofSeconds(10),
          Duration.ofMillis(CoordinatorConfig.DEFAULT.heartbeatMillis()),
          Duration.ofSeconds(3));

  public TransactionsConfig {
    positive("sessions-max", sessionsMax);
    positive("open-max", openMax);
    positive("pipelined-max", pipelinedMax);
    positive("writes-max", writesMax);
    positive("read-spans-max", readSpansMax);
    positive("write-bytes-max", writeBytesMax);
    positive("buffered-bytes-max", bufferedBytesMax);
    positive("idle-timeout", idleTimeout.toMillis());
    positive("lifetime", lifetime.toMillis());
    positive("heartbeat", heartbeat.toMillis());
    positive("call-timeout", callTimeout.toMillis());
    if (restartsMax < 0) {
      throw new IllegalArgumentException(
          "router.transactions.restarts-max must not be negative: " + restartsMax);
    }
    if (stalenessMax.isNegative()) {
      throw new IllegalArgumentException(
          "router.transactions.staleness-max must not be negative: " + stalenessMax);
    }
    if (retryWindow.compareTo(lifetime) <= 0) {
      throw new IllegalArgumentException(
          "router.transactions.retry-window must exceed lifetime: " + retryWindow);
    }
  }

  private static void positive(String name, long value) {
    if (value < 1) {
      throw new IllegalArgumentException(
          "router.transactions." + name + " must be positive: " + value);
    }
  }

  /// Returns the settings of one transaction.
  ///
  /// @param idleMillis 0, or more than allowed: as configured; likewise `lifeMillis`
  CoordinatorConfig coordinator(long lockMillis, long idleMillis, long lifeMillis) {
    CoordinatorConfig base = CoordinatorConfig.DEFAULT;
    return new CoordinatorConfig(
        writesMax,
        writeBytesMax,
        readSpansMax,
        restartsMax,
        heartbeat.toMillis(),
        base.patienceMillis(),
        lockMillis,
        limited(idleMillis, idleTimeout),
        limited(lifeMillis, lifetime),
        base.restMillis(),
        base.pieceKeysMax(),
        base.pieceBytesMax(),
        base.movesMax());
  }

  private static long limited(long wanted, Duration most) {
    return wanted <= 0 ? most.toMillis() : Math.min(wanted, most.toMillis());
  }
}
