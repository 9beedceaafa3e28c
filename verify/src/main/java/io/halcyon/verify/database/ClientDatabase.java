package io.halcyon.verify.database;

import io.halcyon.client.Entry;
import io.halcyon.client.HalcyonClient;
import io.halcyon.client.Scan;
import io.halcyon.client.Transaction;
import io.halcyon.client.TransactionOptions;
import io.halcyon.client.Write;
import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.HalcyonException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// A Halcyon cluster, through the Java client: all keys below a prefix. Each router is the first
/// choice of one connection; every connection knows all routers and fails over.
public final class ClientDatabase implements Database {
  private static final int ERASED_AT_A_TIME = 500;
  private static final String PROBE = "probe";

  private final List<HalcyonClient> connections = new ArrayList<>();
  private final String prefix;

  /// Connects in the background.
  ///
  /// @param routers `host:port` each, at least one
  /// @param prefix of all keys
  /// @param timeout of each call, retries included
  /// @throws IllegalArgumentException if an address or the timeout is wrong
  public ClientDatabase(List<String> routers, String prefix, Duration timeout) {
    this.prefix = prefix;
    for (int i = 0; i < routers.size(); i++) {
      List<String> addresses = new ArrayList<>(routers);
      Collections.rotate(addresses, -i);
      connections.add(
          HalcyonClient.builder()
              .addresses(addresses.toArray(String[]::new))
              .timeout(timeout)
              .build());
    }
  }

  @Override
  public Session session(int number) {
    return new ClientSession(connections.get(number % connections.size()), prefix);
  }

  @Override
  public boolean servesTransactions() {
    try (Transaction txn = connections.getFirst().begin(TransactionOptions.DEFAULT)) {
      txn.get(prefix + PROBE);
      txn.commit();
      return true;
    } catch (HalcyonException e) {
      if (e.failure() instanceof Failure.Unsupported) {
        return false;
      }
      throw e;
    }
  }

  /// Deletes every key below the prefix.
  ///
  /// @return how many there were
  public long erase() {
    HalcyonClient client = connections.getFirst();
    long erased = 0;
    List<Write> batch = new ArrayList<>();
    for (Entry entry : client.scan(Scan.prefix(prefix).keysOnly())) {
      batch.add(Write.delete(entry.key()));
      erased++;
      if (batch.size() == ERASED_AT_A_TIME) {
        client.batch(batch);
        batch.clear();
      }
    }
    if (!batch.isEmpty()) {
      client.batch(batch);
    }
    return erased;
  }

  @Override
  public void close() {
    connections.forEach(HalcyonClient::close);
  }
}
