package io.halcyon.chaos.cluster;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A cluster whose server processes a test may harm.
///
/// Implementations touch only processes that they started themselves. Each operation waits until
/// the process is in the state asked for; {@link #start} does not wait until it serves. Not
/// thread-safe: one thread drives.
public interface ClusterDriver extends AutoCloseable {
  /// What a server's process is doing.
  enum State {
    RUNNING,
    PAUSED,
    DOWN
  }

  /// Returns all servers, nodes first.
  List<ServerId> servers();

  State state(ServerId server);

  /// Starts a server that is down, with the data that it had before.
  ///
  /// @throws IllegalStateException if it is not down
  void start(ServerId server);

  /// Ends a process at once (SIGKILL), paused or not.
  void kill(ServerId server);

  /// Asks a process to end (SIGTERM), and kills it if it takes longer than `patience`.
  ///
  /// @return whether it ended by itself
  boolean stop(ServerId server, Duration patience);

  /// Stops a process from running (SIGSTOP): it keeps its memory and its connections.
  void pause(ServerId server);

  /// Lets a paused process go on (SIGCONT).
  void resume(ServerId server);

  /// Waits until every server that was started says that it is ready.
  ///
  /// @throws IllegalStateException naming those that are not, when `patience` has passed or one has
  ///   ended by itself
  void awaitReady(Duration patience);

  /// Returns the network between the servers; empty if this kind of cluster cannot disturb it.
  Optional<Network> network();

  /// Returns the leader of each shard as the nodes say it now; without those that nobody claims,
  /// and at a change of leaders possibly an old one.
  Map<Integer, ServerId> leaders();

  /// Has every running server write what its threads do into its log.
  void dumpThreads();

  /// Returns where clients connect to, the routers in order.
  List<String> routerAddresses();

  /// Returns the processes that ended although nobody ended them, in words, since the cluster
  /// began.
  List<String> unexpectedExits();

  /// Returns the servers' log files, one a server over all its restarts.
  List<Path> logs();

  /// Kills every process. The files stay.
  @Override
  void close();
}
