package io.halcyon.verify.database;

import io.halcyon.client.Entry;
import io.halcyon.client.HalcyonClient;
import io.halcyon.client.KeyLock;
import io.halcyon.client.Scan;
import io.halcyon.client.Transaction;
import io.halcyon.client.TransactionContext;
import io.halcyon.client.TransactionOptions;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A session over one connection of the Java client.
final class ClientSession implements Session {
  private final HalcyonClient client;
  private final String prefix;

  ClientSession(HalcyonClient client, String prefix) {
    this.client = client;
    this.prefix = prefix;
  }

  @Override
  public @Nullable String get(String key) {
    return client.get(prefix + key).map(Entry::text).orElse(null);
  }

  @Override
  public List<@Nullable String> getAll(List<String> keys) {
    return texts(client.multiGet(bytes(keys, prefix)).entries());
  }

  @Override
  public Map<String, String> scan(String under) {
    return pairs(client.scan(Scan.prefix(prefix + under)), prefix);
  }

  @Override
  public void put(String key, String value) {
    client.put(prefix + key, value);
  }

  @Override
  public boolean delete(String key) {
    return client.delete(prefix + key).existed();
  }

  @Override
  public boolean compareAndSet(String key, @Nullable String expected, String value) {
    return client.compareAndSet(prefix + key, expected, value);
  }

  @Override
  public long increment(String key, long delta) {
    return client.increment(prefix + key, delta).value();
  }

  @Override
  public <T> T transact(Function<Txn, T> body) {
    return client.transact(txn -> body.apply(new Statements(txn, prefix)));
  }

  @Override
  public OpenTxn begin() {
    Transaction txn = client.begin(TransactionOptions.DEFAULT);
    return new Open(txn, new Statements(txn, prefix));
  }

  private static List<byte[]> bytes(List<String> keys, String prefix) {
    return keys.stream().map(key -> (prefix + key).getBytes(StandardCharsets.UTF_8)).toList();
  }

  private static List<@Nullable String> texts(List<Optional<Entry>> entries) {
    List<@Nullable String> texts = new ArrayList<>(entries.size());
    entries.forEach(entry -> texts.add(entry.map(Entry::text).orElse(null)));
    return texts;
  }

  private static Map<String, String> pairs(Iterable<Entry> entries, String prefix) {
    Map<String, String> pairs = new LinkedHashMap<>();
    entries.forEach(entry -> pairs.put(entry.keyText().substring(prefix.length()), entry.text()));
    return pairs;
  }

  private record Statements(TransactionContext txn, String prefix) implements Txn {
    @Override
    public @Nullable String get(String key) {
      return txn.get(prefix + key).map(Entry::text).orElse(null);
    }

    @Override
    public List<@Nullable String> getAll(List<String> keys) {
      return texts(txn.getAll(bytes(keys, prefix)));
    }

    @Override
    public Map<String, String> scan(String under) {
      return pairs(txn.scan(Scan.prefix(prefix + under)), prefix);
    }

    @Override
    public List<@Nullable String> lock(List<String> keys) {
      return texts(txn.lock(KeyLock.FOR_UPDATE, bytes(keys, prefix)).entries());
    }

    @Override
    public void put(String key, String value) {
      txn.put(prefix + key, value);
    }
  }

  private record Open(Transaction txn, Statements statements) implements OpenTxn {
    @Override
    public @Nullable String get(String key) {
      return statements.get(key);
    }

    @Override
    public List<@Nullable String> getAll(List<String> keys) {
      return statements.getAll(keys);
    }

    @Override
    public Map<String, String> scan(String under) {
      return statements.scan(under);
    }

    @Override
    public List<@Nullable String> lock(List<String> keys) {
      return statements.lock(keys);
    }

    @Override
    public void put(String key, String value) {
      statements.put(key, value);
    }

    @Override
    public void commit() {
      txn.commit();
    }

    @Override
    public void close() {
      txn.close();
    }
  }
}
