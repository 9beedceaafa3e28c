package io.halcyon.verify.run;

import io.halcyon.checker.report.HtmlReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;

/// The files of a run: the report, and a history for each workload.
public final class RunFiles {
  private static final String REPORT = "report.html";

  private RunFiles() {}

  /// @param facts shown in the report
  /// @param more adds sections to the report
  /// @return where the report is
  public static Path write(
      Verification run, Map<String, String> facts, Consumer<HtmlReport> more, Path directory)
      throws IOException {
    Files.createDirectories(directory);
    for (WorkloadReport workload : run.workloads()) {
      HistoryFile.write(run, workload, directory.resolve(workload.kind().title() + ".jsonl"));
    }
    Path report = directory.resolve(REPORT);
    Files.writeString(report, new VerificationPage(run, facts).render(more));
    return report;
  }
}
