package io.halcyon.node.rpc;

import io.grpc.stub.ServerCallStreamObserver;
import io.halcyon.proto.internal.v1.CheckpointChunk;
import io.halcyon.raftstorage.engine.Checkpoint;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/// Streams the files of a checkpoint with flow control: never more in memory than the stream wants.
final class CheckpointSender {
  private static final int CHUNK_BYTES = 256 * 1024;
  private static final int STALL_SECONDS = 60;

  private final ServerCallStreamObserver<CheckpointChunk> stream;
  private final Semaphore ready = new Semaphore(0);
  private boolean first = true;

  CheckpointSender(ServerCallStreamObserver<CheckpointChunk> stream) {
    this.stream = stream;
    stream.setOnReadyHandler(ready::release);
    stream.setOnCancelHandler(ready::release);
  }

  /// Sends everything and completes the stream; returns early if the receiver went away.
  void send(Path directory, Checkpoint checkpoint) throws IOException {
    for (Path file : checkpoint.files()) {
      if (!sendFile(directory, file, checkpoint)) {
        return;
      }
    }
    stream.onNext(header(checkpoint).setLast(true).build());
    stream.onCompleted();
  }

  private CheckpointChunk.Builder header(Checkpoint checkpoint) {
    return CheckpointChunk.newBuilder().setTerm(checkpoint.term()).setIndex(checkpoint.index());
  }

  private boolean sendFile(Path directory, Path file, Checkpoint checkpoint) throws IOException {
    CRC32C crc = new CRC32C();
    byte[] buffer = new byte[CHUNK_BYTES];
    try (InputStream in = Files.newInputStream(directory.resolve(file))) {
      int read;
      do {
        read = in.readNBytes(buffer, 0, buffer.length);
        crc.update(buffer, 0, read);
        CheckpointChunk.Builder chunk = first ? header(checkpoint) : CheckpointChunk.newBuilder();
        first = false;
        chunk.setFile(file.toString()).setData(ShardsService.bytes(buffer, read));
        if (read < buffer.length) {
          chunk.setCrc32C((int) crc.getValue());
        }
        if (!awaitReady()) {
          return false;
        }
        stream.onNext(chunk.build());
      } while (read == buffer.length);
    }
    return true;
  }

  private boolean awaitReady() throws IOException {
    try {
      while (!stream.isReady() && !stream.isCancelled()) {
        if (!ready.tryAcquire(STALL_SECONDS, TimeUnit.SECONDS)) {
          throw new IOException("the receiver has not taken anything for a minute");
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
    return !stream.isCancelled();
  }

  /// Deletes a directory with all it holds; nothing happens if it is not there.
  static void delete(Path directory) {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
