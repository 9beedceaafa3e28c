package io.halcyon.testkit;

/// Where a user's test or program begins: a real cluster in this JVM.
///
/// ```java
/// try (var cluster = Halcyon.cluster(3).start()) {
///   cluster.client().put("greeting", "hello");
/// }
/// ```
public final class Halcyon {
  private Halcyon() {}

  /// Describes a cluster of `nodes` nodes and one router, to be started in this JVM.
  public static ClusterBuilder cluster(int nodes) {
    return new ClusterBuilder(nodes);
  }
}
