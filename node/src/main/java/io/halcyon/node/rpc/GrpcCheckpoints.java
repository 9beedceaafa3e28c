package io.halcyon.node.rpc;

import io.grpc.StatusRuntimeException;
import io.halcyon.core.id.NodeId;
import io.halcyon.core.id.ShardId;
import io.halcyon.node.membership.ClusterView;
import io.halcyon.proto.internal.v1.CheckpointChunk;
import io.halcyon.proto.internal.v1.FetchCheckpointRequest;
import io.halcyon.proto.v1.NodeRecord;
import io.halcyon.raftstorage.log.CheckpointSource;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Iterator;
import java.util.zip.CRC32C;

/// Fetches checkpoints from other nodes by gRPC. Every file's checksum is verified and everything
/// is forced to disk before it returns.
public final class GrpcCheckpoints implements CheckpointSource {
  private final GrpcPeers peers;
  private final ClusterView view;

  public GrpcCheckpoints(GrpcPeers peers, ClusterView view) {
    this.peers = peers;
    this.view = view;
  }

  @Override
  public void fetch(ShardId shard, NodeId from, long minIndex, Path into) throws IOException {
    String address =
        view.node(from)
            .map(NodeRecord::getRpcAddress)
            .orElseThrow(() -> new IOException("the address of node " + from + " is unknown"));
    try {
      Iterator<CheckpointChunk> chunks =
          peers.fetchCheckpoint(
              address,
              FetchCheckpointRequest.newBuilder()
                  .setShard(shard.value())
                  .setMinIndex(minIndex)
                  .build());
      receive(chunks, into.toAbsolutePath().normalize());
    } catch (StatusRuntimeException e) {
      throw new IOException("fetching a checkpoint from node " + from + " failed: " + e, e);
    }
  }

  private static void receive(Iterator<CheckpointChunk> chunks, Path into) throws IOException {
    while (chunks.hasNext()) {
      CheckpointChunk chunk = chunks.next();
      if (chunk.getLast()) {
        forceDirectory(into);
        return;
      }
      receiveFile(chunk, chunks, into);
    }
    throw new IOException("the checkpoint ended early");
  }

  private static void receiveFile(
      CheckpointChunk first, Iterator<CheckpointChunk> chunks, Path into) throws IOException {
    Path file = into.resolve(first.getFile()).normalize();
    if (!file.startsWith(into) || file.equals(into)) {
      throw new IOException("the checkpoint names a file outside its directory");
    }
    Files.createDirectories(file.getParent());
    CRC32C crc = new CRC32C();
    CheckpointChunk chunk = first;
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      while (true) {
        byte[] data = chunk.getData().toByteArray();
        crc.update(data);
        channel.write(java.nio.ByteBuffer.wrap(data));
        if (chunk.hasCrc32C()) {
          break;
        }
        chunk = chunks.next();
        if (!chunk.getFile().equals(first.getFile())) {
          throw new IOException("file " + first.getFile() + " of the checkpoint is cut off");
        }
      }
      channel.force(true);
    }
    if ((int) crc.getValue() != chunk.getCrc32C()) {
      throw new IOException("file " + first.getFile() + " of the checkpoint is damaged");
    }
  }

  private static void forceDirectory(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
