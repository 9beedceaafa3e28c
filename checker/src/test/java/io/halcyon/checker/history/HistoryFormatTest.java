package io.halcyon.checker.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import org.junit.jupiter.api.Test;

class HistoryFormatTest {
  private static final List<Operation> EVERY_KIND =
      List.of(
          Operation.ok(1, "k", new Call.Get(), 0, 5, new Answer.Found(null)),
          Operation.ok(1, "k", new Call.Get(), 5, 5, new Answer.Found("a\"\\\n\u0001é")),
          Operation.ok(1, "k", new Call.Put("v"), 5, 6, new Answer.Done()),
          Operation.ok(1, "k", new Call.Delete(), 6, 7, new Answer.Existed(true)),
          Operation.ok(1, "k", new Call.Delete(), 8, 9, new Answer.Done()),
          Operation.ok(1, "k", new Call.CompareAndSet(null, "x"), 10, 11, new Answer.Swapped(true)),
          Operation.ok(1, "k", new Call.CompareAndSet("y", "x"), 12, 13, new Answer.Swapped(false)),
          Operation.ok(1, "k", new Call.Increment(-3), 14, 15, new Answer.Counted(-3)),
          new Operation(2, "k2", new Call.Put("w"), 3, 9, new Outcome.Failed("refused")),
          new Operation(2, "k2", new Call.Put("w"), 10, 12, new Outcome.Ambiguous("timeout")),
          Operation.ok(2, "k2", new Call.Get(), 13, 14, new Answer.Found("w")));

  @Test
  void everyKindOfOperationSurvivesWritingAndReading() throws IOException {
    StringBuilder text = new StringBuilder();
    HistoryFormat.write(new History(EVERY_KIND), text);

    History read = HistoryFormat.read(new StringReader(text.toString()));

    assertThat(read.operations()).containsExactlyInAnyOrderElementsOf(EVERY_KIND);
  }

  @Test
  void anInvocationWithoutCompletionIsAmbiguous() throws IOException {
    String line =
        "{\"type\":\"invoke\", \"process\":7,\"time\":1,\"op\":\"put\",\"key\":\"k\",\"value\":\"v\"}";

    History read = HistoryFormat.read(new StringReader(line));

    assertThat(read.operations())
        .singleElement()
        .satisfies(op -> assertThat(op.outcome()).isInstanceOf(Outcome.Ambiguous.class));
  }

  @Test
  void malformedLinesAreRefusedWithTheirNumber() {
    for (String bad :
        List.of(
            "{",
            "{}",
            "[]",
            "{\"type\":\"ok\",\"process\":1,\"time\":2}",
            "{\"type\":\"invoke\",\"process\":1,\"time\":2,\"op\":\"fly\",\"key\":\"k\"}",
            "{\"type\":\"invoke\",\"process\":1.5,\"time\":2,\"op\":\"get\",\"key\":\"k\"}",
            "{\"type\":\"invoke\",\"process\":1,\"time\":2,\"op\":\"get\",\"key\":\"k\"} x",
            "{\"type\":\"invoke\",\"type\":\"ok\"}",
            "{\"type\":\"\\uZZZZ\"}",
            "{\"type\":\"abc")) {
      assertThatThrownBy(() -> HistoryFormat.read(new StringReader("\n" + bad)))
          .as(bad)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("line 2");
    }
  }

  @Test
  void theRecorderKeepsOpenInvocationsAsAmbiguous() {
    HistoryRecorder recorder = new HistoryRecorder(2);
    long first = recorder.invoked(1, "k", new Call.Put("a"), 10);
    recorder.invoked(2, "k", new Call.Put("b"), 11);
    recorder.completed(first, new Outcome.Ok(new Answer.Done()), 20);

    assertThat(recorder.history().operations())
        .containsExactly(
            Operation.ok(1, "k", new Call.Put("a"), 10, 20, new Answer.Done()),
            Operation.ambiguous(2, "k", new Call.Put("b"), 11));
    assertThatThrownBy(() -> recorder.invoked(3, "k", new Call.Get(), 30))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void anAnswerThatDoesNotFitItsCallIsRefused() {
    assertThatThrownBy(() -> Operation.ok(1, "k", new Call.Get(), 0, 1, new Answer.Counted(1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Operation.ok(1, "k", new Call.Get(), 2, 1, new Answer.Found("v")))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
