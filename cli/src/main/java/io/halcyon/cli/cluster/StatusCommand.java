package io.halcyon.cli.cluster;

import io.halcyon.cli.output.ByteCount;
import io.halcyon.cli.output.OutputFormat;
import io.halcyon.cli.output.Printer;
import io.halcyon.cli.output.Row;
import io.halcyon.cli.output.Terminal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "status",
    header = "Shows the processes; exit code 1 unless all are ready.",
    description = "What the cluster thinks of itself is shown by `halcyon admin cluster`.")
final class StatusCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private final DataOption data = new DataOption();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "table",
      description = "table or json (${DEFAULT-VALUE}).")
  private OutputFormat format = OutputFormat.TABLE;

  StatusCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    Path directory = data.directory.toAbsolutePath().normalize();
    Optional<LocalCluster> cluster = LocalCluster.load(directory);
    if (cluster.isEmpty()) {
      throw new CommandFailure("no cluster in " + directory);
    }
    Printer printer = new Printer(terminal, format);
    boolean allReady = true;
    for (Member member : cluster.get().members()) {
      Optional<ProcessHandle> process = MemberProcess.process(member);
      String state =
          process.isEmpty()
              ? "stopped"
              : MemberProcess.unready(member).map(why -> "not ready: " + why).orElse("ready");
      allReady &= state.equals("ready");
      printer.row(
          Row.of("name", member.name())
              .with("state", state)
              .with("pid", process.map(ProcessHandle::pid).orElse(null))
              .with(
                  "memory",
                  process.flatMap(MemberProcess::memory).map(ByteCount::show).orElse(null))
              .with("address", member.address())
              .with("http", LocalCluster.HOST + ":" + member.httpPort())
              .with("log", MemberProcess.log(member, directory)));
    }
    printer.end();
    return allReady ? 0 : 1;
  }
}
