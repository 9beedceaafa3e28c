package io.halcyon.cli.verify;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// What can be done to a local cluster.
enum FaultKind {
  KILL_NODE("kill-node", Means.KILL, true),
  PAUSE_NODE("pause-node", Means.PAUSE, true),
  RESTART_NODE("restart-node", Means.RESTART, true),
  KILL_ROUTER("kill-router", Means.KILL, false),
  PAUSE_ROUTER("pause-router", Means.PAUSE, false),
  RESTART_ROUTER("restart-router", Means.RESTART, false);

  /// How a process is disturbed; what is over soonest first.
  enum Means {
    /// SIGSTOP, and SIGCONT.
    PAUSE("pause"),
    /// `kill -9`, and started again.
    KILL("kill"),
    /// Stopped gracefully, and started again.
    RESTART("restart");

    private final String verb;

    Means(String verb) {
      this.verb = verb;
    }

    String verb() {
      return verb;
    }
  }

  private final String title;
  private final Means means;
  private final boolean ofNode;

  FaultKind(String title, Means means, boolean ofNode) {
    this.title = title;
    this.means = means;
    this.ofNode = ofNode;
  }

  String title() {
    return title;
  }

  Means means() {
    return means;
  }

  /// Returns whether it hits nodes; else routers.
  boolean ofNode() {
    return ofNode;
  }

  static Optional<FaultKind> named(String name) {
    return Arrays.stream(values()).filter(kind -> kind.title.equals(name)).findFirst();
  }

  static List<String> titles() {
    return Arrays.stream(values()).map(FaultKind::title).toList();
  }
}
