package io.halcyon.verify.run;

import io.halcyon.checker.report.Fault;
import io.halcyon.core.hlc.PhysicalClock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// The faults of a run, by its clock. Thread-safe; the lock is this object.
public final class FaultLog {
  private final PhysicalClock clock;
  private final Consumer<String> said;
  private final List<Fault> healed = new ArrayList<>();
  private final Map<Long, Fault> open = new LinkedHashMap<>();
  private long begun;

  /// @param said is told of each begin and end
  public FaultLog(PhysicalClock clock, Consumer<String> said) {
    this.clock = clock;
    this.said = said;
  }

  /// Returns the monotonic reading of the run's clock, by which faults and histories are timed.
  public long nowNanos() {
    return clock.monotonicNanos();
  }

  /// Tells whoever watches about something that is no fault.
  public void say(String what) {
    said.accept(what);
  }

  /// Notes that a fault is about to begin.
  ///
  /// @return for {@link #healed}
  public synchronized long begins(String name) {
    open.put(++begun, new Fault(name, clock.monotonicNanos(), Long.MAX_VALUE));
    said.accept(name);
    return begun;
  }

  /// Notes that a fault's cause is gone.
  ///
  /// @return the fault with both its times
  public synchronized Fault healed(long fault) {
    Fault over = open.remove(fault);
    if (over == null) {
      throw new IllegalArgumentException("fault " + fault + " is not open");
    }
    Fault whole = new Fault(over.name(), over.fromNanos(), clock.monotonicNanos());
    healed.add(whole);
    said.accept("healed: " + over.name());
    return whole;
  }

  /// Returns the faults that were not healed yet.
  synchronized List<String> open() {
    return open.values().stream().map(Fault::name).toList();
  }

  /// Returns all faults, in the order of their ends.
  public synchronized List<Fault> faults() {
    List<Fault> all = new ArrayList<>(healed);
    all.addAll(open.values());
    return all;
  }
}
