package io.halcyon.bench;

import io.halcyon.bench.load.TransferPlan;
import io.halcyon.bench.load.TransferTarget;
import io.halcyon.client.Action;
import io.halcyon.client.ClientConfig;
import io.halcyon.client.Entry;
import io.halcyon.client.HalcyonClient;
import io.halcyon.client.KeyLock;
import io.halcyon.client.Program;
import io.halcyon.client.ReadOptions;
import io.halcyon.client.TransactionContext;
import io.halcyon.client.TransactionOptions;
import io.halcyon.client.Write;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;

/// Transfers in a Halcyon cluster, by its Java client. What is sent, each line a round trip:
///
/// | plan | messages |
/// |---|---|
/// | interactive | begin; get of both; put, put and commit together |
/// | interactive, stepwise | begin; get; get; put; put; commit |
/// | one-shot | `Execute` of get, get, increment, increment |
///
/// A locking plan locks for update instead of getting. Balances are decimal texts.
final class HalcyonTransfers implements TransferTarget {
  private static final int CHUNK = 1_000;
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final Duration TOTAL_TIMEOUT = Duration.ofMinutes(2);

  private final List<HalcyonClient> clients;
  private final TransferPlan plan;
  private final TransactionOptions options;
  private final String prefix;

  /// @param routers `host:port` each; clients are spread over them
  /// @param hashTag keeps all accounts on one shard; empty: they are spread over all
  HalcyonTransfers(List<String> routers, TransferPlan plan, String hashTag) {
    if (plan.mode() == TransferPlan.Mode.ONE_SHOT
        && plan.isolation() != TransferPlan.Isolation.SERIALIZABLE) {
      throw new IllegalArgumentException("Halcyon's one-shot transactions are serializable");
    }
    ClientConfig defaults = ClientConfig.DEFAULT;
    this.clients =
        routers.stream()
            .map(router ->
                HalcyonClient.connect(
                    new ClientConfig(
                        List.of(router),
                        TIMEOUT,
                        defaults.retry(),
                        1,
                        defaults.outstandingMax(),
                        defaults.eventLoops())))
            .toList();
    this.plan = plan;
    this.options =
        TransactionOptions.DEFAULT
            .attemptsMax(Integer.MAX_VALUE)
            .isolation(
                switch (plan.isolation()) {
                  case SERIALIZABLE -> TransactionOptions.Isolation.SERIALIZABLE;
                  case SNAPSHOT -> TransactionOptions.Isolation.SNAPSHOT;
                  case READ_COMMITTED -> TransactionOptions.Isolation.READ_COMMITTED;
                });
    this.prefix = hashTag.isEmpty() ? "account" : "{" + hashTag + "}account";
  }

  @Override
  public String name() {
    return "halcyon";
  }

  private byte[] key(int account) {
    return (prefix + "%08d".formatted(account)).getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] value(long balance) {
    return Long.toString(balance).getBytes(StandardCharsets.US_ASCII);
  }

  private static long balance(Optional<Entry> account) {
    return Long.parseLong(account.orElseThrow().text());
  }

  @Override
  public void load(int count, long balance) throws InterruptedException {
    byte[] value = value(balance);
    for (int first = 0; first < count; first += CHUNK) {
      List<CompletableFuture<?>> puts = new ArrayList<>();
      for (int account = first; account < Math.min(count, first + CHUNK); account++) {
        puts.add(clients.getFirst().async().put(key(account), value));
      }
      try {
        CompletableFuture.allOf(puts.toArray(CompletableFuture[]::new)).get();
      } catch (ExecutionException failed) {
        throw new IllegalStateException("the accounts could not be loaded", failed.getCause());
      }
    }
  }

  @Override
  public void transfer(int client, int from, int to, long amount, Completion completion) {
    HalcyonClient its = clients.get(client % clients.size());
    int low = Math.min(from, to);
    int high = Math.max(from, to);
    long change = from == low ? -amount : amount;
    CompletableFuture<?> done =
        switch (plan.mode()) {
          case INTERACTIVE -> interactive(its, key(low), key(high), change, completion);
          case ONE_SHOT -> its.async().execute(program(key(low), key(high), change));
        };
    var _ =
        done.whenComplete((_, failure) -> {
          if (failure == null) {
            completion.committed();
          } else {
            completion.failed(failure);
          }
        });
  }

  private static Program program(byte[] low, byte[] high, long change) {
    return Program.of(
        Action.get(low),
        Action.get(high),
        Write.increment(low, change),
        Write.increment(high, -change));
  }

  private CompletableFuture<Void> interactive(
      HalcyonClient client, byte[] low, byte[] high, long change, Completion completion) {
    boolean[] again = {false};
    return client
        .async()
        .transact(
            options,
            txn -> {
              if (again[0]) {
                completion.lost("restart");
              }
              again[0] = true;
              if (plan.pipelined()) {
                together(txn, low, high, change);
              } else {
                stepwise(txn, low, high, change);
              }
              return change;
            })
        .thenAccept(_ -> {});
  }

  private void together(TransactionContext txn, byte[] low, byte[] high, long change) {
    List<byte[]> keys = List.of(low, high);
    List<Optional<Entry>> both =
        plan.locking() ? txn.lock(KeyLock.FOR_UPDATE, keys).entries() : txn.getAll(keys);
    txn.put(low, value(balance(both.getFirst()) + change));
    txn.put(high, value(balance(both.getLast()) - change));
  }

  private void stepwise(TransactionContext txn, byte[] low, byte[] high, long change) {
    long first = balance(plan.locking() ? txn.lock(low) : txn.get(low));
    long second = balance(plan.locking() ? txn.lock(high) : txn.get(high));
    txn.put(low, value(first + change));
    txn.put(high, value(second - change));
  }

  @Override
  public long total(int count) {
    return clients
        .getFirst()
        .withTimeout(TOTAL_TIMEOUT)
        .transact(
            TransactionOptions.DEFAULT.readOnly(ReadOptions.LINEARIZABLE),
            txn -> {
              long total = 0;
              for (int first = 0; first < count; first += CHUNK) {
                List<byte[]> keys =
                    IntStream.range(first, Math.min(count, first + CHUNK))
                        .mapToObj(this::key)
                        .toList();
                total += txn.getAll(keys).stream().mapToLong(HalcyonTransfers::balance).sum();
              }
              return total;
            });
  }

  @Override
  public void close() {
    clients.forEach(HalcyonClient::close);
  }
}
