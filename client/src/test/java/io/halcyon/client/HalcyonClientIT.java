package io.halcyon.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.HalcyonException;
import io.halcyon.core.hlc.HlcTimestamp;
import io.halcyon.core.wire.OpKind;
import io.halcyon.core.wire.OpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The operations, over real streams against a fake router.
class HalcyonClientIT {
  @RegisterExtension final Connected connected = new Connected();

  private FakeRouter router;
  private HalcyonClient client;

  @BeforeEach
  void connect() {
    router = connected.router();
    client = connected.client();
  }

  @Test
  void whatIsPutCanBeReadAndDeleted() {
    assertThat(client.get("k")).isEmpty();
    HlcTimestamp written = client.put("k", "v");
    Entry entry = client.get("k").orElseThrow();
    assertThat(entry.keyText()).isEqualTo("k");
    assertThat(entry.text()).isEqualTo("v");
    assertThat(entry.timestamp()).isEqualTo(written);
    assertThat(entry.expiresAt()).isEmpty();
    assertThat(client.delete("k").existed()).isTrue();
    assertThat(client.delete("k").existed()).isFalse();
    assertThat(client.get("k")).isEmpty();
  }

  @Test
  void readOptionsAndTimeToLiveTravel() {
    client.put("k", "v", Duration.ofSeconds(90));
    client.get("k", ReadOptions.at(new HlcTimestamp(77)));
    client.get("k", ReadOptions.maxStaleness(Duration.ofSeconds(3)));
    List<OpRequest> received = List.copyOf(router.received);
    assertThat(received.get(0).ttlMillis()).isEqualTo(90_000);
    assertThat(received.get(1).readAt()).isEqualTo(77);
    assertThat(received.get(2).maxStalenessMillis()).isEqualTo(3_000);
    assertThat(received.get(2).deadlineMillis()).isBetween(1, 10_000);
  }

  @Test
  void anInterruptedReadHasChangedNothingAndAnInterruptedWriteMayHave() {
    router.script.add((_, _) -> {});
    Thread.currentThread().interrupt();
    assertThat(failureOf(() -> client.get("k"))).isInstanceOf(Failure.Unavailable.class);
    router.script.add((_, _) -> {});
    // The flag was kept for the caller, and meets the next call.
    assertThat(failureOf(() -> client.put("k", "v"))).isInstanceOf(Failure.Ambiguous.class);
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void severalKeysAreReadInOneSnapshotAndInTheOrderAsked() {
    client.batch(Write.put("a", "1"), Write.put("b", "2"), Write.increment("n", 5));
    MultiGetResult result = client.multiGet("b", "missing", "a", "n");
    assertThat(result.entries().stream().map(each -> each.map(Entry::text).orElse("-")))
        .containsExactly("2", "-", "1", "5");
  }

  @Test
  void incrementsCountAndRefuseText() {
    assertThat(client.increment("n", 5).value()).isEqualTo(5);
    assertThat(client.increment("n", -7).value()).isEqualTo(-2);
    client.put("t", "text");
    assertThat(failureOf(() -> client.increment("t", 1))).isInstanceOf(Failure.WrongValue.class);
  }

  @Test
  void compareAndSetSucceedsOnceForEachExpectedValue() {
    assertThat(client.compareAndSet("k", null, "1")).isTrue();
    assertThat(client.compareAndSet("k", null, "2")).isFalse();
    assertThat(client.compareAndSet("k", "1", "2")).isTrue();
    assertThat(client.compareAndSet("k", "1", "3")).isFalse();
    assertThat(client.get("k").orElseThrow().text()).isEqualTo("2");
  }

  @Test
  void conditionalOperationsRunOneOfTheirBranches() {
    Conditional takeOwnership =
        Conditional.when(Condition.absent("{j}.owner"))
            .then(Write.put("{j}.owner", "me"), Write.increment("{j}.term", 1))
            .otherwise(Action.get("{j}.owner"), Write.delete("{j}.nothing"));
    ConditionalResult first = client.conditional(takeOwnership);
    assertThat(first.succeeded()).isTrue();
    assertThat(first.results().get(1).entry().orElseThrow().text()).isEqualTo("1");
    ConditionalResult second = client.conditional(takeOwnership);
    assertThat(second.succeeded()).isFalse();
    assertThat(second.results().getFirst().entry().orElseThrow().text()).isEqualTo("me");
    assertThat(second.results().get(1).existed()).isFalse();
  }

  @Test
  void scansPageThroughRangesInBothDirections() {
    List<Write> writes = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      writes.add(Write.put("k%02d".formatted(i), "v" + i));
    }
    writes.add(Write.put("other", "x"));
    client.batch(writes);
    assertThat(client.scan(Scan.prefix("k").pageSize(7)).stream().map(Entry::keyText))
        .hasSize(100)
        .isSorted();
    assertThat(keys(Scan.prefix("k").reverse().limit(3).pageSize(2)))
        .containsExactly("k99", "k98", "k97");
    assertThat(keys(Scan.range("k10", "k13"))).containsExactly("k10", "k11", "k12");
    assertThat(client.scan(Scan.all().pageSize(50)).toList()).hasSize(101);
    assertThat(client.scan(Scan.prefix("k").keysOnly().limit(1)).toList().getFirst().value())
        .isEmpty();
    assertThat(keys(Scan.prefix("none"))).isEmpty();
  }

  @Test
  void anAbandonedScanFetchesOnlyOnePageAhead() {
    for (int i = 0; i < 30; i++) {
      client.put("k%02d".formatted(i), "v");
    }
    router.received.clear();
    Iterator<Entry> entries = client.scan(Scan.all().pageSize(5)).iterator();
    assertThat(entries.next().keyText()).isEqualTo("k00");
    client.get("k00"); // answered after what was sent before it
    assertThat(router.received.stream().filter(each -> each.kind() == OpKind.READ_CALL)).hasSize(2);
  }

  @Test
  void asynchronousOperationsShareFrames() {
    client.put("k", "v");
    int before = router.frames.get();
    List<CompletableFuture<?>> gets = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      gets.add(client.async().get("k"));
    }
    CompletableFuture.allOf(gets.toArray(CompletableFuture[]::new))
        .orTimeout(20, TimeUnit.SECONDS)
        .join();
    assertThat(router.frames.get() - before).isLessThan(1_500);
  }

  @Test
  void wrongArgumentsAreRefusedWithTheLimitAndNothingIsSent() {
    byte[] key = "k".getBytes(UTF_8);
    assertInvalid(() -> client.put("", "v"), "empty");
    assertInvalid(() -> client.get(new byte[8193]), "8192");
    assertInvalid(() -> client.put(key, new byte[1024 * 1024 + 1]), "1048576");
    assertInvalid(() -> client.put("k", "v", Duration.ofMillis(-1)), "time to live");
    assertInvalid(() -> client.batch(), "at least one");
    assertInvalid(() -> client.multiGet(), "at least one");
    Write megabyte = Write.put(key, new byte[1024 * 1024]);
    assertInvalid(() -> client.batch(megabyte, megabyte, megabyte, megabyte), "split it");
    assertInvalid(() -> client.watch(WatchSpec.key("")), "empty");
    assertThatThrownBy(() -> Scan.all().limit(0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> HalcyonClient.connect("nowhere"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(router.received).isEmpty();
  }

  @Test
  void theLargestKeysAndValuesTravel() {
    byte[] key = new byte[8192];
    byte[] value = new byte[1024 * 1024];
    client.put(key, value);
    assertThat(client.get(key).orElseThrow().value()).isEqualTo(value);
  }

  @Test
  void aSynchronousCallInACallbackIsRefusedRatherThanHanging() {
    CompletableFuture<Object> chained =
        client.async().put("k", "v").thenApply(_ -> client.get("k"));
    // Should the first future be complete already, the callback runs here and may wait.
    chained.handle((_, _) -> null).orTimeout(20, TimeUnit.SECONDS).join();
    assertThat(client.get("k")).isPresent();
  }

  @Test
  void aClosedClientSaysSo() {
    client.close();
    client.close();
    assertThat(failureOf(() -> client.get("k"))).isInstanceOf(Failure.Unavailable.class);
  }

  private List<String> keys(Scan scan) {
    return client.scan(scan).stream().map(Entry::keyText).toList();
  }

  private static void assertInvalid(Runnable call, String limit) {
    Failure failure = failureOf(call);
    assertThat(failure).isInstanceOf(Failure.Invalid.class);
    assertThat(failure.message()).contains(limit);
  }

  static Failure failureOf(Runnable call) {
    try {
      call.run();
    } catch (HalcyonException e) {
      return e.failure();
    }
    throw new AssertionError("the call succeeded");
  }
}
