package io.halcyon.verify.database;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A session whose values have mixed sizes and are checked when they are read. Increments are not
/// for values of this kind, and refused.
public final class PaddedSession implements Session {
  private final Session plain;

  public PaddedSession(Session plain) {
    this.plain = plain;
  }

  @Override
  public @Nullable String get(String key) {
    return Padding.unwrap(key, plain.get(key));
  }

  @Override
  public List<@Nullable String> getAll(List<String> keys) {
    return unwrapped(keys, plain.getAll(keys));
  }

  @Override
  public Map<String, String> scan(String prefix) {
    return unwrapped(plain.scan(prefix));
  }

  @Override
  public void put(String key, String value) {
    plain.put(key, Padding.wrap(value));
  }

  @Override
  public boolean delete(String key) {
    return plain.delete(key);
  }

  @Override
  public boolean compareAndSet(String key, @Nullable String expected, String value) {
    String wrapped = expected == null ? null : Padding.wrap(expected);
    return plain.compareAndSet(key, wrapped, Padding.wrap(value));
  }

  @Override
  public long increment(String key, long delta) {
    throw new UnsupportedOperationException("padded values cannot be incremented");
  }

  @Override
  public <T> T transact(Function<Txn, T> body) {
    return plain.transact(txn -> body.apply(new Padded(txn)));
  }

  @Override
  public OpenTxn begin() {
    return new PaddedOpen(plain.begin());
  }

  private static List<@Nullable String> unwrapped(
      List<String> keys, List<@Nullable String> values) {
    List<@Nullable String> contents = new ArrayList<>(values.size());
    for (int i = 0; i < values.size(); i++) {
      contents.add(Padding.unwrap(keys.get(i), values.get(i)));
    }
    return contents;
  }

  private static Map<String, String> unwrapped(Map<String, String> pairs) {
    Map<String, String> contents = new LinkedHashMap<>();
    pairs.forEach((key, value) -> {
      String content = Padding.unwrap(key, value);
      if (content != null) {
        contents.put(key, content);
      }
    });
    return contents;
  }

  private record Padded(Txn plain) implements Txn {
    @Override
    public @Nullable String get(String key) {
      return Padding.unwrap(key, plain.get(key));
    }

    @Override
    public List<@Nullable String> getAll(List<String> keys) {
      return unwrapped(keys, plain.getAll(keys));
    }

    @Override
    public Map<String, String> scan(String prefix) {
      return unwrapped(plain.scan(prefix));
    }

    @Override
    public List<@Nullable String> lock(List<String> keys) {
      return unwrapped(keys, plain.lock(keys));
    }

    @Override
    public void put(String key, String value) {
      plain.put(key, Padding.wrap(value));
    }
  }

  private record PaddedOpen(OpenTxn open, Padded padded) implements OpenTxn {
    PaddedOpen(OpenTxn open) {
      this(open, new Padded(open));
    }

    @Override
    public @Nullable String get(String key) {
      return padded.get(key);
    }

    @Override
    public List<@Nullable String> getAll(List<String> keys) {
      return padded.getAll(keys);
    }

    @Override
    public Map<String, String> scan(String prefix) {
      return padded.scan(prefix);
    }

    @Override
    public List<@Nullable String> lock(List<String> keys) {
      return padded.lock(keys);
    }

    @Override
    public void put(String key, String value) {
      padded.put(key, value);
    }

    @Override
    public void commit() {
      open.commit();
    }

    @Override
    public void close() {
      open.close();
    }
  }
}
