package io.halcyon.raftstorage.engine;

/// What all stores of a process share: block cache, memtable budget, rate limiter, statistics.
public final class StorageEnvironment implements AutoCloseable {
  private final StorageConfig config;

  private StorageEnvironment(StorageConfig config) {
    this.config = config;
  }

  public static StorageEnvironment open(StorageConfig config) {
    return new StorageEnvironment(config);
  }

  public StorageConfig config() {
    return config;
  }

  @Override
  public void close() {}
}
