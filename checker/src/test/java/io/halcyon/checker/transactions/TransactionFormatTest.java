package io.halcyon.checker.transactions;

import static io.halcyon.checker.transactions.Script.aborted;
import static io.halcyon.checker.transactions.Script.absent;
import static io.halcyon.checker.transactions.Script.append;
import static io.halcyon.checker.transactions.Script.history;
import static io.halcyon.checker.transactions.Script.list;
import static io.halcyon.checker.transactions.Script.lost;
import static io.halcyon.checker.transactions.Script.read;
import static io.halcyon.checker.transactions.Script.stale;
import static io.halcyon.checker.transactions.Script.txn;
import static io.halcyon.checker.transactions.Script.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.halcyon.core.testing.SeededTest;
import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class TransactionFormatTest {
  private static TransactionHistory copy(TransactionHistory history) throws IOException {
    StringBuilder text = new StringBuilder();
    TransactionFormat.write(history, text);
    return TransactionFormat.read(new StringReader(text.toString()));
  }

  @Test
  void everyKindOfTransactionSurvivesWritingAndReading() throws IOException {
    TransactionHistory history =
        history(
            txn(1, 0, 5, append("x\"\n", 5), list("y"), list("z", -1, 2), absent("r")),
            aborted(2, 0, 5, read("r", -7), write("r", Long.MIN_VALUE)),
            lost(3, 1, write("r", Long.MAX_VALUE)),
            stale(4, 2, 3, read("r", 0)),
            txn(5, 4, 4));

    assertThat(copy(history)).isEqualTo(history);
  }

  @SeededTest(runs = 50)
  void simulatedHistoriesSurvive(RandomGenerator random) throws IOException {
    TransactionHistory history =
        new SimulatedStore(random, SimulatedStore.Behaviour.STRICT, 5, true).run(50, 4);

    assertThat(copy(history)).isEqualTo(history);
  }

  @Test
  void transactionsMayBeMixedAndWhatDoesNotEndIsAmbiguous() throws IOException {
    String lines =
        """
        {"type":"begin","txn":1,"process":3,"time":100}
        {"type":"begin","txn":2,"process":4,"time":110}
        {"type":"append","txn":1,"key":"x","value":5}
        {"type":"list","txn":2,"key":"x","elements":"5"}

        {"type":"committed","txn":2,"time":120}
        """;

    List<Transaction> read = TransactionFormat.read(new StringReader(lines)).transactions();

    assertThat(read).extracting(Transaction::fate).containsExactly(Fate.AMBIGUOUS, Fate.COMMITTED);
    assertThat(read.getFirst().actions()).containsExactly(append("x", 5));
  }

  @Test
  void malformedLinesAreRefusedWithTheirNumber() {
    String begin = "{\"type\":\"begin\",\"txn\":1,\"process\":3,\"time\":100}\n";
    for (String bad :
        List.of(
            begin,
            "{",
            "{\"type\":\"append\",\"txn\":2,\"key\":\"x\",\"value\":1}",
            "{\"type\":\"append\",\"txn\":1,\"key\":\"x\",\"value\":null}",
            "{\"type\":\"list\",\"txn\":1,\"key\":\"x\",\"elements\":\"1  2\"}",
            "{\"type\":\"fly\",\"txn\":1,\"key\":\"x\"}",
            "{\"type\":\"committed\",\"txn\":1}",
            "{\"type\":\"committed\",\"txn\":1,\"time\":99}")) {
      assertThatThrownBy(() -> TransactionFormat.read(new StringReader(begin + bad)))
          .as(bad)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("line 2");
    }
  }
}
