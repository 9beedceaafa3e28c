package io.halcyon.checker.transactions;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/// What a history may be asked to keep: isolation levels, weakest first, by the anomalies that each
/// proscribes. Each proscribes all that the ones before it do.
public enum IsolationModel {
  /// Adya's PL-1, with reads that return what somebody wrote, once.
  READ_UNCOMMITTED(
      "read uncommitted",
      EnumSet.of(
          AnomalyKind.GARBAGE_READ,
          AnomalyKind.DUPLICATE_ELEMENTS,
          AnomalyKind.INTERNAL,
          AnomalyKind.G0)),
  /// Adya's PL-2.
  READ_COMMITTED("read committed", EnumSet.range(AnomalyKind.GARBAGE_READ, AnomalyKind.G1C)),
  /// Every cycle must have two rw in a row (Cerone & Gotsman 2018, theorem 10).
  SNAPSHOT_ISOLATION(
      "snapshot isolation", EnumSet.range(AnomalyKind.GARBAGE_READ, AnomalyKind.G_NONADJACENT)),
  /// Adya's PL-3, for items: predicates are not seen.
  SERIALIZABLE("serializability", EnumSet.range(AnomalyKind.GARBAGE_READ, AnomalyKind.G2_ITEM)),
  /// Serializable in an order that agrees with each process's own.
  STRONG_SESSION_SERIALIZABLE(
      "strong session serializability",
      EnumSet.range(AnomalyKind.GARBAGE_READ, AnomalyKind.G2_ITEM_PROCESS)),
  /// Serializable in an order that agrees with real time.
  STRICT_SERIALIZABLE("strict serializability", EnumSet.allOf(AnomalyKind.class));

  private final String title;
  private final Set<AnomalyKind> proscribed;

  IsolationModel(String title, EnumSet<AnomalyKind> proscribed) {
    this.title = title;
    this.proscribed = Collections.unmodifiableSet(proscribed);
  }

  /// Returns the name that the literature uses.
  public String title() {
    return title;
  }

  /// Returns the anomalies that a history of this level never shows.
  public Set<AnomalyKind> proscribed() {
    return proscribed;
  }

  /// Returns whether the order of transactions must agree with that of each process.
  boolean ordersProcesses() {
    return proscribed.contains(AnomalyKind.G0_PROCESS);
  }

  /// Returns whether the order of transactions must agree with real time.
  boolean ordersRealTime() {
    return proscribed.contains(AnomalyKind.G0_REALTIME);
  }
}
