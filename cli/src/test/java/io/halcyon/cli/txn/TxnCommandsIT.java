package io.halcyon.cli.txn;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.halcyon.cli.HalcyonCommand;
import io.halcyon.cli.output.Terminal;
import io.halcyon.cli.shell.Shell;
import io.halcyon.client.HalcyonClient;
import io.halcyon.rpc.EventLoops;
import io.halcyon.rpc.RpcServer;
import io.halcyon.rpc.RpcServerConfig;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The transaction commands against a pretended router, over real streams.
class TxnCommandsIT {
  private static final String ID = "00c0ffee00c0ffee-1-1795319748147";

  private final FakeTransactions transactions = new FakeTransactions();
  private EventLoops loops = EventLoops.start(1);
  private RpcServer server;

  @TempDir Path directory;

  TxnCommandsIT() throws IOException {
    server =
        RpcServer.builder(
                new RpcServerConfig(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                    1 << 24,
                    Duration.ofSeconds(20),
                    Duration.ofMillis(100),
                    100),
                loops)
            .service(transactions.bindService())
            .start();
  }

  @BeforeEach
  void fill() {
    transactions.values.put("a", "1");
  }

  @AfterEach
  void end() {
    server.close();
    loops.close();
  }

  private record Run(int code, String out, String err) {}

  private String address() {
    return "127.0.0.1:" + server.port();
  }

  private Run piped(String input, String... words) {
    List<String> line = new ArrayList<>(List.of(words));
    line.add("--router=" + address());
    return run(
        input, terminal -> HalcyonCommand.line(terminal).execute(line.toArray(String[]::new)));
  }

  private interface Body {
    int run(Terminal terminal) throws IOException;
  }

  private static Run run(String input, Body body) {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    int code;
    try (Terminal terminal =
        Terminal.of(new ByteArrayInputStream(input.getBytes(UTF_8)), out, err, false)) {
      code = body.run(terminal);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return new Run(code, out.toString(UTF_8).strip(), err.toString(UTF_8).strip());
  }

  @Test
  void aScriptRunsATransaction() throws IOException {
    Path script = directory.resolve("transfer.txn");
    Files.writeString(
        script,
        """
        # moves something
        begin snapshot
        get a b
        put b "two words"
        savepoint here
        get b
        commit
        """);

    Run run = piped("", "kv", "txn", script.toString());

    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out())
        .startsWith("begun, request ")
        .contains("KEY  VALUE", "a    1", "b    -", "b    two words")
        .endsWith("committed at 1000.0");
    assertThat(transactions.values).containsEntry("b", "two words");
  }

  @Test
  void jsonIsOneObjectAStatement() {
    transactions.lockedByOthers = "b";
    Run run =
        piped("begin\nlock a b skip locked\nscan a\nput c 3\ncommit\n", "kv", "txn", "-o", "json");

    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out().lines().skip(1))
        .containsExactly(
            "{\"statement\":\"lock\",\"rows\":[{\"key\":\"a\",\"value\":\"1\"}],\"skipped\":[\"b\"]}",
            "{\"statement\":\"scan\",\"rows\":[{\"key\":\"a\",\"value\":\"1\"}]}",
            "{\"statement\":\"put\"}",
            "{\"statement\":\"commit\",\"outcome\":\"committed\",\"timestamp\":\"1000.0\"}");
  }

  @Test
  void aScriptEndsAtItsFirstFailureWithoutEffect() {
    Run run = piped("begin\nput a 2\nput b\nput c 3\ncommit\n", "kv", "txn");

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains("write: put KEY VALUE", "in line 3: put b");
    assertThat(transactions.values).containsOnlyKeys("a").containsEntry("a", "1");
    assertThat(transactions.said).doesNotContain("COMMIT");
  }

  @Test
  void aScriptWithoutCommitIsRolledBack() {
    Run run = piped("begin\nput a 2\n", "kv", "txn", "-");

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains("without a commit");
    assertThat(transactions.values).containsEntry("a", "1");
  }

  @Test
  void aStatementOutsideOfATransactionIsRefused() {
    assertThat(piped("put a 2\n", "kv", "txn").err()).contains("begin one");
    assertThat(piped("begin\nbegin\n", "kv", "txn").err()).contains("is under way");
    assertThat(piped("begin\nget \"a\n", "kv", "txn").code()).isEqualTo(1);
    assertThat(piped("", "kv", "txn", directory.resolve("none").toString()).code()).isEqualTo(2);
  }

  @Test
  void aCommitThatLostIsAFailure() {
    transactions.nextCommit = FakeTransactions.lost();
    Run run = piped("begin\nput a 2\ncommit\n", "kv", "txn", "-o", "json");

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out()).contains("\"failure\":\"MustRestart\"", "\"goesOn\":false");
  }

  @Test
  void anAmbiguousCommitSaysWhatToAsk() {
    transactions.nextCommit = FakeTransactions.ambiguous();
    Run run = piped("begin\nput a 2\ncommit\n", "kv", "txn");

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains("it may have committed, ask: halcyon txn status ", "--anchor a");
  }

  @Test
  void theStatusOfARequestIsTold() {
    Run committed = piped("", "txn", "status", ID, "--anchor=committed");
    Run undecided = piped("", "txn", "status", ID, "--anchor=x", "-o", "json");

    assertThat(committed.code()).as(committed.err()).isZero();
    assertThat(committed.out()).isEqualTo("committed at 1000.0");
    assertThat(undecided.code()).isEqualTo(1);
    assertThat(undecided.out()).contains("\"state\":\"undecided\",\"timestamp\":null");
    assertThat(piped("", "txn", "status", "7", "--anchor=x").code()).isEqualTo(2);
  }

  @Test
  void operatorsSeeAndEndTransactions() {
    assertThat(piped("", "admin", "txn", "list").out())
        .contains("TRANSACTION", "t0", "t1", "t2", "waiting", "12.3 s", "alice", "t9");
    assertThat(piped("", "admin", "txn", "list", "--limit=2", "-o", "json").out().lines())
        .hasSize(2);
    assertThat(piped("", "admin", "txn", "list", "--blocked", "-o", "json").out().lines())
        .hasSize(1);
    assertThat(piped("", "admin", "txn", "show", "t0").out()).contains("serializable");
    assertThat(piped("", "admin", "txn", "show", "t7").out()).isEqualTo("committed at 1000.0");
    Run aborted = piped("", "admin", "txn", "abort", "t0");
    assertThat(aborted.code()).isZero();
    assertThat(aborted.out()).isEqualTo("aborted: operator");
    assertThat(piped("", "admin", "txn", "abort", "t7").code()).isEqualTo(1);
    assertThat(piped("", "admin", "txn", "list", "--min-age=soon").code()).isEqualTo(2);
  }

  @Test
  void theShellKnowsTransactions() {
    try (HalcyonClient client = HalcyonClient.connect(address())) {
      Run run =
          run(
              "begin\nput b 2\nget b\nincrement n\ncommit\ncommit\n",
              terminal -> new Shell(terminal, client, List.of(address())).run());

      assertThat(run.out()).contains("begun, request ", "b    2", "committed at 1000.0");
      assertThat(run.err()).contains("increment is no statement of a transaction", "begin one");
      assertThat(transactions.values).containsEntry("b", "2");
    }
  }
}
