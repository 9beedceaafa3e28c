package io.halcyon.cli.verify;

import io.halcyon.cli.output.OutputFormat;
import io.halcyon.cli.output.Terminal;
import io.halcyon.verify.run.HistoryFile;
import io.halcyon.verify.run.Verification;
import io.halcyon.verify.run.VerificationPage;
import io.halcyon.verify.run.WorkloadReport;
import io.halcyon.verify.workload.Judge;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "check",
    header = "Judges recorded histories again.",
    description = "Exit code as of `halcyon verify`; no cluster is needed.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  halcyon verify check data/verify/*/bank.jsonl",
      "  halcyon verify check register.jsonl --report register.html"
    })
final class CheckCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(arity = "1..*", paramLabel = "FILE", description = "Histories of `halcyon verify`.")
  private List<Path> files = List.of();

  @Option(names = "--report", paramLabel = "FILE", description = "Write a report there.")
  private @Nullable Path report;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "table",
      description = "table or json (${DEFAULT-VALUE}).")
  private OutputFormat format = OutputFormat.TABLE;

  CheckCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    Judge judge = VerifyCommand.judge();
    List<WorkloadReport> workloads = new ArrayList<>();
    Verification last = HistoryFile.check(files.getFirst(), judge);
    workloads.addAll(last.workloads());
    for (Path file : files.subList(1, files.size())) {
      last = HistoryFile.check(file, judge);
      workloads.addAll(last.workloads());
    }
    // Files of one run have the same seed and faults.
    Verification all = new Verification(last.seed(), last.length(), workloads, last.faults());
    if (report != null) {
      Files.writeString(report, new VerificationPage(all, Map.of()).render());
    }
    new Summary(terminal, format).print(all, Map.of());
    return Summary.exitCode(all.decision());
  }
}
