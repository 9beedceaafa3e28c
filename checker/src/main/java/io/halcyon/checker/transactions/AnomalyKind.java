package io.halcyon.checker.transactions;

/// What can be wrong with a history, after Adya 1999 (G0 to G2), Kingsbury & Alvaro 2020, and
/// Cerone & Gotsman 2018 (long fork, non-adjacent cycles).
///
/// Worst first: what a model proscribes is all up to some kind.
///
/// A cycle is named by its dependencies: *ww* (overwrote), *wr* (was read by) and *rw* (read what
/// the other then overwrote).
public enum AnomalyKind {
  GARBAGE_READ("garbage read", "a value was read that nobody wrote"),
  DUPLICATE_ELEMENTS("duplicate elements", "an element is in a list twice: a write applied twice"),
  INTERNAL("internal inconsistency", "a transaction and its own writes do not fit"),
  G0("G0 (dirty write)", "a cycle of ww"),
  INCOMPATIBLE_ORDER(
      "incompatible order", "two reads of a list disagree on the order of its elements"),
  DIRTY_UPDATE("dirty update", "a committed write was built on one of an aborted transaction"),
  G1A("G1a (aborted read)", "a write of an aborted transaction was read"),
  G1B("G1b (intermediate read)", "a write was read that its transaction itself replaced"),
  G1C("G1c (circular information flow)", "a cycle of ww and wr"),
  LOST_UPDATE("lost update", "an update was made from an older version than the one it replaced"),
  G_SINGLE("G-single (read skew)", "a cycle with exactly one rw"),
  LONG_FORK("long fork", "two readers saw two independent writes in opposite orders"),
  G_NONADJACENT("G-nonadjacent", "a cycle with several rw, no two of them in a row"),
  WRITE_SKEW("write skew", "two transactions each read what the other then replaced"),
  G2_ITEM("G2-item (anti-dependency cycle)", "a cycle with several rw"),
  G0_PROCESS("G0-process", "a cycle of ww and the order of a process"),
  G1C_PROCESS("G1c-process", "a cycle of ww, wr and the order of a process"),
  G_SINGLE_PROCESS("G-single-process", "a cycle with one rw and the order of a process"),
  G_NONADJACENT_PROCESS(
      "G-nonadjacent-process", "a cycle with non-adjacent rw and the order of a process"),
  G2_ITEM_PROCESS("G2-item-process", "a cycle with several rw and the order of a process"),
  G0_REALTIME("G0-realtime", "a cycle of ww and real time"),
  G1C_REALTIME("G1c-realtime", "a cycle of ww, wr and real time"),
  G_SINGLE_REALTIME("G-single-realtime (stale read)", "a cycle with one rw and real time"),
  G_NONADJACENT_REALTIME("G-nonadjacent-realtime", "a cycle with non-adjacent rw and real time"),
  G2_ITEM_REALTIME("G2-item-realtime", "a cycle with several rw and real time");

  private final String title;
  private final String meaning;

  AnomalyKind(String title, String meaning) {
    this.title = title;
    this.meaning = meaning;
  }

  /// Returns the name that the literature uses.
  public String title() {
    return title;
  }

  /// Returns what it means, in one clause.
  public String meaning() {
    return meaning;
  }
}
