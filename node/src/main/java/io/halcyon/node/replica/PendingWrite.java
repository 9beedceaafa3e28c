package io.halcyon.node.replica;

import io.halcyon.core.failure.Failure;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A write from its arrival until it is answered. Owned by the proposer's turn until it is
/// proposed, then by the completion of its entry.
final class PendingWrite {
  static final int[] NO_STRIPES = {};

  private final Command command;
  private final int bytes;
  private final Reply reply;
  private final long deadlineNanos;
  // Guarded by this object's lock, with `answered`.
  private @Nullable List<Reply> duplicates;
  private boolean answered;
  private int[] stripes = NO_STRIPES;
  private byte[] result = new byte[0];
  private @Nullable Failure refusal;
  private long commitTimestamp;
  private long requiredTerm;

  /// @param bytes what it counts in queues and entries
  PendingWrite(Command command, int bytes, Reply reply, long deadlineNanos) {
    this.command = command;
    this.bytes = bytes;
    this.reply = reply;
    this.deadlineNanos = deadlineNanos;
  }

  /// Allows the write in one term only, because what it rests on was judged in it; 0 for any term.
  void onlyIn(long term) {
    requiredTerm = term;
  }

  boolean allowedIn(long term) {
    return requiredTerm == 0 || requiredTerm == term;
  }

  Command command() {
    return command;
  }

  boolean expired(long nowNanos) {
    return nowNanos - deadlineNanos > 0;
  }

  int bytes() {
    return bytes;
  }

  /// Takes note of the stripes that it holds as pending.
  void holds(int[] held) {
    stripes = held;
  }

  int[] stripes() {
    return stripes;
  }

  void evaluated(long timestamp, Evaluator.Result evaluated) {
    commitTimestamp = timestamp;
    result = evaluated.body();
    refusal = evaluated.failure();
  }

  /// Returns its commit timestamp; 0 for what has none.
  long commitTimestamp() {
    return commitTimestamp;
  }

  /// Lets a retry that arrived while the first try is under way share its answer.
  ///
  /// @return false if the first try was answered already
  synchronized boolean share(PendingWrite retry) {
    if (answered) {
      return false;
    }
    if (duplicates == null) {
      duplicates = new ArrayList<>(1);
    }
    duplicates.add(retry.reply);
    return true;
  }

  /// Answers with what the evaluation gave.
  void answer() {
    if (refusal == null) {
      succeed(result);
    } else {
      fail(refusal);
    }
  }

  private void succeed(byte[] body) {
    reply.ok(body);
    takeDuplicates().forEach(each -> each.ok(body));
  }

  void fail(Failure failure) {
    reply.fail(failure);
    takeDuplicates().forEach(each -> each.fail(failure));
  }

  private synchronized List<Reply> takeDuplicates() {
    answered = true;
    List<Reply> taken = duplicates == null ? List.of() : duplicates;
    duplicates = null;
    return taken;
  }
}
