package io.halcyon.cli.cluster;

import io.halcyon.cli.output.Terminal;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "kill", header = "Ends processes at once, as `kill -9` does.")
final class KillCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private final DataOption data = new DataOption();

  @Parameters(arity = "1..*", paramLabel = "NAME", description = "For instance n2 r1.")
  private List<String> names = List.of();

  KillCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    try (var control = ClusterControl.existing(data.directory, terminal)) {
      boolean all = true;
      for (Member member : names.stream().map(control::member).toList()) {
        Optional<ProcessHandle> process = MemberProcess.process(member);
        process.ifPresent(MemberProcess::kill);
        all &= process.isPresent();
        terminal
            .out()
            .println(
                "  "
                    + member.name()
                    + (process.isPresent()
                        ? " killed (pid " + member.pid() + ")"
                        : " does not run"));
      }
      return all ? 0 : 1;
    }
  }
}
