package io.halcyon.client;

import static io.halcyon.client.HalcyonClientIT.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.halcyon.core.failure.Failure;
import io.halcyon.core.hlc.HlcTimestamp;
import io.halcyon.proto.v1.WatchResponse;
import io.halcyon.rpc.Failures;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class WatchIT {
  @RegisterExtension final Connected connected = new Connected();

  private FakeRouter router;
  private HalcyonClient client;

  @BeforeEach
  void connect() {
    router = connected.router();
    client = connected.client();
  }

  @Test
  void aBrokenWatchResumesFromTheResolvedTimestampWithoutGapOrDuplicate() throws Exception {
    try (Watch watch = client.watch(WatchSpec.prefix("k").after(new HlcTimestamp(5)))) {
      List<Long> seen = new ArrayList<>();
      CompletableFuture<Void> told =
          CompletableFuture.runAsync(() -> {
            FakeRouter.OpenedWatch one = opened();
            assertThat(one.request().getAfterTimestamp()).isEqualTo(5);
            assertThat(one.request().getPrefix()).isTrue();
            one.responses().onNext(response(8, 6, 8));
            one.responses().onNext(response(8, 9)); // delivered, but not resolved yet
            one.responses().onError(Failures.exception(new Failure.Unavailable("leader lost")));
            FakeRouter.OpenedWatch two = opened();
            assertThat(two.request().getAfterTimestamp()).isEqualTo(8);
            two.responses().onNext(response(10, 9, 10));
            two.responses().onCompleted();
            FakeRouter.OpenedWatch three = opened();
            assertThat(three.request().getAfterTimestamp()).isEqualTo(10);
            three.responses().onNext(response(11, 11));
          });
      while (watch.resolved().packed() < 11) {
        watch.poll(Duration.ofSeconds(20)).orElseThrow().events().stream()
            .map(event -> event.timestamp().packed())
            .forEach(seen::add);
      }
      assertThat(seen).containsExactly(6L, 8L, 9L, 10L, 11L);
      told.get(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void eventsCarryKeysValuesAndDeletions() {
    try (Watch watch = client.watch(WatchSpec.key("k"))) {
      opened()
          .responses()
          .onNext(
              WatchResponse.newBuilder()
                  .addEvents(event(7))
                  .addEvents(
                      event(8).toBuilder()
                          .clearValue()
                          .setKind(io.halcyon.proto.v1.WatchEvent.Kind.DELETE))
                  .setResolvedTimestamp(8)
                  .build());
      List<WatchEvent> events = watch.next().orElseThrow().events();
      assertThat(events.getFirst())
          .isInstanceOfSatisfying(
              WatchEvent.Put.class,
              put -> {
                assertThat(put.keyText()).isEqualTo("k");
                assertThat(put.text()).isEqualTo("v7");
              });
      assertThat(events.get(1)).isInstanceOf(WatchEvent.Deleted.class);
    }
  }

  @Test
  void aListenerIsToldOfChangesAndOfTheEnd() throws Exception {
    BlockingQueue<WatchBatch> batches = new LinkedBlockingQueue<>();
    CompletableFuture<Failure> failed = new CompletableFuture<>();
    client.watch(
        WatchSpec.prefix(""),
        new WatchListener() {
          @Override
          public void changed(WatchBatch batch) {
            batches.add(batch);
          }

          @Override
          public void failed(Failure failure) {
            failed.complete(failure);
          }
        });
    FakeRouter.OpenedWatch opened = opened();
    opened.responses().onNext(response(3, 3));
    assertThat(batches.poll(20, TimeUnit.SECONDS).events()).hasSize(1);
    opened.responses().onError(Failures.exception(new Failure.OutOfRange("collected")));
    assertThat(failed.get(20, TimeUnit.SECONDS)).isEqualTo(new Failure.OutOfRange("collected"));
  }

  @Test
  void progressIsReportedAndPollGivesUpInTime() {
    try (Watch watch = client.watch(WatchSpec.key("k"))) {
      assertThat(watch.poll(Duration.ofMillis(20))).isEmpty();
      opened().responses().onNext(response(50));
      WatchBatch batch = watch.poll(Duration.ofSeconds(20)).orElseThrow();
      assertThat(batch.events()).isEmpty();
      assertThat(batch.resolved()).isEqualTo(new HlcTimestamp(50));
    }
  }

  @Test
  void aWatchThatCannotGoOnThrows() {
    try (Watch watch = client.watch(WatchSpec.key("k").after(new HlcTimestamp(1)))) {
      CompletableFuture<Void> told =
          CompletableFuture.runAsync(() ->
              opened()
                  .responses()
                  .onError(Failures.exception(new Failure.OutOfRange("collected"))));
      assertThat(failureOf(watch::next)).isInstanceOf(Failure.OutOfRange.class);
      told.join();
      assertThat(watch.next()).isEmpty();
    }
  }

  @Test
  void closingTheClientEndsAWaitingWatch() throws Exception {
    Watch watch = client.watch(WatchSpec.key("k"));
    CompletableFuture<Boolean> ended = CompletableFuture.supplyAsync(() -> watch.next().isEmpty());
    opened();
    client.close();
    assertThat(ended.get(20, TimeUnit.SECONDS)).isTrue();
  }

  private FakeRouter.OpenedWatch opened() {
    try {
      FakeRouter.OpenedWatch opened = router.watches.poll(20, TimeUnit.SECONDS);
      if (opened == null) {
        throw new AssertionError("no watch was opened");
      }
      return opened;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static WatchResponse response(long resolved, long... timestamps) {
    WatchResponse.Builder response = WatchResponse.newBuilder().setResolvedTimestamp(resolved);
    for (long timestamp : timestamps) {
      response.addEvents(event(timestamp));
    }
    return response.build();
  }

  private static io.halcyon.proto.v1.WatchEvent event(long timestamp) {
    return io.halcyon.proto.v1.WatchEvent.newBuilder()
        .setKind(io.halcyon.proto.v1.WatchEvent.Kind.PUT)
        .setKey(ByteString.copyFromUtf8("k"))
        .setValue(ByteString.copyFromUtf8("v" + timestamp))
        .setTimestamp(timestamp)
        .build();
  }
}
