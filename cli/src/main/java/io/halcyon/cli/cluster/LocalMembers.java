package io.halcyon.cli.cluster;

import io.halcyon.cli.output.Terminal;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// The processes of a local cluster, for whoever disturbs them. While it is open no other `halcyon
/// cluster` command changes them.
///
/// Methods throw an exception that says what is wrong if a member is not there or does not do what
/// it is told. Several threads may each look after a member of their own.
public final class LocalMembers implements AutoCloseable {
  private final ClusterControl control;

  private LocalMembers(ClusterControl control) {
    this.control = control;
  }

  /// Takes a directory's cluster.
  public static LocalMembers open(Path directory) throws IOException {
    Terminal nobody =
        Terminal.of(
            InputStream.nullInputStream(),
            OutputStream.nullOutputStream(),
            OutputStream.nullOutputStream(),
            false);
    return new LocalMembers(ClusterControl.existing(directory, nobody));
  }

  /// Returns the names of the nodes.
  public List<String> nodes() {
    return control.cluster().nodes().stream().map(Member::name).toList();
  }

  /// Returns the names of the routers.
  public List<String> routers() {
    return control.cluster().routers().stream().map(Member::name).toList();
  }

  /// Returns `host:port` of each router.
  public List<String> routerAddresses() {
    return control.cluster().routers().stream().map(Member::address).toList();
  }

  /// Ends a member at once, as `kill -9` does.
  public void kill(String name) {
    MemberProcess.kill(process(name));
  }

  /// Ends a member as `halcyon cluster stop` does.
  public void stop(String name) throws InterruptedException {
    control.stop(List.of(control.member(name)));
  }

  /// Starts a member that does not run, and waits until it is ready.
  public void start(String name, Duration patience) throws IOException, InterruptedException {
    control.start(List.of(control.member(name)), patience);
  }

  /// Freezes a member.
  public void pause(String name) throws IOException, InterruptedException {
    MemberProcess.signal(process(name), "STOP");
  }

  /// Lets a frozen member go on, without waiting.
  public void resume(String name) throws IOException, InterruptedException {
    MemberProcess.signal(process(name), "CONT");
  }

  public void awaitReady(String name, Duration patience) throws InterruptedException {
    control.awaitReady(List.of(control.member(name)), patience);
  }

  private ProcessHandle process(String name) {
    Member member = control.member(name);
    return MemberProcess.process(member)
        .orElseThrow(() -> new CommandFailure(member.name() + " does not run"));
  }

  @Override
  public void close() throws IOException {
    control.close();
  }
}
