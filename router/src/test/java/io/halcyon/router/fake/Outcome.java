package io.halcyon.router.fake;

import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.HalcyonException;
import io.halcyon.router.dispatch.Completion;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/// Waits for the end of an operation.
public final class Outcome implements Completion {
  private static final int WAIT_SECONDS = 30;
  private final CompletableFuture<byte[]> end = new CompletableFuture<>();

  @Override
  public void ok(byte[] body) {
    if (!end.complete(body)) {
      throw new IllegalStateException("completed twice");
    }
  }

  @Override
  public void failed(Failure failure) {
    if (!end.completeExceptionally(new HalcyonException(failure))) {
      throw new IllegalStateException("completed twice");
    }
  }

  public boolean isDone() {
    return end.isDone();
  }

  /// Returns the answer; throws {@link HalcyonException} for a failure.
  public byte[] body() {
    try {
      return end.orTimeout(WAIT_SECONDS, TimeUnit.SECONDS).join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof HalcyonException failed) {
        throw failed;
      }
      throw e;
    }
  }

  /// Returns the failure; throws if the operation succeeded.
  public Failure failure() {
    try {
      body();
    } catch (HalcyonException e) {
      return e.failure();
    }
    throw new AssertionError("succeeded");
  }
}
