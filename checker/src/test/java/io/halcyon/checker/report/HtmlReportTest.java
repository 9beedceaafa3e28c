package io.halcyon.checker.report;

import static io.halcyon.checker.transactions.Script.absent;
import static io.halcyon.checker.transactions.Script.append;
import static io.halcyon.checker.transactions.Script.by;
import static io.halcyon.checker.transactions.Script.history;
import static io.halcyon.checker.transactions.Script.list;
import static io.halcyon.checker.transactions.Script.lost;
import static io.halcyon.checker.transactions.Script.read;
import static io.halcyon.checker.transactions.Script.txn;
import static io.halcyon.checker.transactions.Script.write;
import static org.assertj.core.api.Assertions.assertThat;

import io.halcyon.checker.history.Answer;
import io.halcyon.checker.history.Call;
import io.halcyon.checker.history.History;
import io.halcyon.checker.history.Operation;
import io.halcyon.checker.linearizability.LinearizabilityChecker;
import io.halcyon.checker.transactions.Fate;
import io.halcyon.checker.transactions.IsolationModel;
import io.halcyon.checker.transactions.Transaction;
import io.halcyon.checker.transactions.TransactionChecker;
import io.halcyon.checker.transactions.TransactionHistory;
import io.halcyon.checker.workloads.BankCheck;
import io.halcyon.core.runtime.Randomness;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class HtmlReportTest {
  private static final long MILLI = 1_000_000;

  private static HtmlReport report(TransactionHistory history) {
    return new HtmlReport("Run")
        .transactions(
            "Lists",
            history,
            new TransactionChecker().check(history, IsolationModel.STRICT_SERIALIZABLE));
  }

  @Test
  void aValidRunSaysSo() {
    String page = report(history(txn(1, 0, 1, append("x", 1)))).render();

    assertThat(page)
        .startsWith("<!DOCTYPE html>")
        .contains("<span class=\"badge valid\">pass</span> nothing wrong was found")
        .contains("keeps strict serializability")
        .doesNotContain("<svg");
  }

  @Test
  void aViolationIsDrawnAndTold() {
    String page =
        report(history(txn(3, 0, 12, append("x", 5)), txn(7, 14, 20, list("x"))))
            .fault(new Fault("pause n2", 5 * MILLI, 15 * MILLI))
            .render();

    assertThat(page)
        .contains("a promise was broken", "violates strict serializability")
        .contains("aria-label=\"cycle\"", "aria-label=\"timeline\"", "pause n2")
        .contains("T7 read x = [], without 5, which T3 appended; so T7 came before T3.")
        .contains("T3 would have to come before itself: a contradiction.");
  }

  @Test
  void everythingFromOutsideIsEscaped() {
    String evil = "<script>alert('&\"')</script>\u0000";
    TransactionHistory history =
        history(txn(1, 0, 12, append(evil, 5)), txn(2, 14, 20, list(evil)));
    Operation operation =
        Operation.ok(1, evil, new Call.Get(), 0, 1, new Answer.Found("<b>" + evil));
    History single = new History(List.of(operation));
    String page =
        report(history)
            .fact(evil, evil)
            .fault(new Fault(evil, 0, Long.MAX_VALUE))
            .linearizability(evil, single, new LinearizabilityChecker().check(single))
            .workload(history, new BankCheck(Set.of(evil), 1).check(history))
            .render();

    assertThat(page)
        .doesNotContain("<script", "<b>&", "\u0000")
        .contains("&lt;script&gt;alert(&#39;&amp;&quot;&#39;)&lt;/script&gt;\uFFFD");
  }

  @Test
  void aPageNeedsNothingFromElsewhere() {
    String page = sample();

    assertThat(page).doesNotContain("http:", "https:", "src=", "href=", "url(", "@import");
  }

  @Test
  void aSampleIsWrittenToLookAt() throws IOException {
    Path file = Path.of("target", "sample-report.html");
    Files.createDirectories(Path.of("target"));
    Files.writeString(file, sample());

    assertThat(file).isNotEmptyFile();
  }

  private static String sample() {
    RandomGenerator random = Randomness.seeded(5);
    List<Transaction> all = new ArrayList<>(background(random, 1000));
    all.add(by(2, 3, 102, 112, append("x", 5)));
    all.add(by(4, 7, 121, 127, list("x")));
    all.add(by(1, 10, 300, 309, list("a", 1, 2), append("b", 4)));
    all.add(by(3, 11, 301, 311, append("a", 1), append("a", 2), list("b")));
    all.add(by(5, 12, 300, 310, list("b", 4), append("c", 9), list("d")));
    all.add(by(2, 13, 302, 309, append("d", 1), list("c")));
    all.add(by(6, 20, 500, 506, write("p", 1)));
    all.add(by(1, 21, 501, 507, write("q", 1)));
    all.add(by(2, 22, 502, 509, read("p", 1), absent("q")));
    all.add(by(3, 23, 500, 508, absent("p"), read("q", 1)));
    all.add(by(5, 30, 600, 601, append("dup", 1)));
    all.add(by(5, 31, 602, 603, list("dup", 1, 1)));
    all.add(lost(32, 603, append("x", 6)));
    TransactionHistory lists = new TransactionHistory(all);
    TransactionHistory bank =
        history(
            txn(1, 0, 4, read("a", 60), read("b", 40), write("a", 50), write("b", 50)),
            txn(2, 2, 6, read("a", 60), read("b", 50)));
    History single =
        new History(
            List.of(
                Operation.ok(1, "k", new Call.Put("a"), MILLI, 2 * MILLI, new Answer.Done()),
                Operation.ok(2, "k", new Call.Put("b"), 3 * MILLI, 5 * MILLI, new Answer.Done()),
                Operation.ok(3, "k", new Call.Get(), 6 * MILLI, 7 * MILLI, new Answer.Found("a"))));
    return report(lists)
        .fact("seed", "5")
        .fact("cluster", "3 nodes, 1 router")
        .fault(new Fault("partition n1 | n2 n3", 105 * MILLI, 119 * MILLI))
        .fault(new Fault("pause n2", 124 * MILLI, 400 * MILLI))
        .linearizability("Registers", single, new LinearizabilityChecker().check(single))
        .workload(bank, new BankCheck(Set.of("a", "b"), 100).check(bank))
        .render();
  }

  private static List<Transaction> background(RandomGenerator random, int firstId) {
    List<Transaction> all = new ArrayList<>();
    for (int process = 1; process <= 6; process++) {
      long at = random.nextInt(10);
      while (at < 650) {
        long end = at + random.nextInt(2, 12);
        long id = (long) firstId + all.size();
        Transaction one = by(process, id, at, end, append("y" + id, id));
        Fate fate =
            switch (random.nextInt(12)) {
              case 0 -> Fate.ABORTED;
              case 1 -> Fate.AMBIGUOUS;
              default -> Fate.COMMITTED;
            };
        all.add(
            new Transaction(
                id, process, one.invokedNanos(), one.completedNanos(), one.actions(), fate, false));
        at = end + random.nextInt(1, 8);
      }
    }
    return all;
  }
}
