package io.halcyon.raftstorage.ratis;

import io.halcyon.raftstorage.log.ReplicatedLog.Outcome;
import java.util.concurrent.CompletableFuture;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.thirdparty.com.google.protobuf.UnsafeByteOperations;

/// One entry on its way through the log. Ratis carries it as the request's message, unchanged, as
/// long as request and leader are in one process.
///
/// The first outcome wins. Thread-safe.
final class Proposal implements Message {
  private final ByteString content;
  private final long evaluatedTerm;
  private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
  private volatile boolean appended;

  /// @param entry not copied
  Proposal(byte[] entry, long evaluatedTerm) {
    this.content = UnsafeByteOperations.unsafeWrap(entry);
    this.evaluatedTerm = evaluatedTerm;
  }

  @Override
  public ByteString getContent() {
    return content;
  }

  long evaluatedTerm() {
    return evaluatedTerm;
  }

  CompletableFuture<Outcome> outcome() {
    return outcome;
  }

  /// From now on the entry may be in some log.
  void appending() {
    appended = true;
  }

  /// Returns whether the entry may be in some log.
  boolean mayBeAppended() {
    return appended;
  }

  void complete(Outcome result) {
    outcome.complete(result);
  }
}
