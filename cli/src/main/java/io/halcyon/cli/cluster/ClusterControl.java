package io.halcyon.cli.cluster;

import io.halcyon.cli.output.Terminal;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Does what the cluster commands say, one command at a time per directory. Several threads may
/// each look after a member of their own.
final class ClusterControl implements AutoCloseable {
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(25);
  private static final long POLL_MILLIS = 100;
  private static final int LOG_LINES = 5;

  private final Path directory;
  private final Terminal terminal;
  private final FileChannel lockFile;
  private volatile LocalCluster cluster;

  private ClusterControl(
      Path directory, Terminal terminal, FileChannel lock, LocalCluster cluster) {
    this.directory = directory;
    this.terminal = terminal;
    this.lockFile = lock;
    this.cluster = cluster;
  }

  /// Takes a directory's cluster, or founds one.
  ///
  /// @throws CommandFailure if another command is at work there
  static ClusterControl open(Path place, Terminal terminal, LocalCluster founded)
      throws IOException {
    Path directory = Files.createDirectories(place).toAbsolutePath().normalize();
    FileChannel lockFile =
        FileChannel.open(
            directory.resolve("command.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock lock = lockFile.tryLock();
    if (lock == null) {
      lockFile.close();
      throw new CommandFailure("another `halcyon cluster` command is at work in " + directory);
    }
    LocalCluster cluster = LocalCluster.load(directory).orElse(founded);
    return new ClusterControl(directory, terminal, lockFile, cluster);
  }

  /// Takes a directory's cluster.
  ///
  /// @throws CommandFailure if there is none
  static ClusterControl existing(Path place, Terminal terminal) throws IOException {
    if (!Files.isDirectory(place) || LocalCluster.load(place).isEmpty()) {
      throw new CommandFailure(
          "no cluster in "
              + place
              + "; start one with `halcyon cluster start --data "
              + place
              + "`");
    }
    return open(place, terminal, new LocalCluster(1, 1, "", List.of()));
  }

  LocalCluster cluster() {
    return cluster;
  }

  /// Adds members that are to be started.
  synchronized void add(Member member) throws IOException {
    cluster = cluster.with(member);
    cluster.save(directory);
  }

  /// Starts those of the members that do not run, and waits until they are ready.
  void start(List<Member> members, Duration patience) throws IOException, InterruptedException {
    List<Member> started = new ArrayList<>();
    for (Member member : members) {
      if (MemberProcess.process(member).isEmpty()) {
        Member running = MemberProcess.start(member, cluster, directory);
        add(running);
        started.add(running);
      }
    }
    awaitReady(started, patience);
  }

  /// Waits until members are ready.
  ///
  /// @throws CommandFailure if one is not in time
  void awaitReady(List<Member> members, Duration patience) throws InterruptedException {
    long begin = MemberProcess.nowNanos();
    List<Member> waiting = new ArrayList<>(members);
    while (!waiting.isEmpty()) {
      for (Member member : List.copyOf(waiting)) {
        Optional<String> reason = MemberProcess.unready(member);
        long took = MemberProcess.nowNanos() - begin;
        if (reason.isEmpty()) {
          waiting.remove(member);
          say(
              "  %-3s %-16s pid %-7d ready after %.1f s"
                  .formatted(member.name(), member.address(), member.pid(), took / 1e9));
        } else if (MemberProcess.process(member).isEmpty()) {
          throw new CommandFailure(member.name() + " has ended" + lastWords(member));
        } else if (took > patience.toNanos()) {
          throw new CommandFailure(
              member.name()
                  + " is not ready after "
                  + patience.toSeconds()
                  + " s: "
                  + reason.get()
                  + lastWords(member));
        }
      }
      new CountDownLatch(1).await(waiting.isEmpty() ? 0 : POLL_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private String lastWords(Member member) {
    Path log = MemberProcess.log(member, directory);
    try {
      List<String> lines = Files.readAllLines(log);
      return "; the end of "
          + log
          + ":\n    "
          + String.join(
              "\n    ", lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size()));
    } catch (IOException unreadable) {
      return "; see " + log;
    }
  }

  /// Stops members, all at a time.
  void stop(List<Member> members) throws InterruptedException {
    List<Thread> stopping = new ArrayList<>();
    for (Member member : members) {
      MemberProcess.process(member)
          .ifPresent(
              process -> stopping.add(Thread.ofVirtual().start(() -> stop(member, process))));
    }
    for (Thread thread : stopping) {
      thread.join();
    }
  }

  private void stop(Member member, ProcessHandle process) {
    try {
      boolean byItself = MemberProcess.stop(process, STOP_PATIENCE);
      say(
          "  %-3s %s"
              .formatted(
                  member.name(),
                  byItself
                      ? "stopped"
                      : "did not stop within " + STOP_PATIENCE.toSeconds() + " s, killed"));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Returns the member of a name.
  ///
  /// @throws CommandFailure naming the members if there is none
  Member member(String name) {
    return cluster
        .find(name)
        .orElseThrow(() ->
            new CommandFailure(
                "no member "
                    + name
                    + "; there are "
                    + String.join(", ", cluster.members().stream().map(Member::name).toList())));
  }

  private synchronized void say(String line) {
    terminal.out().println(line);
    terminal.flush();
  }

  @Override
  public void close() throws IOException {
    lockFile.close();
  }
}
