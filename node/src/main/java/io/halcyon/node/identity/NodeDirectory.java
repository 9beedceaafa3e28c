package io.halcyon.node.identity;

import com.google.protobuf.InvalidProtocolBufferException;
import io.halcyon.core.hlc.PhysicalClock;
import io.halcyon.core.id.NodeId;
import io.halcyon.core.id.ShardId;
import io.halcyon.proto.v1.ClusterState;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Properties;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// A node's data directory: its lock, its identity, the last cluster state it knew (to find its
/// peers after a restart), and where the log and the stores live.
///
/// Small files are replaced whole: written aside, forced to disk, renamed. Thread-safe.
public final class NodeDirectory implements AutoCloseable {
  private static final String IDENTITY = "identity.properties";
  private static final String STATE = "cluster-state.pb";
  private static final int STATE_BYTES_MAX = 16 << 20;

  private final Path root;
  private final FileChannel lockChannel;
  private final FileLock lock;

  private NodeDirectory(Path root, FileChannel lockChannel, FileLock lock) {
    this.root = root;
    this.lockChannel = lockChannel;
    this.lock = lock;
  }

  /// Creates the directory if needed and locks it.
  ///
  /// @throws IOException if it cannot be used, or another process uses it
  public static NodeDirectory open(Path root) throws IOException {
    Files.createDirectories(root);
    FileChannel channel =
        FileChannel.open(root.resolve("LOCK"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock lock = tryLock(channel);
    if (lock == null) {
      channel.close();
      throw new IOException(
          "data directory " + root + " is in use by another node; stop it or choose another");
    }
    return new NodeDirectory(root, channel, lock);
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  public Path raft() {
    return root.resolve("raft");
  }

  public Path stores() {
    return root.resolve("stores");
  }

  public Path root() {
    return root;
  }

  /// Returns the identity as of the last start; empty for a node that belongs to no cluster yet.
  ///
  /// @throws IOException if the file is damaged: the node must not guess who it is
  public Optional<NodeIdentity> identity() throws IOException {
    Path file = root.resolve(IDENTITY);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      Properties properties = new Properties();
      properties.load(new StringReader(Files.readString(file)));
      NodeIdentity identity =
          new NodeIdentity(
              required(properties, "cluster"),
              new NodeId(Long.parseLong(required(properties, "node"))),
              Long.parseLong(required(properties, "incarnation")));
      if (!required(properties, "checksum").equals(checksum(identity))) {
        throw new IllegalArgumentException("wrong checksum");
      }
      return Optional.of(identity);
    } catch (IllegalArgumentException | CharacterCodingException e) {
      throw new IOException("identity file " + file + " is damaged: " + e.getMessage(), e);
    }
  }

  private static String checksum(NodeIdentity identity) {
    CRC32C crc = new CRC32C();
    crc.update(identity.toString().getBytes(StandardCharsets.UTF_8));
    return "%08x".formatted(crc.getValue());
  }

  /// Counts a new start of a node that has an identity and makes it durable.
  public NodeIdentity nextStart(NodeIdentity identity) throws IOException {
    NodeIdentity next = identity.nextStart();
    save(next);
    return next;
  }

  /// Makes an identity durable.
  public void save(NodeIdentity identity) throws IOException {
    Properties properties = new Properties();
    properties.setProperty("cluster", identity.clusterId());
    properties.setProperty("node", Long.toString(identity.node().value()));
    properties.setProperty("incarnation", Long.toString(identity.incarnation()));
    properties.setProperty("checksum", checksum(identity));
    StringWriter text = new StringWriter();
    properties.store(text, "Written by the node; do not edit or copy to another node.");
    replace(IDENTITY, text.toString().getBytes(StandardCharsets.UTF_8));
  }

  /// Returns the last cluster state that was saved.
  public Optional<ClusterState> state() throws IOException {
    Path file = root.resolve(STATE);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    if (Files.size(file) > STATE_BYTES_MAX) {
      throw new IOException("cluster state file " + file + " is too large to be one");
    }
    try {
      return Optional.of(ClusterState.parseFrom(Files.readAllBytes(file)));
    } catch (InvalidProtocolBufferException e) {
      throw new IOException("cluster state file " + file + " is damaged: " + e.getMessage(), e);
    }
  }

  public void saveState(ClusterState state) {
    try {
      replace(STATE, state.toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot save the cluster state in " + root, e);
    }
  }

  /// Returns whether this node has ever held a replica of the shard: then its log must be there, or
  /// the replica has forgotten what it acknowledged.
  public boolean hasHeld(ShardId shard) {
    return Files.exists(mark("held", shard));
  }

  /// Remembers that this node holds a replica of the shard.
  public void markHeld(ShardId shard) {
    var _ = mark("held", "the replica", shard);
  }

  /// Returns whether a replacement of this node's replica of the shard was begun and not finished:
  /// what is there must not vote.
  public boolean isRepairing(ShardId shard) {
    return Files.exists(mark("repairing", shard));
  }

  /// Remembers that the replica is being replaced; returns false if it was known.
  public boolean markRepairing(ShardId shard) {
    return mark("repairing", "the repair", shard);
  }

  /// Forgets about a replacement that is finished.
  public void repaired(ShardId shard) {
    try {
      Files.deleteIfExists(mark("repairing", shard));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot note the repair of " + shard + " in " + root, e);
    }
  }

  private boolean mark(String kind, String what, ShardId shard) {
    Path file = mark(kind, shard);
    if (Files.exists(file)) {
      return false;
    }
    try {
      Files.createDirectories(root.resolve(kind));
      force(root);
      replace(kind + "/" + shard, new byte[0]);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot note " + what + " of " + shard + " in " + root, e);
    }
    return true;
  }

  private Path mark(String kind, ShardId shard) {
    return root.resolve(kind).resolve(shard.toString());
  }

  /// Opens the durable bound of the node's clock.
  ///
  /// @throws IOException if the node has an identity and its bound is damaged or missing
  public FileHlcBound hlcBound(PhysicalClock physical) throws IOException {
    return FileHlcBound.open(
        root.resolve("hlc-bound"), physical, Files.exists(root.resolve(IDENTITY)));
  }

  private synchronized void replace(String name, byte[] content) throws IOException {
    Path aside = root.resolve(name + ".new");
    try (FileChannel channel =
        FileChannel.open(
            aside,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      ByteBuffer left = ByteBuffer.wrap(content);
      while (left.hasRemaining()) {
        channel.write(left);
      }
      channel.force(true);
    }
    Path target = root.resolve(name);
    Files.move(aside, target, StandardCopyOption.ATOMIC_MOVE);
    Path parent = target.getParent();
    force(parent == null ? root : parent);
  }

  private static void force(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static String required(Properties properties, String name) {
    String value = properties.getProperty(name);
    if (value == null) {
      throw new IllegalArgumentException("no " + name);
    }
    return value;
  }

  @Override
  public void close() throws IOException {
    lock.release();
    lockChannel.close();
  }
}
