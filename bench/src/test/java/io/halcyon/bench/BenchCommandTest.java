package io.halcyon.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class BenchCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    return new CommandLine(new BenchCommand())
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(arguments);
  }

  @Test
  void withoutASubcommandItShowsHowToUseIt() {
    assertThat(run()).isZero();
    assertThat(out.toString()).contains("kv").contains("transfer").contains("raw").contains("jmh");
  }

  @Test
  void anUnknownWorkloadOrDistributionIsNamed() {
    assertThat(run("kv", "--steps", "put:4,fly")).isEqualTo(2);
    assertThat(run("kv", "--steps", "put:4:pareto")).isEqualTo(2);
    assertThat(run("kv", "--distribution", "Pareto")).isEqualTo(2);
    assertThat(err.toString())
        .contains("unknown workload fly")
        .contains("pareto is none of uniform, zipfian, latest");
  }

  @Test
  void wrongTransfersAreRefusedBeforeAnythingIsConnected() {
    assertThat(run("transfer", "--contended", "1")).isEqualTo(2);
    assertThat(run("transfer", "--isolation", "read-committed")).isEqualTo(2);
    assertThat(run("transfer", "--mode", "one-shot", "--lock")).isEqualTo(2);
    assertThat(run("transfer", "--mode", "one-shot", "--isolation", "snapshot")).isEqualTo(2);
    assertThat(run("transfer", "--target", "postgres")).isEqualTo(2);
    assertThat(err.toString())
        .contains("at least two accounts")
        .contains("lose updates")
        .contains("no reads to lock by")
        .contains("one-shot transactions are serializable")
        .contains("--target postgres needs --url");
  }

  @Test
  void theDiskIsMeasuredAndNothingIsLeftBehind(@TempDir Path directory) {
    assertThat(run("raw", "--dir", directory.toString(), "--parts", "fsync", "--seconds", "0.05"))
        .isZero();
    assertThat(out.toString()).contains("| fdatasync, 4 KiB appended |");
    assertThat(directory).isEmptyDirectory();
  }
}
