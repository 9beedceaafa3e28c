package io.halcyon.sql.access;

import io.halcyon.sql.bind.SortKey;
import java.util.List;

/// One way to do a `TableAccess`.
///
/// @param name for people: `Seq Scan`, `Index Scan using t_pkey`, ...
/// @param index which index is read, by its number; what it means is the table layer's business
/// @param reverse whether it is read from its end
/// @param rows how many are estimated to be returned
/// @param cost estimated, in units of about one row read in sequence
/// @param ordering in which rows come, by columns of the relation; empty if in none
/// @param oneShard whether one shard is asked
public record AccessPath(
    String name,
    int index,
    boolean reverse,
    double rows,
    double cost,
    List<SortKey> ordering,
    boolean oneShard) {
  public AccessPath {
    ordering = List.copyOf(ordering);
  }

  /// Of what is read whole.
  public AccessPath(
      String name, int index, boolean reverse, double rows, double cost, List<SortKey> ordering) {
    this(name, index, reverse, rows, cost, ordering, false);
  }
}
