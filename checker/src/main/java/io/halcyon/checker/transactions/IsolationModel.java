package io.halcyon.checker.transactions;

import java.util.EnumSet;
import java.util.Set;

/// What a history may be asked to keep: isolation levels, weakest first, by the anomalies that each
/// proscribes. Each proscribes all that the ones before it do.
public enum IsolationModel {
  /// Adya's PL-1, with reads that return what somebody wrote, once.
  READ_UNCOMMITTED("read uncommitted", AnomalyKind.G0),
  /// Adya's PL-2.
  READ_COMMITTED("read committed", AnomalyKind.G1C),
  /// Every cycle must have two rw in a row (Cerone & Gotsman 2018, theorem 10).
  SNAPSHOT_ISOLATION("snapshot isolation", AnomalyKind.G_NONADJACENT),
  /// Adya's PL-3, for items: predicates are not seen.
  SERIALIZABLE("serializability", AnomalyKind.G2_ITEM),
  /// Serializable in an order that agrees with each process's own.
  STRONG_SESSION_SERIALIZABLE("strong session serializability", AnomalyKind.G2_ITEM_PROCESS),
  /// Serializable in an order that agrees with real time.
  STRICT_SERIALIZABLE("strict serializability", AnomalyKind.G2_ITEM_REALTIME);

  private final String title;
  private final AnomalyKind mildest;

  IsolationModel(String title, AnomalyKind mildest) {
    this.title = title;
    this.mildest = mildest;
  }

  /// Returns the name that the literature uses.
  public String title() {
    return title;
  }

  /// Returns whether a history of this level never shows the anomaly.
  public boolean proscribes(AnomalyKind kind) {
    return kind.compareTo(mildest) <= 0;
  }

  /// Returns the anomalies that a history of this level never shows.
  public Set<AnomalyKind> proscribed() {
    return EnumSet.range(AnomalyKind.GARBAGE_READ, mildest);
  }

  /// Returns whether the order of transactions must agree with that of each process.
  boolean ordersProcesses() {
    return proscribes(AnomalyKind.G0_PROCESS);
  }

  /// Returns whether the order of transactions must agree with real time.
  boolean ordersRealTime() {
    return proscribes(AnomalyKind.G0_REALTIME);
  }
}
