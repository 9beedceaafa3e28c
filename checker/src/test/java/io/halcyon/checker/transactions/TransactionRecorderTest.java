package io.halcyon.checker.transactions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TransactionRecorderTest {
  @Test
  void aHistoryIsRecordedAsItHappens() {
    TransactionRecorder recorder = new TransactionRecorder(10);
    TransactionRecorder.Open first = recorder.begin(1, 100).append("x", 5);
    recorder.beginStale(2, 110).readList("x").committed(120);
    recorder.begin(3, 115).read("r", null).write("r", 1).aborted(130);
    first.readList("x", 5).committed(140);
    recorder.begin(1, 150).write("r", 2).ambiguous();
    recorder.begin(2, 160).append("x", 6);

    TransactionHistory history = recorder.history();

    assertThat(history.transactions())
        .extracting(Transaction::describe)
        .containsExactly(
            "T1 (process 1, 0.000 .. 0.000 ms): append 5 to x, read x = [5]",
            "T2 (process 2, 0.000 .. 0.000 ms, stale read): read x = []",
            "T3 (process 3, 0.000 .. 0.000 ms, aborted): read r, absent, write r = 1",
            "T4 (process 1, 0.000 .. ? ms, ambiguous): write r = 2",
            "T5 (process 2, 0.000 .. ? ms, ambiguous): append 6 to x");
    assertThat(history.count(Fate.AMBIGUOUS)).isEqualTo(2);
    assertThat(new TransactionChecker().check(history, IsolationModel.STRICT_SERIALIZABLE).valid())
        .isTrue();
  }

  @Test
  void whatHasEndedStaysAsItIs() {
    TransactionRecorder recorder = new TransactionRecorder(10);
    TransactionRecorder.Open open = recorder.begin(1, 0);
    open.committed(1);

    assertThatThrownBy(() -> open.append("x", 1)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> open.committed(2)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void theRecorderIsBounded() {
    TransactionRecorder recorder = new TransactionRecorder(1);
    recorder.begin(1, 0).committed(1);

    assertThatThrownBy(() -> recorder.begin(1, 2)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void impossibleTransactionsAreRefused() {
    TransactionRecorder recorder = new TransactionRecorder(10);
    assertThatThrownBy(() -> recorder.begin(1, 5).committed(4))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> recorder.beginStale(1, 5).append("x", 1).committed(6))
        .isInstanceOf(IllegalArgumentException.class);
    Transaction one = Script.txn(1, 0, 1);
    assertThatThrownBy(() -> Script.history(one, one))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("two transactions are called T1");
  }

  @Test
  void longListsAreShownShortened() {
    long[] many = new long[100];
    List<String> shown = new ArrayList<>();
    for (int i = 0; i < many.length; i++) {
      many[i] = i;
    }
    shown.add(Elements.of(many).toString());
    shown.add(Elements.of(1, 2, 3).toString());
    shown.add(Elements.of().toString());

    assertThat(shown).containsExactly("[0 1 2 3 4 5 ... 94 95 96 97 98 99]", "[1 2 3]", "[]");
  }
}
