package io.halcyon.raftstorage.transport;

import io.halcyon.core.id.Incarnation;
import io.halcyon.core.id.NodeId;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// The body of HELLO and WELCOME: `magic u32 | version u16 | node i64 | incarnation i64 | addressee
/// i64 | length u8 | cluster id`.
///
/// @param to the node that the sender believes to speak with
record Greeting(int version, Incarnation from, NodeId to, String clusterId) {
  static final int VERSION = 1;
  static final int BYTES_MAX = 4 + 2 + 8 + 8 + 8 + 1 + PeerIdentity.CLUSTER_ID_BYTES_MAX;
  private static final int MAGIC = 0x48_4c_43_50; // HLCP

  byte[] encode() {
    byte[] cluster = clusterId.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(BYTES_MAX - PeerIdentity.CLUSTER_ID_BYTES_MAX + cluster.length)
        .putInt(MAGIC)
        .putShort((short) version)
        .putLong(from.node().value())
        .putLong(from.number())
        .putLong(to.value())
        .put((byte) cluster.length)
        .put(cluster)
        .array();
  }

  /// Returns null if the bytes are no greeting.
  static @Nullable Greeting decode(byte[] body) {
    try {
      ByteBuffer in = ByteBuffer.wrap(body);
      if (in.getInt() != MAGIC) {
        return null;
      }
      int version = in.getShort() & 0xffff;
      var from = new Incarnation(new NodeId(in.getLong()), in.getLong());
      var to = new NodeId(in.getLong());
      byte[] cluster = new byte[in.get() & 0xff];
      in.get(cluster);
      return new Greeting(version, from, to, new String(cluster, StandardCharsets.UTF_8));
    } catch (BufferUnderflowException | IllegalArgumentException _) {
      return null;
    }
  }

  /// Returns why `own` must not talk to the sender of this greeting, or null if it may.
  @Nullable String refusal(PeerIdentity own) {
    if (version != VERSION) {
      return "protocol version " + version + ", here " + VERSION;
    }
    if (!clusterId.equals(own.clusterId())) {
      return "cluster " + clusterId + ", here " + own.clusterId();
    }
    if (!to.equals(own.self().node())) {
      return "meant for " + to + ", here " + own.self();
    }
    if (from.node().equals(own.self().node())) {
      return "two processes call themselves " + from.node();
    }
    return null;
  }
}
