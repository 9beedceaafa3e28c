package io.halcyon.checker.transactions.graph;

import java.util.EnumSet;
import java.util.Set;

/// A class of cycles.
///
/// @param starts relations of which the cycle has one at least
/// @param allowed relations that it may have
/// @param antiDependenciesMin how many rw it has at least; 0 to 2
/// @param antiDependenciesMax how many rw it has at most; 2 stands for any number
/// @param apart whether no two rw may be adjacent
/// @param ordered whether it must need the order of a process or of real time
public record Shape(
    Set<Relation> starts,
    Set<Relation> allowed,
    int antiDependenciesMin,
    int antiDependenciesMax,
    boolean apart,
    boolean ordered) {
  public Shape {
    starts = Set.copyOf(starts);
    allowed = Set.copyOf(allowed);
  }

  private static final int MANY = 2;

  /// @param orders the relations of order to add to the dependencies; empty for none
  public static Shape dirtyWrite(Set<Relation> orders) {
    return of(EnumSet.of(Relation.WW), orders, 0, 0, false);
  }

  public static Shape circularInformation(Set<Relation> orders) {
    return of(EnumSet.of(Relation.WR), orders, 0, 0, false);
  }

  public static Shape single(Set<Relation> orders) {
    return of(EnumSet.of(Relation.RW), orders, 1, 1, false);
  }

  public static Shape nonAdjacent(Set<Relation> orders) {
    return of(EnumSet.of(Relation.RW), orders, MANY, MANY, true);
  }

  public static Shape antiDependencies(Set<Relation> orders) {
    return of(EnumSet.of(Relation.RW), orders, MANY, MANY, false);
  }

  /// Any cycle over these relations.
  public static Shape any(Set<Relation> relations) {
    EnumSet<Relation> starts = EnumSet.copyOf(relations);
    starts.removeAll(EnumSet.of(Relation.PROCESS, Relation.REALTIME));
    return new Shape(starts, relations, 0, MANY, false, false);
  }

  private static Shape of(
      EnumSet<Relation> starts, Set<Relation> orders, int min, int max, boolean apart) {
    EnumSet<Relation> allowed = EnumSet.of(Relation.WW);
    if (!starts.contains(Relation.WW)) {
      allowed.add(Relation.WR);
    }
    allowed.addAll(orders);
    if (orders.contains(Relation.TIMED_WW) && starts.contains(Relation.WW)) {
      starts.add(Relation.TIMED_WW);
    }
    if (max == 0) {
      allowed.remove(Relation.TIMED_RW);
    } else {
      allowed.add(Relation.RW);
      if (orders.contains(Relation.TIMED_RW)) {
        starts.add(Relation.TIMED_RW);
      }
    }
    return new Shape(starts, allowed, min, max, apart, !orders.isEmpty());
  }
}
