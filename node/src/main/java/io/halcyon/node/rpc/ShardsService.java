package io.halcyon.node.rpc;

import com.google.protobuf.ByteString;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.HalcyonException;
import io.halcyon.core.id.NodeId;
import io.halcyon.core.id.ShardId;
import io.halcyon.core.key.StoredKey;
import io.halcyon.node.repair.MemberReplacement;
import io.halcyon.node.replica.Replica;
import io.halcyon.node.watch.ShardWatch;
import io.halcyon.node.watch.WatchSink;
import io.halcyon.proto.internal.v1.CheckpointChunk;
import io.halcyon.proto.internal.v1.FetchCheckpointRequest;
import io.halcyon.proto.internal.v1.ReplaceReplicaRequest;
import io.halcyon.proto.internal.v1.ReplaceReplicaResponse;
import io.halcyon.proto.internal.v1.ShardsGrpc;
import io.halcyon.proto.internal.v1.WatchShardRequest;
import io.halcyon.proto.v1.WatchResponse;
import io.halcyon.raftstorage.engine.Checkpoint;
import io.halcyon.rpc.Failures;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;

/// Serves `halcyon.internal.v1.Shards`, except its pipeline, which {@link ShardFrames} serves.
/// Calls may block.
public final class ShardsService extends ShardsGrpc.ShardsImplBase {
  /// What the service needs of its node.
  public interface Host {
    /// @throws HalcyonException with `NotLeader` if this node hosts no replica of the shard, with
    ///   `Unavailable` while it is starting
    Replica replica(int shard);

    /// Begins a watch; the returned task ends it.
    Runnable watch(Replica replica, ShardWatch.Range range, long afterTimestamp, WatchSink sink);

    /// Returns a new empty directory for a checkpoint, on the stores' file system.
    Path checkpointDirectory(ShardId shard) throws IOException;
  }

  private final Host host;
  private final OpenStreams streams;

  ShardsService(Host host, OpenStreams streams) {
    this.host = host;
    this.streams = streams;
  }

  @Override
  public void watchShard(WatchShardRequest request, StreamObserver<WatchResponse> responses) {
    ServerCallStreamObserver<WatchResponse> stream =
        (ServerCallStreamObserver<WatchResponse>) responses;
    OpenStreams.Outgoing<WatchResponse> outgoing = streams.open(stream);
    Runnable stop = () -> {};
    try {
      stop = watch(request, new StreamSink(outgoing));
    } catch (HalcyonException e) {
      outgoing.fail(e.failure());
    }
    Runnable stopWatch = stop;
    Runnable ended =
        () -> {
          stopWatch.run();
          streams.ended(outgoing);
        };
    stream.setOnCloseHandler(ended);
    stream.setOnCancelHandler(ended);
  }

  private Runnable watch(WatchShardRequest request, WatchSink sink) {
    byte[] key = request.getKey().toByteArray();
    if (key.length == 0 || key.length > StoredKey.KEY_BYTES_MAX + 1) {
      throw new HalcyonException(new Failure.Invalid("a watch needs a stored key or prefix"));
    }
    if (request.getAfterTimestamp() < 0) {
      throw new HalcyonException(new Failure.Invalid("a watch cannot begin before time"));
    }
    byte[] end =
        request.getPrefix() ? StoredKey.prefixEnd(key) : Arrays.copyOf(key, key.length + 1);
    return host.watch(
        host.replica(request.getShard()),
        new ShardWatch.Range(key, end),
        request.getAfterTimestamp(),
        sink);
  }

  private record StreamSink(OpenStreams.Outgoing<WatchResponse> stream) implements WatchSink {
    @Override
    public boolean ready() {
      return stream.ready();
    }

    @Override
    public void send(WatchResponse message) {
      stream.send(message);
    }

    @Override
    public void fail(Failure failure) {
      stream.fail(failure);
    }
  }

  @Override
  public void fetchCheckpoint(
      FetchCheckpointRequest request, StreamObserver<CheckpointChunk> responses) {
    ServerCallStreamObserver<CheckpointChunk> stream =
        (ServerCallStreamObserver<CheckpointChunk>) responses;
    try {
      Replica replica = host.replica(request.getShard());
      Path directory = host.checkpointDirectory(replica.shard());
      try {
        Checkpoint checkpoint = replica.store().checkpoint(directory);
        if (checkpoint.index() < request.getMinIndex()) {
          throw new HalcyonException(
              new Failure.Unavailable(
                  "this replica has applied only up to entry " + checkpoint.index()));
        }
        new CheckpointSender(stream).send(directory, checkpoint);
      } finally {
        CheckpointSender.delete(directory);
      }
    } catch (HalcyonException e) {
      stream.onError(Failures.exception(e.failure()));
    } catch (IOException | UncheckedIOException e) {
      stream.onError(
          Failures.exception(
              new Failure.Unavailable("the checkpoint could not be read: " + e.getMessage())));
    }
  }

  @Override
  public void replaceReplica(
      ReplaceReplicaRequest request, StreamObserver<ReplaceReplicaResponse> responses) {
    Unary.answer(
        responses,
        () -> {
          if (request.getNode() <= 0) {
            throw new HalcyonException(new Failure.Invalid("name the node to be replaced"));
          }
          MemberReplacement.step(
              host.replica(request.getShard()), new NodeId(request.getNode()), request.getStep());
          return ReplaceReplicaResponse.getDefaultInstance();
        });
  }

  static ByteString bytes(byte[] buffer, int length) {
    return ByteString.copyFrom(buffer, 0, length);
  }
}
