package io.halcyon.cli.transfer;

import io.halcyon.cli.output.Progress;
import io.halcyon.client.AsyncClient;
import io.halcyon.client.BatchResult;
import io.halcyon.client.Write;
import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.HalcyonException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/// Writes a source's pairs in batches, several under way at a time. Batches are acknowledged in
/// order, so that everything before a reported line is in the cluster: an import that broke off
/// goes on from there. Memory is bounded by the batches under way. Not thread-safe.
public final class Importer {
  private static final int BATCH_PAIRS_MAX = 256;
  private static final int BATCH_BYTES_MAX = 512 * 1024;
  private static final int UNDER_WAY_MAX = 16;

  /// How an import ended.
  ///
  /// @param pairs acknowledged, without the skipped ones
  /// @param failedLine everything before this line is in the cluster; 0 if all is
  /// @param problem what went wrong there; null if nothing did
  public record Result(long pairs, long bytes, long failedLine, @Nullable String problem) {}

  private record Sent(
      long firstLine, int pairs, int bytes, CompletableFuture<BatchResult> answer) {}

  private final AsyncClient client;
  private final Duration ttl;
  private final Progress progress;
  private final Deque<Sent> underWay = new ArrayDeque<>();
  private long pairs;
  private long bytes;

  /// @param ttl of each pair; zero: for ever
  public Importer(AsyncClient client, Duration ttl, Progress progress) {
    this.client = client;
    this.ttl = ttl;
    this.progress = progress;
  }

  /// Imports everything.
  ///
  /// @param fromLine records that begin before it are skipped
  /// @throws InterruptedException if the thread is interrupted; then the import has broken off
  public Result run(PairSource source, long fromLine) throws IOException, InterruptedException {
    List<Write> batch = new ArrayList<>();
    long batchLine = 0;
    int batchBytes = 0;
    String malformed = null;
    long malformedLine = 0;
    while (true) {
      Pair pair;
      try {
        pair = source.next();
      } catch (MalformedRecordException e) {
        malformed = e.getMessage();
        malformedLine = source.line();
        pair = null;
      }
      if (pair != null && source.line() < fromLine) {
        continue;
      }
      boolean full =
          pair != null
              && (batch.size() >= BATCH_PAIRS_MAX || batchBytes + pair.bytes() > BATCH_BYTES_MAX);
      if (!batch.isEmpty() && (pair == null || full)) {
        Result failed = send(batchLine, batch, batchBytes);
        if (failed != null) {
          return failed;
        }
        batch = new ArrayList<>();
        batchBytes = 0;
        progress.at(pairs, source.fraction());
      }
      if (pair == null) {
        break;
      }
      if (batch.isEmpty()) {
        batchLine = source.line();
      }
      batch.add(Write.put(pair.key(), pair.value(), ttl));
      batchBytes += pair.bytes();
    }
    Result failed = settle(0);
    return failed == null ? new Result(pairs, bytes, malformedLine, malformed) : failed;
  }

  private @Nullable Result send(long line, List<Write> batch, int batchBytes)
      throws InterruptedException {
    underWay.add(new Sent(line, batch.size(), batchBytes, client.batch(batch)));
    return settle(UNDER_WAY_MAX - 1);
  }

  /// Waits until at most `left` batches are under way.
  private @Nullable Result settle(int left) throws InterruptedException {
    while (underWay.size() > left) {
      Sent oldest = underWay.remove();
      try {
        oldest.answer().get();
        pairs += oldest.pairs();
        bytes += oldest.bytes();
      } catch (ExecutionException e) {
        underWay.forEach(later -> later.answer().cancel(false));
        return new Result(pairs, bytes, oldest.firstLine(), message(e));
      }
    }
    return null;
  }

  private static String message(ExecutionException failed) {
    return failed.getCause() instanceof HalcyonException halcyon
        ? text(halcyon.failure())
        : String.valueOf(failed.getCause());
  }

  private static String text(Failure failure) {
    return failure.message();
  }
}
