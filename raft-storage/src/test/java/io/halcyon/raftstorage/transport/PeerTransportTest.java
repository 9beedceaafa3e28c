package io.halcyon.raftstorage.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.halcyon.core.id.Incarnation;
import io.halcyon.core.id.NodeId;
import io.halcyon.raftstorage.transport.TestPeers.Member;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PeerTransportTest {
  private static final NodeId ONE = new NodeId(1);
  private static final NodeId TWO = new NodeId(2);
  private static final Duration SHORT = Duration.ofSeconds(10);
  private static final int ECHO = 3;
  private final TestPeers peers = new TestPeers();
  private final Member one = new Member();
  private final Member two = new Member();

  @AfterEach
  void close() {
    peers.close();
  }

  private static PeerMessage text(String text) {
    return PeerMessage.of(text.getBytes(StandardCharsets.UTF_8));
  }

  private static void forward(CompletableFuture<byte[]> from, CompletableFuture<byte[]> to) {
    var _ =
        from.whenComplete((value, failure) -> {
          if (failure == null) {
            to.complete(value);
          } else {
            to.completeExceptionally(failure);
          }
        });
  }

  private static void serveEcho(PeerTransport transport) {
    transport.serve(ECHO, (from, body, answer) -> answer.ok(PeerMessage.of(body)));
  }

  @Test
  void requestSentBeforeAnyConnectionIsAnswered() throws Exception {
    PeerTransport a = peers.start(1, 1, one);
    serveEcho(peers.start(2, 1, two));
    assertThat(a.request(TWO, ECHO, text("hello"), SHORT).get(10, TimeUnit.SECONDS))
        .asString(StandardCharsets.UTF_8)
        .isEqualTo("hello");
    assertThat(a.connected(TWO)).contains(new Incarnation(TWO, 1));
  }

  @Test
  void messagesOfOneTurnShareAFrame() throws Exception {
    PeerTransport a = peers.start(1, 1, one);
    serveEcho(peers.start(2, 1, two));
    a.request(TWO, ECHO, text("first"), SHORT).get(10, TimeUnit.SECONDS);
    var before = a.counters().snapshot();
    List<CompletableFuture<byte[]>> replies = new ArrayList<>();
    a.eventLoop(TWO)
        .submit(() -> {
          for (int i = 0; i < 100; i++) {
            replies.add(a.request(TWO, ECHO, text("m" + i), SHORT));
          }
        })
        .get(10, TimeUnit.SECONDS);
    for (int i = 0; i < 100; i++) {
      assertThat(replies.get(i).get(10, TimeUnit.SECONDS))
          .asString(StandardCharsets.UTF_8)
          .isEqualTo("m" + i);
    }
    var after = a.counters().snapshot();
    assertThat(after.messagesSent() - before.messagesSent()).isEqualTo(100);
    long contentFrames =
        after.framesSent()
            - after.clockFramesSent()
            - (before.framesSent() - before.clockFramesSent());
    assertThat(contentFrames).isEqualTo(1);
  }

  @Test
  void clockIsHeardBeforeTheContentOfItsFrame() throws Exception {
    PeerTransport a = peers.start(1, 1, one);
    PeerTransport b = peers.start(2, 1, two);
    var clockAtRequest = new CompletableFuture<Long>();
    b.serve(
        ECHO,
        (from, body, answer) -> {
          clockAtRequest.complete(two.heardFrom(1));
          answer.ok(PeerMessage.of(body));
        });
    a.open(TWO);
    TestPeers.await("connected", () -> a.connected(TWO).isPresent());
    one.clock.set(5_000);
    a.request(TWO, ECHO, text("x"), SHORT).get(10, TimeUnit.SECONDS);
    assertThat(clockAtRequest.get(1, TimeUnit.SECONDS)).isGreaterThanOrEqualTo(5_000);
    assertThat(one.heardFrom(2)).as("the reply carries the merged clock").isEqualTo(5_000);
  }

  @Test
  void askedReceiverSendsItsClockBeforeItsReply() throws Exception {
    PeerTransport a = peers.start(1, 1, one);
    PeerTransport b = peers.start(2, 1, two);
    var held = new CompletableFuture<Answer>();
    b.serve(ECHO, (from, body, answer) -> held.complete(answer));
    a.open(TWO);
    TestPeers.await("connected", () -> a.connected(TWO).isPresent());
    one.clock.set(7_000);
    var reply = new CompletableFuture<byte[]>();
    a.request(
        TWO,
        ECHO,
        text("x"),
        SHORT,
        true,
        new ReplyHandler() {
          @Override
          public void received(byte[] body) {
            reply.complete(body);
          }

          @Override
          public void failed(PeerFailure failure) {
            reply.completeExceptionally(new PeerFailureException(failure));
          }
        });
    TestPeers.await("clock of two", () -> one.heardFrom(2) >= 7_000);
    assertThat(reply).isNotDone();
    held.get(10, TimeUnit.SECONDS).ok(text("late"));
    assertThat(reply.get(10, TimeUnit.SECONDS)).asString().isEqualTo("late");
  }

  @Test
  void announcementIsSkippedWhereAFrameHasCarriedTheClock() throws Exception {
    PeerTransport a = peers.start(1, 1, one);
    serveEcho(peers.start(2, 1, two));
    one.clock.set(100);
    a.request(TWO, ECHO, text("x"), SHORT).get(10, TimeUnit.SECONDS);
    long before = a.counters().snapshot().framesSent();
    a.announce(100, false);
    a.eventLoop(TWO).submit(() -> {}).get();
    assertThat(a.counters().snapshot().framesSent() - before)
        .as("at most a keep-alive")
        .isLessThanOrEqualTo(1);
    one.clock.set(9_000);
    a.announce(9_000, true);
    TestPeers.await("announced", () -> two.heardFrom(1) == 9_000);
    TestPeers.await("answered", () -> one.heardFrom(2) == 9_000);
  }

  @Test
  void refusedClockDropsTheConnectionAndTheFrame() throws Exception {
    PeerTransport a = peers.start(1, 1, one);
    PeerTransport b = peers.start(2, 1, two);
    var served = new AtomicInteger();
    b.serve(
        ECHO,
        (from, body, answer) -> {
          served.incrementAndGet();
          answer.ok(PeerMessage.of(body));
        });
    a.request(TWO, ECHO, text("x"), SHORT).get(10, TimeUnit.SECONDS);
    two.limit.set(1_000);
    one.clock.set(2_000);
    assertThatThrownBy(() -> a.request(TWO, ECHO, text("y"), SHORT).get(15, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class);
    assertThat(served.get()).isEqualTo(1);
    TestPeers.await("counted", () -> b.counters().snapshot().clocksRefused() > 0);
    two.limit.set(Long.MAX_VALUE);
    TestPeers.await("reconnected", () -> a.connected(TWO).isPresent());
  }

  @Test
  void wrongClusterIsRefused() throws Exception {
    PeerTransport a = peers.start(1, 1, one);
    PeerTransport b = peers.start("other", 2, 1, two, TestPeers.CONFIG);
    a.open(TWO);
    TestPeers.await("refused", () -> b.counters().snapshot().handshakesRefused() > 0);
    assertThat(a.connected(TWO)).isEmpty();
    assertThat(two.heard).isEmpty();
  }

  @Test
  void addressOfAnotherNodeIsRefused() throws Exception {
    PeerTransport a = peers.start(1, 1, one);
    PeerTransport b = peers.start(2, 1, two);
    var three = new NodeId(3);
    peers.addresses.put(three, b.localAddress());
    a.open(three);
    TestPeers.await("refused", () -> a.counters().snapshot().handshakesRefused() > 0);
    assertThat(a.connected(three)).isEmpty();
  }

  @Test
  void restartedPeerIsFoundAtItsNewAddress() throws Exception {
    PeerTransport a = peers.start(1, 1, one);
    PeerTransport b = peers.start(2, 1, two);
    serveEcho(b);
    a.request(TWO, ECHO, text("x"), SHORT).get(10, TimeUnit.SECONDS);
    b.close();
    TestPeers.await("noticed", () -> a.connected(TWO).isEmpty());
    serveEcho(peers.start(2, 2, new Member()));
    TestPeers.await(
        "connected", () -> a.connected(TWO).equals(java.util.Optional.of(new Incarnation(TWO, 2))));
    a.request(TWO, ECHO, text("y"), SHORT).get(10, TimeUnit.SECONDS);
    assertThat(one.heard.keySet()).contains(new Incarnation(TWO, 2));
  }

  @Test
  void lostConnectionFailsWhatWasOutstanding() throws Exception {
    PeerTransport a = peers.start(1, 1, one);
    PeerTransport b = peers.start(2, 1, two);
    var arrived = new CountDownLatch(1);
    b.serve(ECHO, (from, body, answer) -> arrived.countDown());
    var reply = a.request(TWO, ECHO, text("x"), Duration.ofMinutes(5));
    assertThat(arrived.await(10, TimeUnit.SECONDS)).isTrue();
    b.close();
    assertThatThrownBy(() -> reply.get(10, TimeUnit.SECONDS))
        .cause()
        .isInstanceOfSatisfying(
            PeerFailureException.class,
            e -> assertThat(e.failure()).isInstanceOf(PeerFailure.Lost.class));
  }

  @Test
  void requestRepeatedOnLossWaitsForTheNextConnection() throws Exception {
    PeerTransport a = peers.start(1, 1, one);
    PeerTransport b = peers.start(2, 1, two);
    var arrived = new CountDownLatch(1);
    b.serve(ECHO, (from, body, answer) -> arrived.countDown());
    var repeated = new CompletableFuture<byte[]>();
    var first = a.request(TWO, ECHO, text("x"), Duration.ofMinutes(5));
    var again =
        first.whenComplete(
            (_, _) -> forward(a.request(TWO, ECHO, text("y"), Duration.ofMinutes(5)), repeated));
    assertThat(arrived.await(10, TimeUnit.SECONDS)).isTrue();
    b.close();
    serveEcho(peers.start(2, 2, new Member()));
    assertThat(again).failsWithin(10, TimeUnit.SECONDS);
    assertThat(repeated.get(10, TimeUnit.SECONDS)).asString(StandardCharsets.UTF_8).isEqualTo("y");
  }

  @Test
  void cutLinkIsNoticedBySilenceAndHeals() throws Exception {
    PeerTransport a = peers.start(1, 1, one);
    PeerTransport b = peers.start(2, 1, two);
    serveEcho(b);
    a.request(TWO, ECHO, text("x"), SHORT).get(10, TimeUnit.SECONDS);
    var cut = new AtomicBoolean(true);
    LinkFilter filter = (from, to) -> !cut.get();
    a.filter(filter);
    b.filter(filter);
    var lost = a.request(TWO, ECHO, text("y"), Duration.ofMillis(200));
    assertThatThrownBy(() -> lost.get(10, TimeUnit.SECONDS)).isInstanceOf(ExecutionException.class);
    TestPeers.await("closed", () -> a.connected(TWO).isEmpty());
    cut.set(false);
    a.request(TWO, ECHO, text("z"), SHORT).get(10, TimeUnit.SECONDS);
  }

  @Test
  void queueAndMessageSizeAreBounded() throws Exception {
    PeerTransport a = peers.start(1, 1, one);
    var large = PeerMessage.of(new byte[600 << 10]);
    List<CompletableFuture<byte[]>> results = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      results.add(a.request(TWO, ECHO, large, Duration.ofMinutes(1)));
    }
    assertThat(a.queuedBytes(TWO)).isLessThanOrEqualTo(TestPeers.CONFIG.queueBytesMax());
    assertThat(results.get(3)).isCompletedExceptionally();
    var tooLarge = PeerMessage.of(new byte[TestPeers.CONFIG.frameBytesMax()]);
    assertThat(a.request(ONE.equals(TWO) ? ONE : TWO, ECHO, tooLarge, SHORT))
        .isCompletedExceptionally();
    assertThat(a.counters().snapshot().queueFull()).isEqualTo(2);
  }

  @Test
  void requestWithoutConnectionFailsAtItsDeadline() throws Exception {
    PeerTransport a = peers.start(1, 1, one);
    var reply = a.request(TWO, ECHO, text("x"), Duration.ofMillis(50));
    assertThatThrownBy(() -> reply.get(10, TimeUnit.SECONDS))
        .cause()
        .isInstanceOfSatisfying(
            PeerFailureException.class,
            e -> assertThat(e.failure()).isInstanceOf(PeerFailure.NotSent.class));
    assertThat(a.queuedBytes(TWO)).isZero();
  }

  @Test
  void unknownServiceAndThrowingServiceAnswerWithFailures() throws Exception {
    PeerTransport a = peers.start(1, 1, one);
    PeerTransport b = peers.start(2, 1, two);
    b.serve(
        ECHO,
        (from, body, answer) -> {
          throw new IllegalStateException("no");
        });
    for (int service : List.of(ECHO, 9)) {
      assertThatThrownBy(() -> a.request(TWO, service, text("x"), SHORT).get(10, TimeUnit.SECONDS))
          .cause()
          .isInstanceOfSatisfying(
              PeerFailureException.class,
              e -> assertThat(e.failure()).isInstanceOf(PeerFailure.Refused.class));
    }
  }

  @Test
  void messageThatWritesTooLittleFailsAloneAndOthersPass() throws Exception {
    PeerTransport a = peers.start(1, 1, one);
    serveEcho(peers.start(2, 1, two));
    PeerMessage lying =
        new PeerMessage() {
          @Override
          public int size() {
            return 10;
          }

          @Override
          public void writeTo(ByteBuffer target) {
            target.put((byte) 1);
          }
        };
    var bad = a.request(TWO, ECHO, lying, SHORT);
    var good = a.request(TWO, ECHO, text("good"), SHORT);
    assertThat(good.get(10, TimeUnit.SECONDS)).asString().isEqualTo("good");
    assertThat(bad).isCompletedExceptionally();
  }

  @Test
  void oneWayMessagesArriveInOrder() throws Exception {
    PeerTransport a = peers.start(1, 1, one);
    PeerTransport b = peers.start(2, 1, two);
    List<Byte> seen = java.util.Collections.synchronizedList(new ArrayList<>());
    b.serve(
        ECHO,
        new PeerService() {
          @Override
          public void request(Incarnation from, byte[] body, Answer answer) {
            answer.fail("one way only");
          }

          @Override
          public void oneWay(Incarnation from, byte[] body) {
            seen.add(body[0]);
          }
        });
    a.open(TWO);
    TestPeers.await("connected", () -> a.connected(TWO).isPresent());
    for (byte i = 0; i < 100; i++) {
      assertThat(a.oneWay(TWO, ECHO, PeerMessage.of(new byte[] {i}))).isTrue();
    }
    TestPeers.await("all", () -> seen.size() == 100);
    assertThat(seen).isSorted();
  }
}
