package io.halcyon.cli.verify;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.halcyon.cli.HalcyonCommand;
import io.halcyon.cli.output.Terminal;
import io.halcyon.client.Scan;
import io.halcyon.testkit.EmbeddedCluster;
import io.halcyon.testkit.HalcyonTest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The command against a real cluster. Runs end at a number of operations.
@HalcyonTest(shards = 2)
class VerifyCommandIT {
  private static final String SINGLE = "register,monotonic,sets,long-fork,comments";

  private final EmbeddedCluster cluster;

  @TempDir Path directory;

  VerifyCommandIT(EmbeddedCluster cluster) {
    this.cluster = cluster;
  }

  private record Run(int code, String out, String err) {}

  private static Run halcyon(List<String> words) {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    int code;
    try (Terminal terminal = Terminal.of(InputStream.nullInputStream(), out, err, false)) {
      code = HalcyonCommand.line(terminal).execute(words.toArray(String[]::new));
    }
    return new Run(code, out.toString(UTF_8).strip(), err.toString(UTF_8).strip());
  }

  private Run verify(String... words) {
    List<String> line = new ArrayList<>(List.of("verify", "--router=" + cluster.routerAddress()));
    line.addAll(List.of("--time=10m", "--rate=0", "--operations-max=150", "--seed=4"));
    line.addAll(List.of("--report=" + directory));
    line.addAll(List.of(words));
    return halcyon(line);
  }

  @Test
  void aHealthyClusterIsValidAndLeftAsItWas() throws IOException {
    cluster.client().put("verify/of-somebody-else", "1");

    Run run = verify("--workload=" + SINGLE, "-o", "json");

    assertThat(run.code()).as(run.out() + run.err()).isZero();
    JsonNode summary = new ObjectMapper().readTree(run.out());
    assertThat(summary.get("verdict").asText()).isEqualTo("valid");
    assertThat(summary.get("seed").asLong()).isEqualTo(4);
    assertThat(summary.get("operations").asLong()).isGreaterThanOrEqualTo(5 * 150);
    assertThat(summary.get("workloads")).hasSize(5);
    assertThat(Files.readString(Path.of(summary.get("report").asText())))
        .contains("nothing wrong was found");
    assertThat(cluster.client().scan(Scan.prefix("verify/")).toList())
        .hasSize(1); // what was there before
  }

  @Test
  void recordedHistoriesCanBeJudgedAgain() {
    assertThat(verify("--workload=register,sets").code()).isZero();
    Path page = directory.resolve("again.html");

    Run again =
        halcyon(
            List.of(
                "verify",
                "check",
                directory.resolve("register.jsonl").toString(),
                directory.resolve("sets.jsonl").toString(),
                "--report=" + page));

    assertThat(again.code()).as(again.err()).isZero();
    assertThat(again.out()).contains("register", "sets", "valid: ", "seed 4");
    assertThat(page).isNotEmptyFile();
  }

  @Test
  void aBrokenHistoryIsAnomaliesAndExplained() throws IOException {
    Path file = directory.resolve("broken.jsonl");
    Files.writeString(
        file,
        """
        {"type":"run","workload":"register","seed":9,"nanos":1000,"heads":0}
        {"type":"invoke","process":1,"time":100,"op":"put","key":"k","value":"a"}
        {"type":"ok","process":1,"time":200}
        {"type":"invoke","process":2,"time":300,"op":"get","key":"k"}
        {"type":"ok","process":2,"time":400,"value":null}
        """);

    Run run = halcyon(List.of("verify", "check", file.toString()));

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out()).contains("anomalies", "not linearizable: key \"k\"");
  }

  @Test
  void keysCanBeKeptAndPutElsewhere() {
    Run run = verify("--workload=sets", "--keep", "--prefix=scratch/");

    assertThat(run.code()).isZero();
    assertThat(cluster.client().scan(Scan.prefix("scratch/set/")).toList()).isNotEmpty();
  }

  @Test
  void whatIsWrongIsSaid() {
    assertThat(verify("--workload=bnak").code()).isEqualTo(2);
    assertThat(verify("--workload=bnak").err()).contains("no bnak; there are bank, list-append");
    assertThat(verify("--fault=fire").err()).contains("no fire; there are kill-node");
    assertThat(verify("--clients=0").err()).contains("clients must be 1 to");
    assertThat(halcyon(List.of("verify", "--time=soon")).err())
        .contains("not a duration", "See: halcyon verify --help");
    Run noCluster = verify("--fault=kill-node", "--data=" + directory.resolve("none"));
    assertThat(noCluster.code()).isEqualTo(1);
    assertThat(noCluster.err()).contains("no cluster in", "halcyon cluster start");
  }
}
