package io.halcyon.checker.transactions;

import io.halcyon.checker.transactions.graph.Relation;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Names a cycle by its dependencies.
final class CycleKinds {
  private CycleKinds() {}

  static AnomalyKind of(List<Dependency> cycle) {
    int antiDependencies = 0;
    boolean adjacent = false;
    boolean read = false;
    boolean timed = false;
    boolean process = false;
    for (int i = 0; i < cycle.size(); i++) {
      Relation relation = cycle.get(i).relation();
      Relation next = cycle.get((i + 1) % cycle.size()).relation();
      antiDependencies += relation.antiDependency() ? 1 : 0;
      adjacent |= relation.antiDependency() && next.antiDependency();
      read |= relation == Relation.WR;
      process |= relation == Relation.PROCESS;
      timed |= relation.byOrder() && relation != Relation.PROCESS;
    }
    AnomalyKind kind =
        switch (antiDependencies) {
          case 0 -> read ? AnomalyKind.G1C : AnomalyKind.G0;
          case 1 -> AnomalyKind.G_SINGLE;
          default -> adjacent ? AnomalyKind.G2_ITEM : AnomalyKind.G_NONADJACENT;
        };
    if (timed) {
      return byRealTime(kind);
    }
    return process ? byProcess(kind) : special(kind, cycle);
  }

  private static AnomalyKind special(AnomalyKind kind, List<Dependency> cycle) {
    if (kind == AnomalyKind.G_NONADJACENT && isLongFork(cycle)) {
      return AnomalyKind.LONG_FORK;
    }
    if (cycle.size() != 2) {
      return kind;
    }
    Dependency one = cycle.getFirst();
    Dependency other = cycle.getLast();
    boolean sameKey = one.key().equals(other.key());
    if (kind == AnomalyKind.G2_ITEM) {
      // If both wrote a third key, one of them replaced there what it had not seen, in either
      // order.
      return sameKey || replacedEachOther(one.from(), other.from())
          ? AnomalyKind.LOST_UPDATE
          : AnomalyKind.WRITE_SKEW;
    }
    boolean overwrote = one.relation() == Relation.WW || other.relation() == Relation.WW;
    return kind == AnomalyKind.G_SINGLE && sameKey && overwrote ? AnomalyKind.LOST_UPDATE : kind;
  }

  private static boolean replacedEachOther(Transaction one, Transaction other) {
    Set<String> keys = new HashSet<>();
    for (Action action : one.actions()) {
      if (!action.readOnly()) {
        keys.add(action.key());
      }
    }
    return other.actions().stream()
        .anyMatch(action -> !action.readOnly() && keys.contains(action.key()));
  }

  /// Two writers, and two readers that each saw one of them and not the other.
  private static boolean isLongFork(List<Dependency> cycle) {
    long reads = cycle.stream().filter(each -> each.relation() == Relation.WR).count();
    return cycle.size() == 4 && reads == 2;
  }

  private static AnomalyKind byRealTime(AnomalyKind kind) {
    return switch (kind) {
      case G0 -> AnomalyKind.G0_REALTIME;
      case G1C -> AnomalyKind.G1C_REALTIME;
      case G_SINGLE -> AnomalyKind.G_SINGLE_REALTIME;
      case G_NONADJACENT -> AnomalyKind.G_NONADJACENT_REALTIME;
      default -> AnomalyKind.G2_ITEM_REALTIME;
    };
  }

  private static AnomalyKind byProcess(AnomalyKind kind) {
    return switch (kind) {
      case G0 -> AnomalyKind.G0_PROCESS;
      case G1C -> AnomalyKind.G1C_PROCESS;
      case G_SINGLE -> AnomalyKind.G_SINGLE_PROCESS;
      case G_NONADJACENT -> AnomalyKind.G_NONADJACENT_PROCESS;
      default -> AnomalyKind.G2_ITEM_PROCESS;
    };
  }
}
