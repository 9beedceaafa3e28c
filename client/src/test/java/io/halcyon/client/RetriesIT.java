package io.halcyon.client;

import static io.halcyon.client.HalcyonClientIT.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.halcyon.core.failure.Failure;
import io.halcyon.core.id.RequestId;
import io.halcyon.core.id.ShardId;
import io.halcyon.core.wire.OpRequest;
import io.halcyon.proto.internal.v1.Call;
import io.halcyon.rpc.EventLoops;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What the client does when routers fail, shed load, or stay silent.
class RetriesIT {
  private final EventLoops loops = EventLoops.start(1);
  private final FakeStore store = new FakeStore();
  private final List<AutoCloseable> opened = new ArrayList<>();
  private FakeRouter first;
  private FakeRouter second;

  @BeforeEach
  void start() throws IOException {
    first = router(0);
    second = router(0);
  }

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable each : opened.reversed()) {
      each.close();
    }
    loops.close();
  }

  @Test
  void aWriteWhoseAnswerWasLostIsRepeatedUnderItsIdAndTakesEffectOnce() throws Exception {
    HalcyonClient client = client(first, second);
    FakeRouter used = routerInUse(client);
    used.script.add((request, responder) -> {
      used.serveSilently(request, responder);
      Thread.ofVirtual().start(used::close);
    });
    assertThat(client.increment("n", 1).value()).isEqualTo(1);
    assertThat(client.increment("n", 1).value()).isEqualTo(2);
    Set<RequestId> ids = incrementIds(used);
    assertThat(ids).hasSize(1);
    assertThat(incrementIds(used == first ? second : first)).hasSize(2).containsAll(ids);
    assertThat(store.outcomesRemembered()).isEqualTo(2);
  }

  @Test
  void afterARestartOnTheSameAddressTheClientComesBack() throws Exception {
    HalcyonClient client = client(first);
    client.put("k", "1");
    int port = first.port();
    first.close();
    CompletableFuture<?> during = client.async().put("k", "2");
    router(port);
    during.get(20, TimeUnit.SECONDS);
    assertThat(client.get("k").orElseThrow().text()).isEqualTo("2");
  }

  @Test
  void aRouterThatNeverWasThereIsPassedOver() {
    String nobody = first.address();
    first.close();
    for (int i = 0; i < 4; i++) {
      HalcyonClient client = client(HalcyonClient.builder().addresses(nobody, second.address()));
      client.put("k", "v" + i);
    }
    assertThat(second.received).hasSize(4);
  }

  @Test
  void aSilentRouterIsLeftForAnotherAfterTheAttemptTimeout() {
    HalcyonClient client =
        client(
            HalcyonClient.builder()
                .addresses(first.address(), second.address())
                .retry(
                    new RetryPolicy(
                        10, Duration.ofMillis(5), Duration.ofMillis(50), Duration.ofMillis(100))));
    FakeRouter used = routerInUse(client);
    used.script.add((_, _) -> {});
    client.put("k", "v");
    assertThat((used == first ? second : first).received).hasSize(1);
  }

  @Test
  void retriableFailuresAreHidden() {
    HalcyonClient client = client(first);
    first.failNext(1, new Failure.Unavailable("no leader"));
    first.failNext(1, new Failure.NotLeader(new ShardId(1), null));
    first.failNext(1, new Failure.Overloaded("busy", Duration.ofMillis(15)));
    first.failNext(1, new Failure.Ambiguous("lost"));
    client.put("k", "v");
    assertThat(first.received).hasSize(5);
    assertThat(first.received.stream().map(OpRequest::requestId).distinct()).hasSize(1);
  }

  @Test
  void failuresThatNoRetryCanMendAreNotRepeated() {
    HalcyonClient client = client(first);
    List<Failure> terminal =
        List.of(
            new Failure.Invalid("bad"),
            new Failure.Unsupported("not yet"),
            new Failure.WrongValue("text"),
            new Failure.OutOfRange("collected"),
            new Failure.RetryWindowPassed("old"),
            new Failure.ClockSkew("ahead"),
            new Failure.Corrupted(new ShardId(1), "checksum"),
            new Failure.Internal("bug"));
    for (Failure failure : terminal) {
      first.received.clear();
      first.failNext(1, failure);
      assertThat(failureOf(() -> client.put("k", "v"))).isEqualTo(failure);
      assertThat(first.received).hasSize(1);
    }
  }

  @Test
  void aWriteThatWasSentAndNotAnsweredByTheDeadlineIsAmbiguous() {
    HalcyonClient client = client(first).withTimeout(Duration.ofSeconds(5));
    client.put("warm", "up");
    first.script.add((_, _) -> {});
    first.script.add((_, _) -> {});
    HalcyonClient hasty = client.withTimeout(Duration.ofMillis(80));
    assertThat(failureOf(() -> hasty.put("k", "v"))).isInstanceOf(Failure.Ambiguous.class);
    assertThat(failureOf(() -> hasty.get("k"))).isInstanceOf(Failure.DeadlineExceeded.class);
  }

  @Test
  void aWriteThatWasNeverSentIsNotAmbiguous() {
    first.close();
    HalcyonClient client = client(first).withTimeout(Duration.ofMillis(150));
    assertThat(failureOf(() -> client.put("k", "v"))).isInstanceOf(Failure.DeadlineExceeded.class);
  }

  @Test
  void onceAnAttemptIsOpenLaterRefusalsDoNotHideIt() {
    HalcyonClient client =
        client(
            HalcyonClient.builder()
                .addresses(first.address())
                .retry(
                    new RetryPolicy(
                        2, Duration.ofMillis(1), Duration.ofMillis(2), Duration.ofSeconds(1))));
    first.failNext(1, new Failure.Ambiguous("lost"));
    first.failNext(1, new Failure.Unavailable("no leader"));
    assertThat(failureOf(() -> client.put("k", "v"))).isInstanceOf(Failure.Ambiguous.class);
    first.failNext(1, new Failure.Unavailable("no leader"));
    first.failNext(1, new Failure.Overloaded("busy", Duration.ofMillis(1)));
    assertThat(failureOf(() -> client.put("k", "v"))).isInstanceOf(Failure.Overloaded.class);
  }

  @Test
  void anOverloadThatOutlastsTheDeadlineIsReportedAtOnce() {
    HalcyonClient client = client(first);
    first.failNext(1, new Failure.Overloaded("busy", Duration.ofMinutes(1)));
    assertThat(failureOf(() -> client.put("k", "v"))).isInstanceOf(Failure.Overloaded.class);
    assertThat(first.received).hasSize(1);
  }

  @Test
  void moreCallsThanAllowedAreRefusedAtTheClient() {
    HalcyonClient client =
        client(HalcyonClient.builder().addresses(first.address()).outstandingMax(3));
    client.put("warm", "up");
    for (int i = 0; i < 3; i++) {
      first.script.add((_, _) -> {});
    }
    List<CompletableFuture<?>> unanswered = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      unanswered.add(client.async().get("k"));
    }
    assertThat(failureOf(() -> client.get("k"))).isInstanceOf(Failure.Overloaded.class);
    assertThat(unanswered).noneMatch(CompletableFuture::isDone);
  }

  @Test
  void closingTheClientEndsEverythingUnderWay() throws Exception {
    HalcyonClient client = client(first);
    client.put("warm", "up");
    first.script.add((_, _) -> {});
    CompletableFuture<?> sent = client.async().put("k", "v");
    first.failNext(1_000, new Failure.Unavailable("no leader"));
    CompletableFuture<?> pausing = client.async().get("k");
    client.close();
    assertThat(sent.handle((_, e) -> e).get(10, TimeUnit.SECONDS)).isNotNull();
    assertThat(pausing.handle((_, e) -> e).get(10, TimeUnit.SECONDS)).isNotNull();
  }

  private FakeRouter router(int port) throws IOException {
    FakeRouter router = new FakeRouter(loops, store, port);
    opened.add(router);
    return router;
  }

  private HalcyonClient client(FakeRouter... routers) {
    ClientBuilder builder = HalcyonClient.builder();
    for (FakeRouter router : routers) {
      builder.addresses(router.address());
    }
    return client(builder);
  }

  private HalcyonClient client(ClientBuilder builder) {
    HalcyonClient client = builder.timeout(Duration.ofSeconds(20)).build();
    opened.add(client);
    return client;
  }

  /// Returns the router that the client has chosen, and forgets how that was found out.
  private FakeRouter routerInUse(HalcyonClient client) {
    client.get("which");
    FakeRouter used = first.received.isEmpty() ? second : first;
    first.received.clear();
    second.received.clear();
    return used;
  }

  private static Set<RequestId> incrementIds(FakeRouter router) {
    return router.received.stream()
        .map(RetriesIT::call)
        .map(call -> FakeStore.id(call.getIncrement().getRequestId()))
        .collect(Collectors.toSet());
  }

  private static Call call(OpRequest request) {
    try {
      return Call.parseFrom(request.body());
    } catch (com.google.protobuf.InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }
}
