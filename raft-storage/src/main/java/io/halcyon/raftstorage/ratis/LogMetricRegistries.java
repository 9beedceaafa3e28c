package io.halcyon.raftstorage.ratis;

import io.halcyon.core.hlc.SystemClock;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.apache.ratis.metrics.LongCounter;
import org.apache.ratis.metrics.MetricRegistries;
import org.apache.ratis.metrics.MetricRegistryInfo;
import org.apache.ratis.metrics.RatisMetricRegistry;
import org.apache.ratis.metrics.Timekeeper;
import org.apache.ratis.protocol.RaftGroupMemberId;
import org.apache.ratis.util.TimeDuration;

/// Ratis's metrics switched off, but for one: they cost 6 to 28 percent of the CPU of a write, and
/// we measure ourselves. Only Ratis knows how long a log's fsync takes, so that is passed on.
///
/// Loaded by Ratis through `ServiceLoader`, one for the process. Thread-safe.
public final class LogMetricRegistries extends MetricRegistries {
  private static final Timekeeper.Context STOPPED = () -> 0;
  private static final Timekeeper TIMER = () -> STOPPED;
  private static final LongCounter COUNTER = new SilentCounter();

  /// Names of Ratis: `RaftLogMetricsBase.RATIS_LOG_WORKER_METRICS` and
  /// `SegmentedRaftLogMetrics.RAFT_LOG_SYNC_TIME`.
  private static final String LOG_WORKER = "log_worker";

  private static final String SYNC_TIME = "syncTime";

  private final Map<String, LongConsumer> onSync = new ConcurrentHashMap<>();

  /// Has the durations, in nanoseconds, of a log's fsyncs told from when the log is opened next.
  ///
  /// @param member the name that Ratis gives the replica
  static void tellSyncs(RaftGroupMemberId member, LongConsumer listener) {
    if (MetricRegistries.global() instanceof LogMetricRegistries own) {
      own.onSync.put(member.toString(), listener);
    }
  }

  static void forget(RaftGroupMemberId member) {
    if (MetricRegistries.global() instanceof LogMetricRegistries own) {
      own.onSync.remove(member.toString());
    }
  }

  @Override
  public void clear() {}

  @Override
  public RatisMetricRegistry create(MetricRegistryInfo info) {
    LongConsumer listener =
        info.getMetricsComponentName().equals(LOG_WORKER) ? onSync.get(info.getPrefix()) : null;
    return new LogRegistry(info, listener == null ? TIMER : new SyncTimer(listener));
  }

  @Override
  public boolean remove(MetricRegistryInfo key) {
    return true;
  }

  @Override
  public Optional<RatisMetricRegistry> get(MetricRegistryInfo info) {
    return Optional.of(create(info));
  }

  @Override
  public Set<MetricRegistryInfo> getMetricRegistryInfos() {
    return Set.of();
  }

  @Override
  public Collection<RatisMetricRegistry> getMetricRegistries() {
    return Set.of();
  }

  @Override
  public void addReporterRegistration(
      Consumer<RatisMetricRegistry> reporter, Consumer<RatisMetricRegistry> stopReporter) {}

  @Override
  public void enableJmxReporter() {}

  @Override
  public void enableConsoleReporter(TimeDuration consoleReportRate) {}

  private record SyncTimer(LongConsumer listener) implements Timekeeper {
    @Override
    public Context time() {
      long started = SystemClock.INSTANCE.monotonicNanos();
      return () -> {
        long nanos = SystemClock.INSTANCE.monotonicNanos() - started;
        listener.accept(nanos);
        return nanos;
      };
    }
  }

  private record LogRegistry(MetricRegistryInfo info, Timekeeper sync)
      implements RatisMetricRegistry {
    @Override
    public Timekeeper timer(String name) {
      return name.equals(SYNC_TIME) ? sync : TIMER;
    }

    @Override
    public LongCounter counter(String name) {
      return COUNTER;
    }

    @Override
    public boolean remove(String name) {
      return true;
    }

    @Override
    public <T> void gauge(String name, Supplier<Supplier<T>> gaugeSupplier) {}

    @Override
    public MetricRegistryInfo getMetricRegistryInfo() {
      return info;
    }
  }

  private static final class SilentCounter implements LongCounter {
    @Override
    public void inc(long n) {}

    @Override
    public void dec(long n) {}

    @Override
    public long getCount() {
      return 0;
    }
  }
}
