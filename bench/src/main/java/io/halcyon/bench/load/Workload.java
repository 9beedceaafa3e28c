package io.halcyon.bench.load;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/// A mix of operations. The mixes A to F are those of Cooper et al. 2010 (YCSB), table 2; F reads a
/// record, changes it and writes it back.
///
/// @param shares probability of each kind that occurs; they sum to 1
/// @param distribution used unless another one is asked for
public record Workload(
    String name, Map<OperationKind, Double> shares, KeyDistribution distribution) {
  /// The names that {@link #named} knows.
  public static final List<String> NAMES =
      List.of(
          "put", "get", "mixed", "scan", "ycsb-a", "ycsb-b", "ycsb-c", "ycsb-d", "ycsb-e",
          "ycsb-f");

  public Workload {
    shares = Map.copyOf(shares);
    double sum = shares.values().stream().mapToDouble(Double::doubleValue).sum();
    if (Math.abs(sum - 1) > 1e-9) {
      throw new IllegalArgumentException("shares of " + name + " must sum to 1: " + shares);
    }
  }

  /// @throws IllegalArgumentException if there is none of that name
  public static Workload named(String name) {
    KeyDistribution zipfian = KeyDistribution.ZIPFIAN;
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "put" -> only(OperationKind.PUT);
      case "get" -> only(OperationKind.GET);
      case "scan" -> only(OperationKind.SCAN);
      case "mixed" ->
          of("mixed", OperationKind.GET, 0.5, OperationKind.PUT, KeyDistribution.UNIFORM);
      case "ycsb-a", "a" -> of("ycsb-a", OperationKind.GET, 0.5, OperationKind.PUT, zipfian);
      case "ycsb-b", "b" -> of("ycsb-b", OperationKind.GET, 0.95, OperationKind.PUT, zipfian);
      case "ycsb-c", "c" -> new Workload("ycsb-c", Map.of(OperationKind.GET, 1.0), zipfian);
      case "ycsb-d", "d" ->
          of("ycsb-d", OperationKind.GET, 0.95, OperationKind.INSERT, KeyDistribution.LATEST);
      case "ycsb-e", "e" -> of("ycsb-e", OperationKind.SCAN, 0.95, OperationKind.INSERT, zipfian);
      case "ycsb-f", "f" ->
          of("ycsb-f", OperationKind.GET, 0.5, OperationKind.READ_MODIFY_WRITE, zipfian);
      default ->
          throw new IllegalArgumentException(
              "unknown workload " + name + "; known are " + String.join(", ", NAMES));
    };
  }

  /// Returns a workload of transfers only, under a name that says of what kind.
  public static Workload transfers(String name) {
    return new Workload(name, Map.of(OperationKind.TRANSFER, 1.0), KeyDistribution.UNIFORM);
  }

  private static Workload only(OperationKind kind) {
    return new Workload(kind.label(), Map.of(kind, 1.0), KeyDistribution.UNIFORM);
  }

  private static Workload of(
      String name,
      OperationKind first,
      double share,
      OperationKind second,
      KeyDistribution distribution) {
    return new Workload(name, Map.of(first, share, second, 1 - share), distribution);
  }

  /// Returns the kind for a number drawn evenly from [0, 1).
  OperationKind kindAt(double draw) {
    double left = draw;
    OperationKind last = OperationKind.GET;
    for (OperationKind kind : OperationKind.values()) {
      double share = shares.getOrDefault(kind, 0.0);
      if (share > 0) {
        last = kind;
        if (left < share) {
          return kind;
        }
        left -= share;
      }
    }
    return last;
  }
}
