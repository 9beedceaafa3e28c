package io.halcyon.node.replica;

import static io.halcyon.node.testing.Requests.addition;
import static io.halcyon.node.testing.Requests.bytes;
import static io.halcyon.node.testing.Requests.conditional;
import static io.halcyon.node.testing.Requests.deletion;
import static io.halcyon.node.testing.Requests.exists;
import static io.halcyon.node.testing.Requests.get;
import static io.halcyon.node.testing.Requests.getAt;
import static io.halcyon.node.testing.Requests.id;
import static io.halcyon.node.testing.Requests.increment;
import static io.halcyon.node.testing.Requests.key;
import static io.halcyon.node.testing.Requests.multiGet;
import static io.halcyon.node.testing.Requests.operation;
import static io.halcyon.node.testing.Requests.put;
import static io.halcyon.node.testing.Requests.reading;
import static io.halcyon.node.testing.Requests.scan;
import static io.halcyon.node.testing.Requests.stored;
import static io.halcyon.node.testing.Requests.valueIs;
import static io.halcyon.node.testing.Requests.write;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.halcyon.core.failure.Failure;
import io.halcyon.node.testing.Answer;
import io.halcyon.node.testing.Requests;
import io.halcyon.node.testing.TestShard;
import io.halcyon.proto.v1.Compare;
import io.halcyon.proto.v1.ConditionalResponse;
import io.halcyon.raftstorage.engine.Expired;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What each kind of write does, by way of a shard of one replica.
class EvaluatorTest {
  @TempDir Path directory;

  private TestShard shard;

  @BeforeEach
  void start() throws IOException {
    shard = TestShard.led(directory, 1);
  }

  @AfterEach
  void stop() {
    shard.close();
  }

  private @Nullable String value(String key) {
    return shard.read(1, get(key)).value();
  }

  private ConditionalResponse holds(Compare.Builder compare) {
    return shard
        .write(1, conditional(id(), List.of(compare.build()), List.of(reading("a")), List.of()))
        .result()
        .getConditional();
  }

  @Test
  void anIncrementCountsFromZeroAndRefusesWhatIsNoNumber() {
    assertThat(shard.write(1, increment("n", -7)).result().getIncrement().getValue()).isEqualTo(-7);
    assertThat(shard.write(1, increment("n", 9)).result().getIncrement().getValue()).isEqualTo(2);
    assertThat(value("n")).isEqualTo("2");
    for (String text : List.of("", " 1", "1.5", "0x10", "9223372036854775808", "\u0661\u0000")) {
      shard.write(1, put("t", text));
      assertThat(shard.write(1, increment("t", 1)).failure())
          .as(text)
          .isInstanceOf(Failure.WrongValue.class);
      assertThat(value("t")).isEqualTo(text);
    }
  }

  @Test
  void anIncrementThatOverflowsChangesNothing() {
    shard.write(1, put("n", Long.toString(Long.MAX_VALUE)));
    assertThat(shard.write(1, increment("n", 1)).failure()).isInstanceOf(Failure.WrongValue.class);
    assertThat(value("n")).isEqualTo(Long.toString(Long.MAX_VALUE));
    shard.write(1, put("n", Long.toString(Long.MIN_VALUE)));
    assertThat(shard.write(1, increment("n", -1)).failure()).isInstanceOf(Failure.WrongValue.class);
    assertThat(shard.write(1, increment("n", Long.MAX_VALUE)).result().getIncrement().getValue())
        .isEqualTo(-1);
  }

  @Test
  void aBatchTakesEffectWhollyOrNotAtAll() {
    shard.write(1, put("text", "x"));
    Answer refused =
        shard.write(1, Requests.batch(write("a", "1"), addition("text", 1), write("b", "1")));
    assertThat(refused.failure()).isInstanceOf(Failure.WrongValue.class);
    assertThat(value("a")).isNull();
    assertThat(value("b")).isNull();

    Answer whole =
        shard.write(1, Requests.batch(write("a", "1"), deletion("text"), addition("n", 2)));
    long at = whole.result().getBatch().getTimestamp();
    assertThat(shard.read(1, getAt("a", at)).value()).isEqualTo("1");
    assertThat(shard.read(1, getAt("n", at)).value()).isEqualTo("2");
    assertThat(shard.read(1, getAt("text", at)).value()).isNull();
    assertThat(shard.read(1, getAt("text", at - 1)).value()).isEqualTo("x");
    assertThat(shard.read(1, getAt("a", at - 1)).value()).isNull();
  }

  @Test
  void laterPartsOfABatchSeeEarlierOnes() {
    shard.write(
        1,
        Requests.batch(
            write("n", "1"), addition("n", 1), deletion("m"), addition("n", 1), deletion("n")));
    assertThat(value("n")).isNull();
    shard.write(1, Requests.batch(deletion("n"), addition("n", 5), addition("n", 5)));
    assertThat(value("n")).isEqualTo("10");
  }

  @Test
  void aConditionChoosesItsBranch() {
    shard.write(1, put("a", "1"));
    List<Compare> both = List.of(valueIs("a", "1"), exists("b", false));
    ConditionalResponse first =
        shard
            .write(
                1,
                conditional(
                    id(),
                    both,
                    List.of(operation(write("b", "2")), reading("b"), operation(deletion("a"))),
                    List.of(reading("a"))))
            .result()
            .getConditional();
    assertThat(first.getSucceeded()).isTrue();
    assertThat(first.getResults(1).getFound().getValue().toStringUtf8()).isEqualTo("2");
    assertThat(first.getResults(2).getExisted()).isTrue();
    ConditionalResponse second =
        shard
            .write(
                1,
                conditional(
                    id(),
                    both,
                    List.of(operation(write("b", "3"))),
                    List.of(reading("a"), operation(addition("c", 3)), reading("b"))))
            .result()
            .getConditional();
    assertThat(second.getSucceeded()).isFalse();
    assertThat(second.getResults(0).hasFound()).isFalse();
    assertThat(second.getResults(1).getFound().getValue().toStringUtf8()).isEqualTo("3");
    assertThat(second.getResults(2).getFound().getValue().toStringUtf8()).isEqualTo("2");
    assertThat(second.getTimestamp()).isGreaterThan(first.getTimestamp());
  }

  @Test
  void compareOperatorsFollowUnsignedByteOrderAndTimestamps() {
    long written = shard.write(1, put("a", "m")).timestamp();
    Compare.Builder compare =
        Compare.newBuilder()
            .setKey(stored("a"))
            .setTarget(Compare.Target.VALUE)
            .setValue(ByteString.copyFrom(new byte[] {(byte) 0x80}));
    assertThat(holds(compare.setOperator(Compare.Operator.LESS)).getSucceeded()).isTrue();
    assertThat(holds(compare.setOperator(Compare.Operator.GREATER)).getSucceeded()).isFalse();
    assertThat(holds(compare.setOperator(Compare.Operator.NOT_EQUAL)).getSucceeded()).isTrue();
    compare.setTarget(Compare.Target.TIMESTAMP).setTimestamp(written);
    assertThat(holds(compare.setOperator(Compare.Operator.EQUAL)).getSucceeded()).isTrue();
    assertThat(holds(compare.setTimestamp(written - 1)).getSucceeded()).isFalse();
    assertThat(holds(compare.setOperator(Compare.Operator.GREATER)).getSucceeded()).isTrue();
    compare.setKey(stored("none")).setTimestamp(0);
    assertThat(holds(compare.setOperator(Compare.Operator.EQUAL)).getSucceeded()).isTrue();
    // What is absent has no value: it equals none.
    compare.setTarget(Compare.Target.VALUE).setValue(ByteString.EMPTY);
    assertThat(holds(compare).getSucceeded()).isFalse();
  }

  @Test
  void aVersionExpiresAtItsTimeToLive() {
    long written = shard.write(1, put("a", "1", 1_000, id())).timestamp();
    shard.write(1, put("n", "5", 1_000, id()));
    assertThat(value("a")).isEqualTo("1");
    // Not by the physical clock alone, which stands behind the hybrid one.
    shard.pass(5_000);
    assertThat(value("a")).isNull();
    assertThat(shard.read(1, multiGet(0, "a")).result().getMultiGet().getResults(0).hasFound())
        .isFalse();
    assertThat(shard.read(1, scan(0)).result().getShardScan().getItemsList()).isEmpty();
    assertThat(shard.read(1, getAt("a", written)).value()).isEqualTo("1");
    assertThat(shard.write(1, Requests.delete("a")).existed()).isFalse();
    assertThat(shard.write(1, increment("n", 1)).result().getIncrement().getValue()).isEqualTo(1);
  }

  @Test
  void anIncrementKeepsTheTimeToLive() {
    shard.write(1, put("n", "5", 10_000, id()));
    shard.write(1, increment("n", 1));
    shard.pass(5_000);
    assertThat(value("n")).isEqualTo("6");
    shard.pass(10_000);
    assertThat(value("n")).isNull();
  }

  @Test
  void expiryDeletesOnlyWhatWasNotOverwritten() {
    shard.write(1, put("a", "1", 1_000, id()));
    shard.write(1, put("b", "1", 1_000, id()));
    shard.pass(5_000);
    List<Expired> expired = shard.node(1).store().expired(shard.node(1).time().millis(), 10);
    assertThat(expired).hasSize(2);
    shard.write(1, put("b", "2"));
    var done =
        shard
            .replica(1)
            .own()
            .expire(
                expired.stream().map(Expired::key).toList(),
                expired.stream().map(Expired::timestamp).toList());
    shard.settle();
    assertThat(done).isCompletedWithValue(true);
    assertThat(shard.node(1).store().newest(key("a"))).isNull();
    assertThat(value("b")).isEqualTo("2");
  }

  @Test
  void aResultThatIsTooLargeIsRefused() {
    shard.write(1, put("a", "v".repeat(800_000)));
    Answer two =
        shard.write(
            1, conditional(id(), List.of(), List.of(reading("a"), reading("a")), List.of()));
    assertThat(two.failure()).isInstanceOf(Failure.Invalid.class);
    String[] many = IntStream.range(0, 20).mapToObj(_ -> "a").toArray(String[]::new);
    assertThat(shard.read(1, multiGet(0, many)).failure()).isInstanceOf(Failure.Invalid.class);
    assertThat(shard.read(1, multiGet(0, "a", "a")).result().getMultiGet().getResultsCount())
        .isEqualTo(2);
  }

  @Test
  void rememberedOutcomesSurviveTheirEncoding() {
    var success = new RememberedOutcome(9, new Evaluator.Result(bytes("result"), null));
    Evaluator.Result decoded = RememberedOutcome.result(success.answer());
    assertThat(decoded.body()).isEqualTo(bytes("result"));
    assertThat(decoded.failure()).isNull();
    Failure failure = new Failure.WrongValue("no");
    var refusal = new RememberedOutcome(9, new Evaluator.Result(new byte[0], failure));
    assertThat(RememberedOutcome.result(refusal.answer()).failure()).isEqualTo(failure);
  }
}
