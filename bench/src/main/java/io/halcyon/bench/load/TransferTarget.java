package io.halcyon.bench.load;

/// A system that moves amounts between accounts, each transfer in one transaction. Thread-safe.
///
/// Both accounts are read and both are written, the one with the lower number first.
public interface TransferTarget extends AutoCloseable {
  /// Told of a transfer's attempts, on any thread, and once how it ended.
  interface Completion {
    /// An attempt has lost to another transaction; another one is made.
    ///
    /// @param cause from a small set
    void lost(String cause);

    void committed();

    void failed(Throwable failure);
  }

  /// Returns a name for results.
  String name();

  /// Makes the accounts 0 to `count` - 1 anew, each with the same balance.
  void load(int count, long balance) throws InterruptedException;

  /// Moves an amount, durably and replicated; must not block the caller. Attempts that lose are
  /// made again, until one commits or the target's time is over.
  ///
  /// @param client number of the logical client, from 0
  void transfer(int client, int from, int to, long amount, Completion completion);

  /// Returns the sum of the balances of the first `count` accounts, all in one snapshot.
  long total(int count) throws InterruptedException;

  @Override
  void close();
}
