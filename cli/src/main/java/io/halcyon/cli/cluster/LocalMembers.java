package io.halcyon.cli.cluster;

import io.halcyon.cli.output.Terminal;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// The processes of a local cluster. While it is open no other `halcyon cluster` command changes
/// them.
public final class LocalMembers implements Members, AutoCloseable {
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

  @Override
  public List<String> nodes() {
    return control.cluster().nodes().stream().map(Member::name).toList();
  }

  @Override
  public List<String> routers() {
    return control.cluster().routers().stream().map(Member::name).toList();
  }

  /// Returns `host:port` of each router.
  public List<String> routerAddresses() {
    return control.cluster().routers().stream().map(Member::address).toList();
  }

  @Override
  public void kill(String name) {
    MemberProcess.kill(process(name));
  }

  @Override
  public void stop(String name) throws InterruptedException {
    control.stop(List.of(control.member(name)));
  }

  @Override
  public void start(String name, Duration patience) throws IOException, InterruptedException {
    control.start(List.of(control.member(name)), patience);
  }

  @Override
  public void pause(String name) throws IOException, InterruptedException {
    MemberProcess.signal(process(name), "STOP");
  }

  @Override
  public void resume(String name) throws IOException, InterruptedException {
    MemberProcess.signal(process(name), "CONT");
  }

  @Override
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
