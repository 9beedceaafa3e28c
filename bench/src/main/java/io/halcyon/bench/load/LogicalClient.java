package io.halcyon.bench.load;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;

/// One client, which has at most one operation under way: a state machine driven by completions, so
/// that thousands of clients need no threads.
///
/// States: idle -begin-> operation sent -completed-> idle; a read-modify-write has its get and then
/// its put under way. Its turns may run on different threads, one after the other.
final class LogicalClient implements LoadClient, KvTarget.Completion {
  private final int number;
  private final KvTarget target;
  private final Records records;
  private final Measurements measurements;
  private final LoadConfig config;
  private final RandomGenerator random;
  private final Turn turn;
  // Operations begun while the one before is still being issued further up the stack: a loop
  // instead of recursion when a target completes within the call.
  private final AtomicInteger begun = new AtomicInteger();
  private long startNanos;
  private long record;
  private OperationKind kind = OperationKind.GET;
  private boolean writingBack;

  LogicalClient(int number, LoadRun.Shared shared, RandomGenerator random, Turn turn) {
    this.number = number;
    this.target = shared.target();
    this.records = shared.records();
    this.measurements = shared.measurements();
    this.config = shared.config();
    this.random = random;
    this.turn = turn;
  }

  @Override
  public void begin(long intendedNanos) {
    startNanos = intendedNanos;
    if (begun.getAndIncrement() == 0) {
      do {
        issue();
      } while (begun.decrementAndGet() != 0);
    }
  }

  private void issue() {
    kind = config.workload().kindAt(random.nextDouble());
    writingBack = false;
    record = kind == OperationKind.INSERT ? records.begin() : records.choose(random);
    byte[] key = Records.key(record);
    switch (kind) {
      case GET, READ_MODIFY_WRITE -> target.get(number, key, this);
      case PUT, INSERT -> target.put(number, key, records.value(random), this);
      case SCAN -> target.scan(number, key, 1 + random.nextInt(config.scanItemsMax()), this);
      case TRANSFER -> throw new IllegalStateException("transfers are not key-value operations");
    }
  }

  @Override
  public void succeeded(int items) {
    if (kind == OperationKind.READ_MODIFY_WRITE && !writingBack) {
      writingBack = true;
      target.put(number, Records.key(record), records.value(random), this);
      return;
    }
    measurements.succeeded(kind, System.nanoTime() - startNanos);
    if (kind == OperationKind.INSERT) {
      records.inserted();
    } else if (kind == OperationKind.GET && items == 0) {
      measurements.absent();
    }
    turn.over(this, false);
  }

  @Override
  public void failed(Throwable failure) {
    measurements.failed(failure);
    turn.over(this, true);
  }
}
