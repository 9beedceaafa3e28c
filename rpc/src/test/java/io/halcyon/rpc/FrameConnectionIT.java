package io.halcyon.rpc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.halcyon.core.failure.Failure;
import io.halcyon.core.wire.OpKind;
import io.halcyon.core.wire.OpRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Both ends of the batching stream over loopback.
class FrameConnectionIT {

  private final EventLoops loops = EventLoops.start(2);
  private final List<AutoCloseable> opened = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : opened.reversed()) {
      each.close();
    }
    loops.close();
  }

  @Test
  void manyOperationsTravelInFewFramesAndEachGetsItsOwnAnswer() throws Exception {
    EchoServer server = server(FrameConnectionIT::echo);
    FrameConnection connection = connection(server);
    List<CompletableFuture<Outcome>> outcomes = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      outcomes.add(send(connection, 10_000, Integer.toString(i).getBytes(UTF_8)));
    }
    for (int i = 0; i < 20_000; i++) {
      assertThat(new String(outcomes.get(i).get(20, SECONDS).body(), UTF_8)).isEqualTo("" + i);
    }
    assertThat(server.operations.get()).isEqualTo(20_000);
    assertThat(server.frames.get()).isLessThan(5_000);
    assertThat(connection.stats().operations()).isEqualTo(20_000);
    assertThat(connection.stats().frames()).isEqualTo(server.frames.get());
    assertThat(connection.outstanding()).isZero();
  }

  @Test
  void bigBodiesArriveWholeAndObserveFlowControl() throws Exception {
    FrameConnection connection = connection(server(FrameConnectionIT::echo));
    List<CompletableFuture<Outcome>> outcomes = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      byte[] body = new byte[1024 * 1024];
      body[0] = (byte) i;
      outcomes.add(send(connection, 20_000, body));
    }
    for (int i = 0; i < 40; i++) {
      byte[] body = outcomes.get(i).get(20, SECONDS).body();
      assertThat(body).hasSize(1024 * 1024);
      assertThat(body[0]).isEqualTo((byte) i);
    }
  }

  @Test
  void answersGivenByOtherThreadsAndInOtherOrderFindTheirOperations() throws Exception {
    LinkedBlockingQueue<Runnable> later = new LinkedBlockingQueue<>();
    FrameConnection connection =
        connection(server((request, responder) -> later.add(() -> responder.ok(request.body()))));
    var first = send(connection, 10_000, new byte[] {1});
    var second = send(connection, 10_000, new byte[] {2});
    Runnable answerFirst = later.poll(10, SECONDS);
    later.poll(10, SECONDS).run();
    assertThat(second.get(10, SECONDS).body()).containsExactly(2);
    assertThat(first).isNotDone();
    answerFirst.run();
    answerFirst.run(); // a second answer is dropped
    assertThat(first.get(10, SECONDS).body()).containsExactly(1);
  }

  @Test
  void failuresOfTheServerArriveAsTheyAre() throws Exception {
    Failure failure = new Failure.Overloaded("busy", Duration.ofMillis(7));
    FrameConnection connection =
        connection(server((request, responder) -> responder.fail(failure)));
    Outcome outcome = send(connection, 10_000, new byte[1]).get(10, SECONDS);
    assertThat(outcome.failure()).isEqualTo(failure);
    assertThat(outcome.sent()).isFalse();
  }

  @Test
  void aHandlerThatThrowsAnswersInternal() throws Exception {
    FrameConnection connection =
        connection(
            server((request, responder) -> {
              throw new IllegalStateException("boom");
            }));
    assertThat(send(connection, 10_000, new byte[1]).get(10, SECONDS).failure())
        .isInstanceOf(Failure.Internal.class);
  }

  @Test
  void anUnansweredOperationFailsAtItsDeadlineAsSent() throws Exception {
    FrameConnection connection = connection(server(FrameConnectionIT::silence));
    awaitConnected(connection);
    var slow = send(connection, 60_000, new byte[1]);
    Outcome outcome = send(connection, 30, new byte[1]).get(10, SECONDS);
    assertThat(outcome.failure()).isInstanceOf(Failure.DeadlineExceeded.class);
    assertThat(outcome.sent()).isTrue();
    assertThat(slow).isNotDone();
    assertThat(connection.stats().expired()).isEqualTo(1);
    assertThat(connection.outstanding()).isEqualTo(1);
  }

  @Test
  void aBrokenStreamFailsItsOperationsAsSentAndTheConnectionComesBack() throws Exception {
    CountDownLatch received = new CountDownLatch(1);
    EchoServer server = server((request, responder) -> received.countDown());
    FrameConnection connection = connection(server);
    var lost = send(connection, 60_000, new byte[1]);
    assertThat(received.await(10, SECONDS)).isTrue();
    int port = server.port();
    server.close();
    Outcome outcome = lost.get(10, SECONDS);
    assertThat(outcome.failure()).isInstanceOf(Failure.Unavailable.class);
    assertThat(outcome.sent()).isTrue();

    server(FrameServerConfig.DEFAULT, port, FrameConnectionIT::echo);
    awaitConnected(connection);
    assertThat(send(connection, 10_000, new byte[] {5}).get(10, SECONDS).body()).containsExactly(5);
    assertThat(connection.stats().connects()).isEqualTo(2);
  }

  @Test
  void withNobodyThereOperationsFailAsNotSentAndSoon() throws Exception {
    EchoServer server = server(FrameConnectionIT::echo);
    String address = server.address();
    server.close();
    FrameConnection connection = connection(address, FrameConfig.DEFAULT, HlcExchange.NONE);
    Outcome outcome = send(connection, 60_000, new byte[1]).get(10, SECONDS);
    assertThat(outcome.failure()).isInstanceOf(Failure.Unavailable.class);
    assertThat(outcome.sent()).isFalse();
    assertThat(connection.connected()).isFalse();
  }

  @Test
  void aFullConnectionRefusesWithoutSending() throws Exception {
    EchoServer server = server(FrameConnectionIT::silence);
    FrameConfig config =
        new FrameConfig(
            1024,
            16,
            3,
            FrameConfig.DEFAULT.outstandingBytesMax(),
            FrameConfig.DEFAULT.connectTimeout(),
            FrameConfig.DEFAULT.backoffMin(),
            FrameConfig.DEFAULT.backoffMax(),
            FrameConfig.DEFAULT.silenceMax());
    FrameConnection connection = connection(server.address(), config, HlcExchange.NONE);
    for (int i = 0; i < 3; i++) {
      var _ = send(connection, 60_000, new byte[1]);
    }
    Outcome outcome = send(connection, 60_000, new byte[1]).get(10, SECONDS);
    assertThat(outcome.failure()).isInstanceOf(Failure.Overloaded.class);
    assertThat(outcome.sent()).isFalse();
    Outcome tooBig =
        send(connection, 60_000, new byte[FrameConfig.OP_BYTES_MAX + 1]).get(10, SECONDS);
    assertThat(tooBig.failure()).isInstanceOf(Failure.Invalid.class);
  }

  @Test
  void aStreamWithTooMuchInFlightIsAnsweredOverloaded() throws Exception {
    FrameServerConfig config = new FrameServerConfig(1024, 16, 4, 1024 * 1024, 33);
    LinkedBlockingQueue<Responder> held = new LinkedBlockingQueue<>();
    EchoServer server = server(config, 0, (request, responder) -> held.add(responder));
    FrameConnection connection = connection(server);
    List<CompletableFuture<Outcome>> accepted = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      accepted.add(send(connection, 60_000, new byte[1]));
    }
    Outcome refused = send(connection, 60_000, new byte[1]).get(10, SECONDS);
    assertThat(refused.failure())
        .isInstanceOfSatisfying(
            Failure.Overloaded.class, f -> assertThat(f.retryAfter().toMillis()).isEqualTo(33));
    for (int i = 0; i < 4; i++) {
      held.poll(10, SECONDS).ok(new byte[0]);
    }
    for (var each : accepted) {
      assertThat(each.get(10, SECONDS).failure()).isNull();
    }
  }

  @Test
  void clocksAreExchangedAndARefusedOneStopsTheOperation() throws Exception {
    EchoServer server = server(FrameConnectionIT::echo);
    LinkedBlockingQueue<Long> received = new LinkedBlockingQueue<>();
    HlcExchange clock =
        new HlcExchange() {
          @Override
          public long hlc() {
            return 4711;
          }

          @Override
          public boolean merge(long hlc) {
            received.add(hlc);
            return hlc < 1000;
          }
        };
    FrameConnection connection = connection(server.address(), FrameConfig.DEFAULT, clock);
    assertThat(send(connection, 10_000, new byte[1]).get(10, SECONDS).failure()).isNull();
    assertThat(server.merged).containsExactly(4711L);
    assertThat(received).containsExactly(77L);

    server.hlc = 5000; // we refuse theirs
    Failure read =
        send(connection, OpKind.READ_CALL, 10_000, new byte[1]).get(10, SECONDS).failure();
    assertThat(read).isInstanceOf(Failure.ClockSkew.class);
    Failure write = send(connection, 10_000, new byte[1]).get(10, SECONDS).failure();
    assertThat(write).isInstanceOf(Failure.Ambiguous.class);

    server.hlc = 1;
    server.refuseClocks = true; // they refuse ours
    int before = server.operations.get();
    assertThat(send(connection, 10_000, new byte[1]).get(10, SECONDS).failure())
        .isInstanceOf(Failure.ClockSkew.class);
    assertThat(server.operations.get()).isEqualTo(before);
  }

  @Test
  void aMalformedFrameEndsTheStreamWithInvalidArgument() throws Exception {
    EchoServer server = server(FrameConnectionIT::echo);
    ManagedChannel channel = Channels.open(server.address(), loops);
    opened.add(channel::shutdownNow);
    CompletableFuture<Status> ended = new CompletableFuture<>();
    ClientCall<byte[], byte[]> call =
        channel.newCall(FrameMethods.KV_PIPELINE, io.grpc.CallOptions.DEFAULT);
    call.start(
        new ClientCall.Listener<>() {
          @Override
          public void onClose(Status status, Metadata trailers) {
            ended.complete(status);
          }
        },
        new Metadata());
    call.request(1);
    call.sendMessage(new byte[] {1, 2, 3});
    assertThat(ended.get(10, SECONDS).getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(server.streamsClosed.get()).isEqualTo(1);
  }

  @Test
  void aServerThatAnswersNothingButPingsIsNotGivenUp() throws Exception {
    EchoServer server = server(FrameConnectionIT::silence);
    FrameConnection connection = connection(server.address(), impatient(), HlcExchange.NONE);
    awaitConnected(connection);
    Outcome outcome = send(connection, 2_000, new byte[1]).get(10, SECONDS);
    assertThat(outcome.failure()).isInstanceOf(Failure.DeadlineExceeded.class);
    assertThat(connection.connected()).isTrue();
    assertThat(server.frames.get()).isGreaterThan(1);
  }

  @Test
  void aServerThatHangsIsGivenUpLongBeforeTheDeadline() throws Exception {
    CountDownLatch hang = new CountDownLatch(1);
    EventLoops serverLoops = EventLoops.start(1);
    opened.add(serverLoops);
    EchoServer server =
        new EchoServer(
            serverLoops, FrameServerConfig.DEFAULT, 0, (request, responder) -> await(hang));
    opened.add(server);
    FrameConnection connection = connection(server.address(), impatient(), HlcExchange.NONE);
    awaitConnected(connection);
    Outcome outcome = send(connection, 60_000, new byte[1]).get(20, SECONDS);
    assertThat(outcome.failure())
        .isInstanceOfSatisfying(
            Failure.Unavailable.class, f -> assertThat(f.detail()).contains("nothing heard"));
    assertThat(outcome.sent()).isTrue();
    hang.countDown();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static FrameConfig impatient() {
    FrameConfig usual = FrameConfig.DEFAULT;
    return new FrameConfig(
        usual.frameBytes(),
        usual.frameOps(),
        usual.outstandingOpsMax(),
        usual.outstandingBytesMax(),
        usual.connectTimeout(),
        usual.backoffMin(),
        usual.backoffMax(),
        Duration.ofMillis(900));
  }

  @Test
  void aClosingServerAnswersWhatItHasInFlight() throws Exception {
    LinkedBlockingQueue<Responder> held = new LinkedBlockingQueue<>();
    EchoServer server = server((request, responder) -> held.add(responder));
    FrameConnection connection = connection(server);
    var inFlight = send(connection, 60_000, new byte[1]);
    Responder responder = held.poll(10, SECONDS);
    Thread closing = Thread.ofVirtual().start(server::close);
    responder.ok(new byte[] {9});
    assertThat(inFlight.get(10, SECONDS).body()).containsExactly(9);
    closing.join();
  }

  @Test
  void aClosedConnectionFailsEverythingAndClosesTwice() throws Exception {
    FrameConnection connection = connection(server(FrameConnectionIT::silence));
    awaitConnected(connection);
    var lost = send(connection, 60_000, new byte[1]);
    connection.close();
    connection.close();
    assertThat(lost.get(10, SECONDS).failure()).isInstanceOf(Failure.Unavailable.class);
    Outcome after = send(connection, 60_000, new byte[1]).get(10, SECONDS);
    assertThat(after.failure()).isInstanceOf(Failure.Unavailable.class);
    assertThat(after.sent()).isFalse();
  }

  private EchoServer server(BiConsumer<OpRequest, Responder> behaviour) throws IOException {
    return server(FrameServerConfig.DEFAULT, 0, behaviour);
  }

  private EchoServer server(
      FrameServerConfig config, int port, BiConsumer<OpRequest, Responder> behaviour)
      throws IOException {
    EchoServer server = new EchoServer(loops, config, port, behaviour);
    opened.add(server);
    return server;
  }

  private FrameConnection connection(EchoServer server) {
    return connection(server.address(), FrameConfig.DEFAULT, HlcExchange.NONE);
  }

  private FrameConnection connection(String address, FrameConfig config, HlcExchange clock) {
    FrameConnection connection = FrameConnection.open(address, FrameHop.KV, config, loops, clock);
    opened.add(connection);
    return connection;
  }

  private void awaitConnected(FrameConnection connection) throws Exception {
    CountDownLatch connected = new CountDownLatch(1);
    var polling =
        loops
            .next()
            .scheduleWithFixedDelay(
                () -> {
                  if (connection.connected()) {
                    connected.countDown();
                  }
                },
                0,
                5,
                MILLISECONDS);
    assertThat(connected.await(20, SECONDS)).isTrue();
    polling.cancel(false);
  }

  private static void echo(OpRequest request, Responder responder) {
    responder.ok(request.body());
  }

  private static void silence(OpRequest request, Responder responder) {
    // never answers
  }

  private record Outcome(byte[] body, @Nullable Failure failure, boolean sent) {}

  private static CompletableFuture<Outcome> send(
      FrameConnection connection, int deadlineMillis, byte[] body) {
    return send(connection, OpKind.WRITE_CALL, deadlineMillis, body);
  }

  private static CompletableFuture<Outcome> send(
      FrameConnection connection, OpKind kind, int deadlineMillis, byte[] body) {
    CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    connection.send(
        kind,
        1,
        1,
        deadlineMillis,
        body,
        0,
        body.length,
        new FrameConnection.ReplyHandler() {
          @Override
          public void reply(byte[] answer) {
            outcome.complete(new Outcome(answer, null, true));
          }

          @Override
          public void failed(Failure failure, boolean sent) {
            outcome.complete(new Outcome(new byte[0], failure, sent));
          }
        });
    return outcome;
  }
}
