package io.halcyon.raftstorage.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.halcyon.core.id.Incarnation;
import io.halcyon.core.id.NodeId;
import io.halcyon.core.runtime.Randomness;
import io.halcyon.raftstorage.transport.TestPeers.Member;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Bytes that no honest peer sends must close the connection and do nothing else.
class HostilePeerTest {
  private final TestPeers peers = new TestPeers();
  private final Member member = new Member();

  @AfterEach
  void close() {
    peers.close();
  }

  private static byte[] frame(Outgoing... messages) throws IOException {
    ByteBuf frame = Unpooled.buffer();
    Frames.begin(frame);
    for (Outgoing message : messages) {
      Frames.append(frame, message);
    }
    Frames.finish(frame, (byte) 0, 77);
    byte[] bytes = new byte[frame.readableBytes()];
    frame.readBytes(bytes);
    return bytes;
  }

  private static Outgoing message(MessageKind kind, byte[] body) {
    return Outgoing.plain(kind, 1, 1, PeerMessage.of(body));
  }

  private static byte[] hello() throws IOException {
    var greeting =
        new Greeting(Greeting.VERSION, new Incarnation(new NodeId(9), 1), new NodeId(1), "test");
    return frame(message(MessageKind.HELLO, greeting.encode()));
  }

  /// Returns whether the transport closes a connection on which `bytes` were sent.
  private static boolean closes(PeerTransport transport, byte[]... parts) throws IOException {
    try (var socket = new Socket()) {
      socket.connect(transport.localAddress());
      socket.setSoTimeout(10_000);
      for (byte[] part : parts) {
        socket.getOutputStream().write(part);
      }
      return socket.getInputStream().readAllBytes() != null;
    } catch (java.net.SocketTimeoutException _) {
      return false;
    } catch (java.net.SocketException _) {
      return true; // reset, as our bytes had not all been read
    }
  }

  @Test
  void hugeAnnouncedLengthClosesWithoutAllocation() throws Exception {
    PeerTransport transport = peers.start(1, 1, member);
    assertThat(closes(transport, ByteBuffer.allocate(8).putInt(Integer.MAX_VALUE).array()))
        .isTrue();
    assertThat(closes(transport, ByteBuffer.allocate(8).putInt(-5).array())).isTrue();
    assertThat(closes(transport, ByteBuffer.allocate(8).putInt(1 << 19).array()))
        .as("acceptable after the greeting only")
        .isTrue();
    assertThat(transport.counters().snapshot().malformedFrames()).isEqualTo(3);
  }

  @Test
  void flippedBitClosesTheConnection() throws Exception {
    PeerTransport transport = peers.start(1, 1, member);
    byte[] damaged = hello();
    damaged[damaged.length - 1] ^= 1;
    assertThat(closes(transport, damaged)).isTrue();
    assertThat(member.heard).isEmpty();
  }

  @Test
  void requestBeforeTheGreetingClosesTheConnection() throws Exception {
    PeerTransport transport = peers.start(1, 1, member);
    assertThat(closes(transport, frame(message(MessageKind.REQUEST, new byte[3])))).isTrue();
    assertThat(member.heard).isEmpty();
  }

  @Test
  void messagesThatOnlyTheOtherSideSendsCloseTheConnection() throws Exception {
    PeerTransport transport = peers.start(1, 1, member);
    for (MessageKind kind : List.of(MessageKind.REPLY, MessageKind.WELCOME, MessageKind.HELLO)) {
      assertThat(closes(transport, hello(), frame(message(kind, new byte[3])))).isTrue();
    }
  }

  @Test
  void bodyLongerThanItsFrameClosesTheConnection() throws Exception {
    PeerTransport transport = peers.start(1, 1, member);
    ByteBuf frame = Unpooled.buffer();
    Frames.begin(frame);
    frame.writeByte(MessageKind.REQUEST.code).writeByte(1).writeLong(1).writeInt(1 << 30);
    Frames.finish(frame, (byte) 0, 1);
    byte[] bytes = new byte[frame.readableBytes()];
    frame.readBytes(bytes);
    assertThat(closes(transport, hello(), bytes)).isTrue();
  }

  @Test
  void silentStrangerIsDisconnected() throws Exception {
    PeerTransport transport = peers.start(1, 1, member);
    assertThat(closes(transport, new byte[] {0, 0})).isTrue();
  }

  @Test
  void mutatedStreamsNeverHarmTheTransport() throws Exception {
    PeerTransport transport = peers.start(1, 1, member);
    for (long seed = 0; seed < 200; seed++) {
      sendMutated(transport, Randomness.seeded(seed));
    }
    PeerTransport other = peers.start(2, 1, new Member());
    other.open(new NodeId(1));
    TestPeers.await("still serving", () -> other.connected(new NodeId(1)).isPresent());
  }

  private static void sendMutated(PeerTransport transport, RandomGenerator random)
      throws IOException {
    List<byte[]> parts = new ArrayList<>();
    if (random.nextBoolean()) {
      parts.add(hello());
    }
    byte[] body = new byte[random.nextInt(200)];
    random.nextBytes(body);
    parts.add(frame(message(MessageKind.REQUEST, body), message(MessageKind.ONE_WAY, body)));
    byte[] victim = parts.get(random.nextInt(parts.size()));
    for (int i = 0; i < 3; i++) {
      victim[random.nextInt(victim.length)] = (byte) random.nextInt();
    }
    try (var socket = new Socket()) {
      socket.connect(transport.localAddress());
      for (byte[] part : parts) {
        socket.getOutputStream().write(part);
      }
    } catch (java.net.SocketException _) {
      // The transport was quicker to close.
    }
  }
}
