package io.halcyon.checker.transactions;

import java.util.ArrayList;
import java.util.List;

/// Pairs of transactions that read the same version of a key and both replaced it. Kept apart from
/// the cycles, because a cycle search reports one cycle of a component and may report another.
final class LostUpdates {
  private record Pair(String key, String version, Transaction one, Transaction other) {}

  private final int pairsMax;
  private final List<Pair> pairs = new ArrayList<>();

  LostUpdates(int pairsMax) {
    this.pairsMax = pairsMax;
  }

  void add(String key, String version, Transaction one, Transaction other) {
    if (pairs.size() < pairsMax) {
      pairs.add(new Pair(key, version, one, other));
    }
  }

  /// Reports those that no reported cycle shows.
  void report(Findings findings) {
    for (Pair pair : pairs) {
      boolean shown =
          findings.cycles().stream()
              .anyMatch(each ->
                  each.kind() == AnomalyKind.LOST_UPDATE
                      && each.transactions().contains(pair.one())
                      && each.transactions().contains(pair.other()));
      if (!shown) {
        findings.add(AnomalyKind.LOST_UPDATE, () -> anomaly(pair));
      }
    }
  }

  private static Anomaly anomaly(Pair pair) {
    return Anomaly.plain(
        AnomalyKind.LOST_UPDATE,
        "%s and %s both read %s %s and then replaced it: neither knew of the other's update"
            .formatted(pair.one().name(), pair.other().name(), pair.key(), pair.version()),
        pair.one(),
        pair.other());
  }
}
