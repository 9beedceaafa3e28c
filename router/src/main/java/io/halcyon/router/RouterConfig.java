package io.halcyon.router;

import io.halcyon.core.config.Describe;
import io.halcyon.router.dispatch.RetryConfig;
import io.halcyon.router.kv.AdmissionConfig;
import io.halcyon.router.kv.KvConfig;
import io.halcyon.router.pgwire.PostgresConfig;
import io.halcyon.router.sql.SqlConfig;
import io.halcyon.router.transact.TransactionsConfig;
import io.halcyon.router.watch.WatchConfig;
import java.time.Duration;
import java.util.List;

/// Settings of a router, prefix `router`.
///
/// @param listen where it listens
/// @param contacts gRPC addresses (`host:port`) of some nodes; the others are learned from them
/// @param connectionsPerNode batching streams to each node; more than one splits batches
/// @param closeGrace how long operations under way may take to end at shutdown
/// @param retry retries towards nodes
/// @param admission load shedding
/// @param kv the key-value front
/// @param transactions transactions
/// @param watch watches
/// @param sql SQL, however it is asked for
/// @param postgres SQL over the PostgreSQL protocol
@Describe("The router.")
public record RouterConfig(
    @Describe("Where the router listens.") ListenConfig listen,
    @Describe("gRPC addresses (`host:port`) of some nodes; the others are learned from them.")
        List<String> contacts,
    @Describe("Batching streams to each node; more than one splits batches.")
        int connectionsPerNode,
    @Describe("How long operations under way may take to end at shutdown.") Duration closeGrace,
    @Describe("Retries towards nodes.") RetryConfig retry,
    @Describe("Load shedding.") AdmissionConfig admission,
    @Describe("The key-value front.") KvConfig kv,
    @Describe("Transactions.") TransactionsConfig transactions,
    @Describe("Watches.") WatchConfig watch,
    @Describe("SQL, however it is asked for.") SqlConfig sql,
    @Describe("SQL over the PostgreSQL protocol.") PostgresConfig postgres) {
  public static final RouterConfig DEFAULT =
      new RouterConfig(
          ListenConfig.DEFAULT,
          List.of("127.0.0.1:7410"),
          1,
          Duration.ofSeconds(5),
          RetryConfig.DEFAULT,
          AdmissionConfig.DEFAULT,
          KvConfig.DEFAULT,
          TransactionsConfig.DEFAULT,
          WatchConfig.DEFAULT,
          SqlConfig.DEFAULT,
          PostgresConfig.DEFAULT);

  private static final int CONNECTIONS_MAX = 64;

  public RouterConfig {
    contacts = List.copyOf(contacts);
    if (contacts.isEmpty()) {
      throw new IllegalArgumentException("router.contacts must name at least one node");
    }
    if (connectionsPerNode < 1 || connectionsPerNode > CONNECTIONS_MAX) {
      throw new IllegalArgumentException(
          "router.connections-per-node must be from 1 to 64: " + connectionsPerNode);
    }
    if (closeGrace.isNegative()) {
      throw new IllegalArgumentException("router.close-grace must not be negative: " + closeGrace);
    }
  }

  /// Returns the same settings with other contacts.
  public RouterConfig withContacts(List<String> addresses) {
    return new RouterConfig(
        listen,
        addresses,
        connectionsPerNode,
        closeGrace,
        retry,
        admission,
        kv,
        transactions,
        watch,
        sql,
        postgres);
  }

  /// Returns the same settings, listening elsewhere.
  public RouterConfig withListen(ListenConfig elsewhere) {
    return new RouterConfig(
        elsewhere,
        contacts,
        connectionsPerNode,
        closeGrace,
        retry,
        admission,
        kv,
        transactions,
        watch,
        sql,
        postgres);
  }
}
