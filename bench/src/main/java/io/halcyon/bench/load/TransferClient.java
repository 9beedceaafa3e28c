package io.halcyon.bench.load;

import java.util.random.RandomGenerator;

/// One client that makes transfers between two different accounts, chosen evenly. Its turns may run
/// on different threads, one after the other.
final class TransferClient implements LoadClient, TransferTarget.Completion {
  private static final int AMOUNT_MAX = 100;

  private final int number;
  private final TransferTarget target;
  private final int accounts;
  private final Measurements measurements;
  private final RandomGenerator random;
  private final Turn turn;
  private long startNanos;

  /// @param accounts how many to choose among, at least two
  TransferClient(
      int number,
      TransferTarget target,
      int accounts,
      Measurements measurements,
      RandomGenerator random,
      Turn turn) {
    this.number = number;
    this.target = target;
    this.accounts = accounts;
    this.measurements = measurements;
    this.random = random;
    this.turn = turn;
  }

  @Override
  public void begin(long intendedNanos) {
    startNanos = intendedNanos;
    int from = random.nextInt(accounts);
    int other = random.nextInt(accounts - 1);
    int to = other < from ? other : other + 1;
    target.transfer(number, from, to, 1 + random.nextInt(AMOUNT_MAX), this);
  }

  @Override
  public void lost(String cause) {
    measurements.lost(cause);
  }

  @Override
  public void committed() {
    measurements.succeeded(OperationKind.TRANSFER, System.nanoTime() - startNanos);
    turn.over(this, false);
  }

  @Override
  public void failed(Throwable failure) {
    measurements.failed(failure);
    turn.over(this, true);
  }
}
