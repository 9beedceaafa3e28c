package io.halcyon.cli.kv;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.halcyon.cli.HalcyonCommand;
import io.halcyon.cli.output.Terminal;
import io.halcyon.testkit.EmbeddedCluster;
import io.halcyon.testkit.HalcyonTest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The commands against a real cluster, as the process would run them.
@HalcyonTest(shards = 2)
class KvCommandsIT {
  private final EmbeddedCluster cluster;

  @TempDir Path directory;

  KvCommandsIT(EmbeddedCluster cluster) {
    this.cluster = cluster;
  }

  private record Run(int code, String out, String err) {}

  private Run halcyon(String... words) {
    return piped("", words);
  }

  private Run piped(String input, String... words) {
    List<String> line = new ArrayList<>(List.of(words));
    line.add(2, "--router=" + cluster.routerAddress());
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    int code;
    try (Terminal terminal =
        Terminal.of(new ByteArrayInputStream(input.getBytes(UTF_8)), out, err, false)) {
      code = HalcyonCommand.line(terminal).execute(line.toArray(String[]::new));
    }
    return new Run(code, out.toString(UTF_8).strip(), err.toString(UTF_8).strip());
  }

  @Test
  void aWrittenKeyIsReadUntilItIsDeleted() {
    assertThat(halcyon("kv", "put", "get/a", "hällo").code()).isZero();
    assertThat(halcyon("kv", "get", "get/a").out()).isEqualTo("hällo");
    assertThat(halcyon("kv", "get", "get/a", "-o", "json").out())
        .startsWith("{\"key\":\"get/a\",\"value\":\"hällo\",\"timestamp\":\"");
    assertThat(halcyon("kv", "delete", "get/a").out()).startsWith("deleted at");
    Run absent = halcyon("kv", "get", "get/a");
    assertThat(absent.code()).isEqualTo(1);
    assertThat(absent.err()).isEqualTo("absent: get/a");
  }

  @Test
  void aBinaryKeyIsWrittenInHexadecimal() {
    assertThat(halcyon("kv", "put", "--hex", "ff00", "0001fe").code()).isZero();
    assertThat(halcyon("kv", "get", "--hex", "ff00").out()).isEqualTo("0001fe");
    assertThat(halcyon("kv", "get", "--base64", "/wA=").out()).isEqualTo("AAH+");
  }

  @Test
  void compareAndSetTellsWhatItFound() {
    assertThat(halcyon("kv", "cas", "cas/a", "1", "--absent").code()).isZero();
    Run refused = halcyon("kv", "cas", "cas/a", "2", "--expect", "x");
    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.out()).startsWith("not written: the key is 1 since");
    assertThat(halcyon("kv", "cas", "cas/a", "2", "--expect", "1").code()).isZero();
    assertThat(halcyon("kv", "get", "cas/a").out()).isEqualTo("2");
  }

  @Test
  void anEarlierSnapshotCanBeRead() {
    String first = halcyon("kv", "put", "at/a", "1").out().replace("OK at ", "");
    halcyon("kv", "put", "at/a", "2");
    assertThat(halcyon("kv", "get", "at/a", "--at", first).out()).isEqualTo("1");
    assertThat(halcyon("kv", "get", "at/a", "--max-staleness", "10s").code()).isBetween(0, 1);
  }

  @Test
  void numbersAreIncrementedAndTextIsNot() {
    assertThat(halcyon("kv", "increment", "inc/a").out()).isEqualTo("1");
    assertThat(halcyon("kv", "increment", "inc/a", "--", "-3").out()).isEqualTo("-2");
    assertThat(halcyon("kv", "increment", "inc/a", "44").out()).isEqualTo("42");
    halcyon("kv", "put", "inc/b", "text");
    Run refused = halcyon("kv", "increment", "inc/b");
    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.err()).startsWith("error: the value is not a");
  }

  @Test
  void aScanIsInKeyOrderOverAllShards() {
    Run batch = piped("put scan/c 3\nput scan/a 1\n\nput scan/b 2\n", "kv", "batch");
    assertThat(batch.code()).as(batch.err()).isZero();
    assertThat(halcyon("kv", "scan", "scan/").out())
        .isEqualToNormalizingNewlines("KEY     VALUE\nscan/a  1\nscan/b  2\nscan/c  3");
    assertThat(halcyon("kv", "scan", "scan/", "--reverse", "--limit", "1", "--keys-only").out())
        .isEqualToNormalizingNewlines("KEY\nscan/c");
    assertThat(halcyon("kv", "multi-get", "scan/b", "scan/x").out())
        .isEqualToNormalizingNewlines("KEY     VALUE\nscan/b  2\nscan/x  -");
  }

  @Test
  void whatIsExportedCanBeImported() throws IOException {
    for (String name : List.of("pairs.jsonl", "pairs.csv")) {
      Path file = directory.resolve(name);
      Files.writeString(
          file,
          name.endsWith("csv")
              ? "key,value\nport/a,1\nport/b,\"x,y\"\n"
              : "{\"key\":\"port/a\",\"value\":\"1\"}\n{\"key\":\"port/b\",\"value\":\"x,y\"}\n");
      Run imported = halcyon("kv", "import", file.toString());
      assertThat(imported.code()).as(imported.err()).isZero();
      assertThat(imported.out()).startsWith("2 records");
      Path copy = directory.resolve("copy-" + name);
      assertThat(halcyon("kv", "export", "--prefix", "port/", copy.toString()).code()).isZero();
      assertThat(copy).hasSameTextualContentAs(file);
    }
  }

  @Test
  void anImportThatBreaksOffSaysFromWhereToGoOn() throws IOException {
    Path file = directory.resolve("broken.jsonl");
    Files.writeString(file, "{\"key\":\"broken/a\",\"value\":\"1\"}\nnonsense\n");
    Run broken = halcyon("kv", "import", file.toString());
    assertThat(broken.code()).isEqualTo(1);
    assertThat(broken.err()).contains("line 2: not JSON").contains("--from-line 2");
    assertThat(halcyon("kv", "get", "broken/a").out()).isEqualTo("1");
  }

  @Test
  void aWatchToldWhereToBeginSeesWhatHappenedSince() {
    String before = halcyon("kv", "put", "watch/a", "0").out().replace("OK at ", "");
    halcyon("kv", "put", "watch/a", "1");
    halcyon("kv", "delete", "watch/a");
    Run watched = halcyon("kv", "watch", "--prefix", "watch/", "--after", before, "--count", "2");
    assertThat(watched.out().lines().map(line -> line.replaceAll("^\\S+\\s+", "")))
        .containsExactly("put     watch/a  1", "delete  watch/a");
  }

  @Test
  void commandsPipedIntoTheShellAreRun() {
    Run shell =
        piped("put shell/a 'two words'\nget shell/a\n# a comment\nhelp get\nexit\n", "kv", "shell");
    assertThat(shell.code()).as(shell.err()).isZero();
    assertThat(shell.out()).contains("two words").contains("Prints the value of a key");
    assertThat(piped("nonsense\n", "kv", "shell").code()).isEqualTo(1);
  }

  @Test
  void theClusterIsShown() {
    Run shown = halcyon("admin", "cluster");
    assertThat(shown.code()).as(shown.err()).isZero();
    assertThat(shown.out()).contains("n1").contains("active").contains("s2");
    assertThat(halcyon("admin", "cluster", "-o", "json").out()).startsWith("{\"clusterId\":");
  }

  @Test
  void aWrongCommandLineEndsWith2AndAFailureWith1() {
    assertThat(halcyon("kv", "get").code()).isEqualTo(2);
    assertThat(halcyon("kv", "scan", "--prefix", "a", "--from", "b").err())
        .startsWith("error: --prefix excludes --from and --to");
    assertThat(halcyon("kv", "get", "a", "--at", "yesterday").code()).isEqualTo(2);
    Run tooLong = halcyon("kv", "put", "k".repeat(9_000), "v");
    assertThat(tooLong.code()).isEqualTo(1);
    assertThat(tooLong.err()).contains("9000 bytes exceeds the limit of 8192");
  }
}
