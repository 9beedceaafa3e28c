package io.halcyon.node.testing;

import io.halcyon.core.failure.Failure;
import io.halcyon.core.hlc.HlcClock;
import io.halcyon.core.id.Incarnation;
import io.halcyon.core.id.NodeId;
import io.halcyon.core.id.ShardId;
import io.halcyon.core.testing.FakeClock;
import io.halcyon.node.floor.FloorKeeper;
import io.halcyon.node.replica.Evaluation;
import io.halcyon.node.replica.Replica;
import io.halcyon.node.replica.ReplicaMetrics;
import io.halcyon.node.replica.Serving;
import io.halcyon.raftstorage.engine.ShardStore;
import io.halcyon.raftstorage.entry.EntryReader;
import io.halcyon.raftstorage.log.InMemoryLog;
import io.halcyon.raftstorage.log.StoreHome;
import io.halcyon.txn.floor.Floor;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One node of a {@link TestShard}.
public final class TestNode implements AutoCloseable {
  private static final long TIMER_NANOS = 10_000_000;

  private record Timer(long atNanos, Runnable task) {}

  private final List<Timer> timers = new ArrayList<>();
  private final TestShard shard;
  private final NodeId id;
  private final FakeClock time = new FakeClock();
  private final HlcClock clock;
  private final Floor floorSet;
  private final FloorKeeper floor;
  private final FakeLease lease = new FakeLease();
  private final List<Consumer<EntryReader>> listeners = new ArrayList<>();
  private final List<Failure> failures = new ArrayList<>();
  private @Nullable Replica replica;
  private @Nullable InMemoryLog log;
  private @Nullable FaultyLog faults;
  private boolean mute;
  private int checkpoints;

  TestNode(TestShard shard, NodeId id, int count) {
    this.shard = shard;
    this.id = id;
    this.clock = shard.clock(time);
    this.floorSet = new Floor(new Incarnation(id, 1));
    this.floor = new FloorKeeper(floorSet, clock, this::ask);
    shard.incarnations(count).forEach(member -> floorSet.join(member, 0));
  }

  /// Opens the replica, also again after {@link #close}.
  public void open() throws IOException {
    Replica opened =
        new Replica(
            shard.shard,
            new Serving(clock, floor, lease),
            shard.config,
            new Evaluation(shard.tasks::add, shard.tasks::add, this::later),
            new ReplicaMetrics(new SimpleMeterRegistry(), shard.shard),
            new Events());
    replica = opened;
    opened.start(listener -> {
      try {
        InMemoryLog own =
            shard.log.open(
                id,
                shard.directory.resolve("store-" + id),
                shard.environment,
                this::fetch,
                listener);
        log = own;
        FaultyLog wrapped = new FaultyLog(own);
        faults = wrapped;
        return wrapped;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    });
  }

  /// Time passes only when there is nothing else to do, or by `TestShard.elapse` if it is much.
  private void later(Runnable task, long delayNanos) {
    if (delayNanos >= TIMER_NANOS) {
      timers.add(new Timer(time.monotonicNanos() + delayNanos, task));
      return;
    }
    shard.tasks.add(() -> {
      time.advance(Duration.ofNanos(delayNanos));
      task.run();
    });
  }

  /// Runs the timers that have run out.
  void runTimers() {
    long now = time.monotonicNanos();
    List<Timer> due = timers.stream().filter(timer -> timer.atNanos() - now <= 0).toList();
    timers.removeAll(due);
    due.forEach(timer -> timer.task().run());
  }

  void listenTo(TestNode other) {
    if (other != this && !other.mute) {
      floor.heard(other.id, other.clock.tick());
    }
  }

  private void ask(Set<Incarnation> members) {
    for (Incarnation member : members) {
      TestNode other = shard.node(member.node());
      if (!other.mute && other.clock.merge(clock.peek())) {
        floor.heard(other.id, other.clock.tick());
      }
    }
  }

  private void fetch(ShardId of, NodeId from, long minIndex, Path into) throws IOException {
    Path scratch = shard.directory.resolve("checkpoint-" + id + "-" + checkpoints++);
    shard.node(from).store().checkpoint(scratch);
    try (var files = Files.list(scratch)) {
      for (Path file : files.toList()) {
        Files.copy(file, into.resolve(file.getFileName().toString()));
      }
    }
    StoreHome.deleteTree(scratch);
  }

  /// A silent member tells nobody its clock.
  public void silent(boolean silent) {
    mute = silent;
  }

  /// From now on the outcomes of proposals are lost, or no more.
  public void loseOutcomes(boolean lose) {
    Objects.requireNonNull(faults).loseOutcomes(lose);
  }

  public NodeId id() {
    return id;
  }

  public Incarnation incarnation() {
    return new Incarnation(id, 1);
  }

  public FakeClock time() {
    return time;
  }

  public HlcClock clock() {
    return clock;
  }

  public Floor floorSet() {
    return floorSet;
  }

  public FloorKeeper floor() {
    return floor;
  }

  public FakeLease lease() {
    return lease;
  }

  public Replica replica() {
    return Objects.requireNonNull(replica);
  }

  public InMemoryLog log() {
    return Objects.requireNonNull(log);
  }

  public ShardStore store() {
    return log().store();
  }

  /// What the replica reported as failed for good.
  public List<Failure> failures() {
    return failures;
  }

  /// Calls the listener with every entry applied from now on.
  public void onApplied(Consumer<EntryReader> listener) {
    listeners.add(listener);
  }

  @Override
  public void close() {
    replica().close();
  }

  private final class Events implements Replica.Listener {
    @Override
    public void leading(ShardId of, long term) {}

    @Override
    public void notLeading(ShardId of) {}

    @Override
    public void failed(ShardId of, Failure failure) {
      failures.add(failure);
    }

    @Override
    public void applied(ShardId of, EntryReader entry) {
      listeners.forEach(listener -> listener.accept(entry));
    }
  }
}
