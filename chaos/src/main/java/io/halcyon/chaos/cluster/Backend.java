package io.halcyon.chaos.cluster;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// How a cluster's servers are kept apart.
public enum Backend {
  /// Processes in network namespaces: their network can be disturbed.
  NETNS("netns"),
  /// Processes on the loopback address.
  LOCAL("local");

  private final String title;

  Backend(String title) {
    this.title = title;
  }

  public String title() {
    return title;
  }

  public static Optional<Backend> named(String name) {
    return Arrays.stream(values()).filter(each -> each.title.equals(name)).findFirst();
  }

  /// Returns why it is not to be had on this machine, and what to do; empty if it is.
  public Optional<String> obstacle() {
    return this == NETNS ? NamespaceHosts.obstacle() : Optional.empty();
  }

  Hosts hosts(List<ServerId> servers) {
    return switch (this) {
      case NETNS -> new NamespaceHosts(servers);
      case LOCAL -> new LoopbackHosts(servers);
    };
  }
}
