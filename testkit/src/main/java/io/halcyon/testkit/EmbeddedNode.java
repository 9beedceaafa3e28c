package io.halcyon.testkit;

import io.halcyon.node.Node;
import io.halcyon.node.NodeConfig;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One node of an {@link EmbeddedCluster}, which can be stopped and started again with its data.
///
/// Thread-safe; starting and stopping wait for each other.
public final class EmbeddedNode implements AutoCloseable {
  private final int number;
  private final NodeConfig config;
  private @Nullable Node running; // guarded by this

  EmbeddedNode(int number, NodeConfig config) {
    this.number = number;
    this.config = config;
  }

  /// Returns the node's number, counted from 1.
  public int number() {
    return number;
  }

  public NodeConfig config() {
    return config;
  }

  /// Returns the running node, empty while it is stopped.
  public synchronized Optional<Node> running() {
    return Optional.ofNullable(running);
  }

  /// Starts the node with the data it has; without effect while it runs. Returns before it has
  /// joined: see {@link EmbeddedCluster#awaitReady}.
  public synchronized EmbeddedNode start() throws IOException {
    if (running == null) {
      running = Node.start(config);
    }
    return this;
  }

  /// Stops the node as an operator would: its leaders move away first. Keeps its data.
  public void stop() {
    stop(Duration.ofSeconds(5));
  }

  /// @param grace how long moving the leaders away may take
  public synchronized void stop(Duration grace) {
    Node node = running;
    running = null;
    if (node != null) {
      node.shutDown(grace);
    }
  }

  /// Stops the node without a farewell: nobody is told, and leaders are lost with it. Keeps its
  /// data. Within one JVM this is as near as one gets to `kill -9`; unlike that it closes the
  /// files.
  public synchronized void kill() {
    Node node = running;
    running = null;
    if (node != null) {
      node.close();
    }
  }

  /// Returns whether the node runs, takes part in the cluster, and each of its shards has a leader.
  public synchronized boolean ready() {
    return running != null && running.ready();
  }

  @Override
  public void close() {
    kill();
  }
}
