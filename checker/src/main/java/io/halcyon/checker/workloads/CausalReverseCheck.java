package io.halcyon.checker.workloads;

import io.halcyon.checker.transactions.Action;
import io.halcyon.checker.transactions.Fate;
import io.halcyon.checker.transactions.Transaction;
import io.halcyon.checker.transactions.TransactionHistory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Comments are only added, each a register written once or an element of a list: if one was
/// answered before another began, whoever reads both places and sees the later one sees the earlier
/// one, also in the past. Serializable systems that are not strict break this without any of their
/// own promises.
public record CausalReverseCheck() implements WorkloadCheck {
  private record Comment(Transaction writer, String key, long value) {}

  @Override
  public WorkloadVerdict check(TransactionHistory history) {
    Problems problems = new Problems("causal reverse");
    problems.figure("reads", 0);
    Map<String, List<Comment>> comments = new HashMap<>();
    for (Transaction transaction : history.transactions()) {
      for (Action action : transaction.actions()) {
        Comment comment = comment(transaction, action);
        if (comment != null && transaction.fate() != Fate.ABORTED) {
          comments.computeIfAbsent(comment.key(), _ -> new ArrayList<>()).add(comment);
        }
      }
    }
    comments
        .values()
        .forEach(each ->
            each.sort(Comparator.comparingLong(comment -> comment.writer().completedNanos())));
    for (Transaction transaction : history.transactions()) {
      if (transaction.fate() == Fate.COMMITTED) {
        check(transaction, comments, problems);
      }
    }
    return problems.verdict();
  }

  private static @Nullable Comment comment(Transaction writer, Action action) {
    return switch (action) {
      case Action.Append append -> new Comment(writer, append.key(), append.element());
      case Action.Write write -> new Comment(writer, write.key(), write.value());
      case Action.ReadList _, Action.Read _ -> null;
    };
  }

  private static void check(
      Transaction reader, Map<String, List<Comment>> comments, Problems problems) {
    Comment latestSeen = null;
    Comment firstMissed = null;
    for (Action action : reader.actions()) {
      if (!action.readOnly()) {
        continue;
      }
      problems.count("reads");
      for (Comment comment : comments.getOrDefault(action.key(), List.of())) {
        if (sees(action, comment)) {
          boolean later =
              latestSeen == null
                  || comment.writer().invokedNanos() > latestSeen.writer().invokedNanos();
          latestSeen = later ? comment : latestSeen;
        } else if (firstMissed == null
            || comment.writer().completedNanos() < firstMissed.writer().completedNanos()) {
          firstMissed = comment;
        }
      }
    }
    if (latestSeen != null
        && firstMissed != null
        && firstMissed.writer().precedes(latestSeen.writer())) {
      problems.add(
          "%s saw %s = %d of %s, but not %s = %d of %s, which had been answered before that began"
              .formatted(
                  reader.name(),
                  latestSeen.key(),
                  latestSeen.value(),
                  latestSeen.writer().name(),
                  firstMissed.key(),
                  firstMissed.value(),
                  firstMissed.writer().name()),
          firstMissed.writer(),
          latestSeen.writer(),
          reader);
    }
  }

  private static boolean sees(Action action, Comment comment) {
    return switch (action) {
      case Action.ReadList read -> read.elements().contains(comment.value());
      case Action.Read read -> read.value() != null && read.value() == comment.value();
      case Action.Append _, Action.Write _ -> false;
    };
  }
}
