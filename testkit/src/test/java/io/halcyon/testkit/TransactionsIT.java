package io.halcyon.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.halcyon.client.Entry;
import io.halcyon.client.HalcyonClient;
import io.halcyon.client.TransactionContext;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Transactions through the whole path: client, router, shards.
class TransactionsIT {
  private static final int ACCOUNTS = 16;
  private static final int START = 100;
  private static final int CLIENTS = 6;
  private static final int TRANSFERS = 40;

  @TempDir Path directory;

  @Test
  void transfersKeepTheSumForEveryReaderAlsoWhenALeaderDies() throws Exception {
    try (var cluster = Halcyon.cluster(3).shards(3).directory(directory).start();
        ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      HalcyonClient client = cluster.client().withTimeout(Duration.ofSeconds(60));
      for (int i = 0; i < ACCOUNTS; i++) {
        client.put(name(i), Integer.toString(START));
      }
      AtomicBoolean over = new AtomicBoolean();
      Future<Integer> auditor = clients.submit(() -> audit(client, over));
      List<Future<?>> transfers = new ArrayList<>();
      for (int c = 0; c < CLIENTS; c++) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(c);
        transfers.add(clients.submit(() -> transfer(client, random)));
      }
      cluster.node(1).kill();
      for (Future<?> transfer : transfers) {
        transfer.get();
      }
      over.set(true);
      assertThat(auditor.get()).isPositive();
      assertThat(sum(client)).isEqualTo(ACCOUNTS * START);
    }
  }

  @Test
  void singleOperationsAndTransactionsSeeEachOther() throws Exception {
    try (var cluster = Halcyon.cluster(3).shards(2).directory(directory).start();
        ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      HalcyonClient client = cluster.client().withTimeout(Duration.ofSeconds(60));
      List<Future<?>> increments = new ArrayList<>();
      for (int c = 0; c < CLIENTS; c++) {
        increments.add(
            clients.submit(() -> IntStream.range(0, 50).forEach(_ -> client.increment("n", 1))));
        increments.add(
            clients.submit(() ->
                IntStream.range(0, 50)
                    .forEach(_ ->
                        client.transact(txn -> {
                          byte[] key = "n".getBytes(StandardCharsets.UTF_8);
                          int before = txn.get(key).map(e -> Integer.parseInt(e.text())).orElse(0);
                          txn.put(key, bytes(before + 1));
                          txn.put(bytes(before), bytes(1));
                          return before;
                        }))));
      }
      for (Future<?> increment : increments) {
        increment.get();
      }
      assertThat(client.get("n").map(Entry::text)).contains(Integer.toString(CLIENTS * 100));
    }
  }

  private static void transfer(HalcyonClient client, RandomGenerator random) {
    for (int i = 0; i < TRANSFERS; i++) {
      int from = random.nextInt(ACCOUNTS);
      int to = (from + 1 + random.nextInt(ACCOUNTS - 1)) % ACCOUNTS;
      int amount = 1 + random.nextInt(10);
      client.transact(txn -> {
        add(txn, from, -amount);
        add(txn, to, amount);
        return amount;
      });
    }
  }

  private static void add(TransactionContext txn, int account, int amount) {
    byte[] key = name(account).getBytes(StandardCharsets.UTF_8);
    int before = Integer.parseInt(txn.get(key).orElseThrow().text());
    txn.put(key, bytes(before + amount));
  }

  private static int audit(HalcyonClient client, AtomicBoolean over) {
    int audits = 0;
    do {
      assertThat(sum(client)).isEqualTo(ACCOUNTS * START);
      audits++;
    } while (!over.get());
    return audits;
  }

  private static int sum(HalcyonClient client) {
    List<byte[]> keys =
        IntStream.range(0, ACCOUNTS)
            .mapToObj(i -> name(i).getBytes(StandardCharsets.UTF_8))
            .toList();
    return client.transact(txn ->
        txn.getAll(keys).stream()
            .map(Optional::orElseThrow)
            .mapToInt(entry -> Integer.parseInt(entry.text()))
            .sum());
  }

  private static String name(int account) {
    return "account/" + account;
  }

  private static byte[] bytes(int number) {
    return Integer.toString(number).getBytes(StandardCharsets.UTF_8);
  }
}
