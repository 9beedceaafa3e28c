package io.halcyon.cli.cluster;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/// The processes of a cluster, for whoever disturbs them. Several threads may each look after a
/// member of their own.
///
/// Methods throw an exception that says what is wrong if a member is not there or does not do what
/// it is told.
public interface Members {
  /// Returns the names of the nodes.
  List<String> nodes();

  /// Returns the names of the routers.
  List<String> routers();

  /// Ends a member at once, as `kill -9` does.
  void kill(String name);

  /// Ends a member as `halcyon cluster stop` does.
  void stop(String name) throws InterruptedException;

  /// Starts a member that does not run, and waits until it is ready.
  void start(String name, Duration patience) throws IOException, InterruptedException;

  /// Freezes a member.
  void pause(String name) throws IOException, InterruptedException;

  /// Lets a frozen member go on, without waiting.
  void resume(String name) throws IOException, InterruptedException;

  void awaitReady(String name, Duration patience) throws InterruptedException;
}
