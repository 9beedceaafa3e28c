package io.halcyon.node.replica;

import static io.halcyon.node.testing.Requests.addition;
import static io.halcyon.node.testing.Requests.conditional;
import static io.halcyon.node.testing.Requests.deletion;
import static io.halcyon.node.testing.Requests.get;
import static io.halcyon.node.testing.Requests.getAt;
import static io.halcyon.node.testing.Requests.id;
import static io.halcyon.node.testing.Requests.operation;
import static io.halcyon.node.testing.Requests.reading;
import static io.halcyon.node.testing.Requests.valueIs;
import static io.halcyon.node.testing.Requests.write;
import static org.assertj.core.api.Assertions.assertThat;

import io.halcyon.core.failure.Failure;
import io.halcyon.core.testing.SeededTest;
import io.halcyon.core.wire.OpRequest;
import io.halcyon.node.testing.Answer;
import io.halcyon.node.testing.Requests;
import io.halcyon.node.testing.TestShard;
import io.halcyon.proto.internal.v1.CallResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;

/// Whatever is in flight, grouped, deferred or failed over: results are those of a serial execution
/// in the order of commit timestamps, and each state can be read at its timestamp.
class SerialOrderPropertyTest {
  private static final List<String> KEYS = List.of("a", "b", "c", "d");

  /// A command, how the model executes it, and its answer; `execute` returns what it shows.
  private record Step(Command command, OpRequest request, Answer answer) {
    long timestamp() {
      return switch (command) {
        case Put _, Delete _ -> answer.timestamp();
        case Add _ -> answer.result().getIncrement().getTimestamp();
        case Swap _ -> answer.result().getConditional().getTimestamp();
        case Pair _ -> answer.result().getBatch().getTimestamp();
      };
    }
  }

  private sealed interface Command {}

  private record Put(String key, String value) implements Command {}

  private record Delete(String key) implements Command {}

  private record Add(String key, long delta) implements Command {}

  private record Swap(String key, String expected, String next, String other) implements Command {}

  private record Pair(String first, String second, String value) implements Command {}

  @TempDir Path directory;

  @SeededTest(runs = 12)
  void resultsAreThoseOfASerialExecution(RandomGenerator random) throws IOException {
    Path own = Files.createTempDirectory(directory, "run");
    int nodes = random.nextBoolean() ? 1 : 3;
    try (TestShard shard = TestShard.led(own, nodes)) {
      int leader = 1;
      List<Step> steps = new ArrayList<>();
      for (int i = 0; i < 150; i++) {
        switch (random.nextInt(12)) {
          case 0 -> shard.settle();
          case 1, 2, 3 -> shard.evaluate();
          case 4 -> shard.log().step();
          case 5 -> shard.pass(random.nextInt(3));
          case 6 -> {
            if (random.nextInt(5) == 0) {
              shard.settle();
              leader = 1 + random.nextInt(nodes);
              shard.lead(leader);
            }
          }
          default -> {
            Command command = command(random);
            OpRequest request = request(command);
            steps.add(new Step(command, request, shard.submit(leader, request)));
            if (random.nextInt(8) == 0) {
              Step again = steps.get(random.nextInt(steps.size()));
              steps.add(
                  new Step(
                      again.command(), again.request(), shard.submit(leader, again.request())));
            }
          }
        }
      }
      shard.settle();
      check(shard, leader, steps);
    }
  }

  private static Command command(RandomGenerator random) {
    String key = KEYS.get(random.nextInt(KEYS.size()));
    String number = Integer.toString(random.nextInt(4));
    return switch (random.nextInt(5)) {
      case 0 -> new Put(key, random.nextInt(6) == 0 ? "text" : number);
      case 1 -> new Delete(key);
      case 2 -> new Add(key, random.nextInt(3) - 1);
      case 3 -> new Swap(key, number, "s" + number, KEYS.get(random.nextInt(KEYS.size())));
      default -> new Pair(key, KEYS.get(random.nextInt(KEYS.size())), number);
    };
  }

  private static OpRequest request(Command command) {
    return switch (command) {
      case Put(String key, String value) -> Requests.put(key, value);
      case Delete(String key) -> Requests.delete(key);
      case Add(String key, long delta) -> Requests.increment(key, delta);
      case Swap(String key, String expected, String next, String other) ->
          conditional(
              id(),
              List.of(valueIs(key, expected)),
              List.of(operation(write(key, next)), reading(other)),
              List.of(reading(key)));
      case Pair(String first, String second, String value) ->
          Requests.batch(write(first, value), deletion(second), addition(first, 1));
    };
  }

  private static void check(TestShard shard, int leader, List<Step> steps) {
    Map<OpRequest, Step> first = new HashMap<>();
    for (Step step : steps) {
      assertThat(step.answer().answered()).as("%s", step.command()).isTrue();
      Step earlier = first.putIfAbsent(step.request(), step);
      if (earlier != null && earlier.answer().succeeded()) {
        assertThat(step.answer().body()).isEqualTo(earlier.answer().body());
      }
    }
    Map<String, String> model = new HashMap<>();
    TreeMap<Long, Map<String, String>> states = new TreeMap<>();
    first.values().stream()
        .filter(step -> step.answer().succeeded())
        .sorted(Comparator.comparingLong(Step::timestamp))
        .forEach(step -> {
          execute(step, model);
          assertThat(states.put(step.timestamp(), Map.copyOf(model))).isNull();
        });
    first.values().stream()
        .filter(step -> !step.answer().succeeded())
        .forEach(
            step -> assertThat(step.answer().failure()).isInstanceOf(Failure.WrongValue.class));
    for (String key : KEYS) {
      assertThat(shard.read(leader, get(key)).value()).isEqualTo(model.get(key));
      states.forEach((at, state) ->
          assertThat(shard.read(leader, getAt(key, at)).value())
              .as("%s at %s", key, at)
              .isEqualTo(state.get(key)));
    }
  }

  private static void execute(Step step, Map<String, String> model) {
    Answer answer = step.answer();
    switch (step.command()) {
      case Put(String key, String value) -> model.put(key, value);
      case Delete(String key) -> assertThat(answer.existed()).isEqualTo(model.remove(key) != null);
      case Add(String key, long delta) -> {
        long after = Long.parseLong(model.getOrDefault(key, "0")) + delta;
        assertThat(answer.result().getIncrement().getValue()).isEqualTo(after);
        model.put(key, Long.toString(after));
      }
      case Swap(String key, String expected, String next, String other) -> {
        CallResult result = answer.result();
        boolean holds = expected.equals(model.get(key));
        assertThat(result.getConditional().getSucceeded()).isEqualTo(holds);
        if (holds) {
          model.put(key, next);
        }
        var seen = result.getConditional().getResults(holds ? 1 : 0);
        String found = seen.hasFound() ? seen.getFound().getValue().toStringUtf8() : null;
        assertThat(found).isEqualTo(model.get(holds ? other : key));
      }
      case Pair(String firstKey, String second, String value) ->
          pair(model, firstKey, second, value);
    }
  }

  private static void pair(Map<String, String> model, String first, String second, String value) {
    model.put(first, value);
    model.remove(second);
    @Nullable String left = model.get(first);
    long before = left == null ? 0 : Long.parseLong(Objects.requireNonNull(left));
    model.put(first, Long.toString(before + 1));
  }
}
