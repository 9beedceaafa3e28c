package io.halcyon.bench.load;

/// A system under load. Thread-safe; no call may block, because one thread drives many clients.
///
/// `client` is the number of the logical client, from 0; a target with several connections gives
/// each client one of them.
public interface KvTarget extends AutoCloseable {
  /// Told once how an operation ended, on any thread. It may be told before the call has returned,
  /// but not each time: a client would then keep the calling thread for itself.
  interface Completion {
    /// @param items how many pairs were read; 0 for writes
    void succeeded(int items);

    void failed(Throwable failure);
  }

  /// Returns a name for results.
  String name();

  /// Writes durably, replicated.
  void put(int client, byte[] key, byte[] value, Completion completion);

  /// Reads linearizably.
  void get(int client, byte[] key, Completion completion);

  /// Reads at most `limit` pairs in key order.
  void scan(int client, byte[] start, int limit, Completion completion);

  @Override
  void close();
}
