package io.halcyon.verify.workload;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// The workloads there are.
public enum WorkloadKind {
  BANK("bank", "money is moved between accounts, and the sum never changes", true),
  LIST_APPEND("list-append", "transactions over lists are strictly serializable", true),
  REGISTER("register", "each key is linearizable under put, get, compare-and-set, delete", false),
  LONG_FORK("long-fork", "no two readers disagree on the order of two writes", false),
  WRITE_SKEW("write-skew", "of two transactions that exclude each other one commits", true),
  MONOTONIC("monotonic", "counters only grow, and no increment is lost", false),
  SETS("sets", "what was added to a set is found by every later scan", false),
  CAUSAL_REVERSE("causal-reverse", "who sees a comment sees all that came before it", false);

  private final String title;
  private final String promise;
  private final boolean needsTransactions;

  WorkloadKind(String title, String promise, boolean needsTransactions) {
    this.title = title;
    this.promise = promise;
    this.needsTransactions = needsTransactions;
  }

  /// Returns the name that people use.
  public String title() {
    return title;
  }

  /// Returns what it finds out, in words.
  public String promise() {
    return promise;
  }

  /// Returns whether it cannot do with single operations.
  public boolean needsTransactions() {
    return needsTransactions;
  }

  /// Returns the workload of a name; `comments` is causal reverse.
  public static Optional<WorkloadKind> named(String name) {
    if (name.equals("comments")) {
      return Optional.of(CAUSAL_REVERSE);
    }
    return Arrays.stream(values()).filter(kind -> kind.title.equals(name)).findFirst();
  }

  /// Returns all names.
  public static List<String> titles() {
    return Arrays.stream(values()).map(WorkloadKind::title).toList();
  }

  /// Returns a fresh run of the workload.
  public Workload create(Setting setting) {
    return switch (this) {
      case BANK -> new BankWorkload(setting);
      case LIST_APPEND -> new ListAppendWorkload(setting);
      case REGISTER -> new RegisterWorkload(setting);
      case LONG_FORK -> new LongForkWorkload(setting);
      case WRITE_SKEW -> new WriteSkewWorkload(setting);
      case MONOTONIC -> new MonotonicWorkload(setting);
      case SETS -> new SetsWorkload(setting);
      case CAUSAL_REVERSE -> new CausalReverseWorkload(setting);
    };
  }

  /// Returns whether values have mixed sizes; increments need plain numbers.
  public boolean padsValues() {
    return this != MONOTONIC;
  }
}
