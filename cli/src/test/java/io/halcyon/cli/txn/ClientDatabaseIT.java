package io.halcyon.cli.txn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.HalcyonException;
import io.halcyon.rpc.EventLoops;
import io.halcyon.rpc.RpcServer;
import io.halcyon.rpc.RpcServerConfig;
import io.halcyon.verify.database.ClientDatabase;
import io.halcyon.verify.database.OpenTxn;
import io.halcyon.verify.database.Session;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// How the workloads' transactions are said to a cluster, here a pretended one.
class ClientDatabaseIT {
  private final FakeTransactions transactions = new FakeTransactions();
  private final EventLoops loops = EventLoops.start(1);
  private final RpcServer server;
  private final ClientDatabase database;

  ClientDatabaseIT() throws IOException {
    server =
        RpcServer.builder(
                new RpcServerConfig(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                    1 << 24,
                    Duration.ofSeconds(20),
                    Duration.ofMillis(100),
                    100),
                loops)
            .service(transactions.bindService())
            .start();
    database =
        new ClientDatabase(
            List.of("127.0.0.1:" + server.port()), "verify/1/", Duration.ofSeconds(10));
  }

  @AfterEach
  void end() {
    database.close();
    server.close();
    loops.close();
  }

  @Test
  void keysOfTransactionsAreBelowThePrefix() {
    Session session = database.session(0);
    assertThat(database.servesTransactions()).isTrue();

    long before =
        session.transact(txn -> {
          txn.put("set/1", "1");
          txn.put("set/2", "2");
          return 7L;
        });

    assertThat(before).isEqualTo(7);
    assertThat(transactions.values).isEqualTo(Map.of("verify/1/set/1", "1", "verify/1/set/2", "2"));
    try (OpenTxn txn = session.begin()) {
      assertThat(txn.get("set/1")).isEqualTo("1");
      assertThat(txn.getAll(List.of("set/2", "set/3"))).containsExactly("2", null);
      assertThat(txn.lock(List.of("set/1"))).containsExactly("1");
      assertThat(txn.scan("set/")).isEqualTo(Map.of("set/1", "1", "set/2", "2"));
    }
  }

  @Test
  void anUncommittedTransactionHasNoEffectAndALostOneFails() {
    Session session = database.session(0);
    try (OpenTxn txn = session.begin()) {
      txn.put("a", "1");
    }
    assertThat(transactions.values).isEmpty();

    transactions.nextCommit = FakeTransactions.lost();
    assertThatThrownBy(() -> commit(session))
        .isInstanceOfSatisfying(
            HalcyonException.class,
            e -> assertThat(e.failure()).isInstanceOf(Failure.MustRestart.class));
    transactions.nextCommit = FakeTransactions.ambiguous();
    assertThatThrownBy(() -> commit(session))
        .isInstanceOfSatisfying(
            HalcyonException.class,
            e -> assertThat(e.failure()).isInstanceOf(Failure.Ambiguous.class));
    assertThat(transactions.values).isEmpty();
  }

  private static void commit(Session session) {
    try (OpenTxn txn = session.begin()) {
      txn.put("a", "1");
      txn.commit();
    }
  }
}
