package io.halcyon.cli.verify;

import io.halcyon.verify.run.HistoryFile;
import io.halcyon.verify.run.Verification;
import io.halcyon.verify.run.VerificationPage;
import io.halcyon.verify.run.WorkloadReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// The files of a run: the report, and a history for each workload.
final class Evidence {
  private static final String REPORT = "report.html";

  private Evidence() {}

  /// @param facts shown in the report
  /// @return where the report is
  static Path write(Verification run, Map<String, String> facts, Path directory)
      throws IOException {
    Files.createDirectories(directory);
    for (WorkloadReport workload : run.workloads()) {
      HistoryFile.write(run, workload, directory.resolve(workload.kind().title() + ".jsonl"));
    }
    Path report = directory.resolve(REPORT);
    Files.writeString(report, new VerificationPage(run, facts).render());
    return report;
  }
}
