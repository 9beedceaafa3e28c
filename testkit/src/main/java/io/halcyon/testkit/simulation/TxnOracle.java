package io.halcyon.testkit.simulation;

import io.halcyon.core.failure.InvariantViolation;
import io.halcyon.core.id.NodeId;
import io.halcyon.core.id.RequestId;
import io.halcyon.core.id.ShardId;
import io.halcyon.txn.coordinator.Answer;
import io.halcyon.txn.participant.Request;
import io.halcyon.txn.participant.Response;
import io.halcyon.txn.record.Change;
import io.halcyon.txn.record.Intent;
import io.halcyon.txn.record.Key;
import io.halcyon.txn.record.RequestOutcome;
import io.halcyon.txn.record.TxnId;
import io.halcyon.txn.record.TxnOutcome;
import io.halcyon.txn.record.Value;
import io.halcyon.txn.record.Version;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Sees every change and every answer of transactions and checks T1 to T5 at once.
///
/// The idea: a transaction takes effect at its decision. From then on every answer must agree with
/// it, and it must not contradict any answer that was given before.
final class TxnOracle {
  private record OnKey(TxnId txn, Key key) {}

  /// What the oracle knows of a shard's log.
  private static final class ShardLog {
    private long applied;
    private long bound;
    private final Map<Long, Long> lowWater = new HashMap<>();
  }

  private final World world;
  private final TxnTruth truth = new TxnTruth();
  private final TxnHistory history = new TxnHistory(truth);
  private final Map<ShardId, ShardLog> logs = new HashMap<>();
  private final Map<Key, Intent> intents = new TreeMap<>();
  private final Map<TxnId, TxnOutcome> decided = new HashMap<>();
  private final Map<RequestId, RequestOutcome> requests = new HashMap<>();
  private final Set<OnKey> resolved = new HashSet<>();
  private final Set<TxnId> aborted = new HashSet<>();
  private final Map<TxnId, Long> pushed = new HashMap<>();
  private final Set<RequestId> acknowledged = new HashSet<>();
  private final TxnAnswers answers;

  TxnOracle(World world) {
    this.world = world;
    this.answers = new TxnAnswers(truth, decided, aborted, pushed, this::unresolved);
  }

  TxnHistory history() {
    return history;
  }

  /// A replica applies an entry; checked when the first one does.
  void applied(ShardId shard, long index, LogEntry entry, boolean effective) {
    world.oracle().applied(shard, index, entry, effective);
    ShardLog log = logs.computeIfAbsent(shard, _ -> new ShardLog());
    if (index < log.applied) {
      return;
    }
    log.applied = index + 1;
    if (!effective) {
      return;
    }
    log.bound = Math.max(log.bound, entry.payload().bound());
    long lowWater = log.lowWater.computeIfAbsent(entry.term(), _ -> log.bound);
    if (entry.payload().effect() instanceof LogEntry.Effect.Changes changes) {
      if (world.tracing()) {
        world.trace(new NodeId(1), shard + " applies " + entry.term() + " " + changes.changes());
      }
      applied(changes.changes(), lowWater);
    }
  }

  private void applied(List<Change> changes, long lowWater) {
    boolean record = changes.stream().anyMatch(Change.PutRecord.class::isInstance);
    RequestOutcome onePhase = null;
    for (Change change : changes) {
      if (change instanceof Change.RememberRequest remember) {
        requestEnds(remember.request(), remember.outcome());
        if (!record) {
          onePhase = remember.outcome();
          boolean writes = changes.stream().anyMatch(Change.PutVersion.class::isInstance);
          check(
              !writes || onePhase.at() > lowWater,
              "commit at or below the low-water mark",
              remember);
          decides(onePhase.winner(), new TxnOutcome.Committed(onePhase.at()));
        }
      }
    }
    for (Change change : changes) {
      switch (change) {
        case Change.PutVersion put -> {
          if (onePhase != null) {
            commits(put.key(), put.at(), written(onePhase.winner(), put));
          } else {
            resolves(put);
          }
        }
        case Change.PutIntent put -> lays(put.intent(), lowWater);
        case Change.RemoveIntent remove -> intents.remove(remove.key());
        case Change.PutRecord put -> records(put, lowWater);
        case Change.RemoveRecord remove ->
            check(
                !unresolved(remove.txn().id()),
                "record dropped before its intents are resolved",
                remove);
        case Change.RememberRequest _, Change.ForgetBefore _ -> {}
        case Change.RememberResolved remember -> remembers(remember);
      }
    }
  }

  private static TxnTruth.Written written(TxnId writer, Change.PutVersion put) {
    return new TxnTruth.Written(writer, Optional.ofNullable(put.value()));
  }

  /// T3: at most one attempt of a request commits.
  private void requestEnds(RequestId request, RequestOutcome outcome) {
    RequestOutcome before = requests.put(request, outcome);
    check(before == null || before.equals(outcome), "two effects of one request", outcome);
  }

  private void decides(TxnId txn, TxnOutcome outcome) {
    TxnOutcome before = decided.put(txn, outcome);
    check(before == null || before.equals(outcome), "two outcomes of " + txn, outcome);
    if (outcome instanceof TxnOutcome.Committed) {
      check(!aborted.contains(txn), "commits after it was taken for aborted", txn);
    } else {
      aborted.add(txn);
    }
  }

  private void records(Change.PutRecord put, long lowWater) {
    TxnId txn = put.txn().id();
    decides(txn, put.outcome());
    if (put.outcome() instanceof TxnOutcome.Committed committed) {
      long at = committed.at();
      check(at > lowWater, "decision at or below the low-water mark", put);
      check(at > pushed.getOrDefault(txn, 0L), "decision at or below a push", put);
      for (Intent intent : intents.values()) {
        if (intent.txn().id().equals(txn)) {
          check(intent.preparedAt() <= at, "decision below a prepare", intent);
          Optional<Value> value = Optional.ofNullable(intent.value());
          commits(intent.key(), at, new TxnTruth.Written(txn, value));
        }
      }
    }
  }

  /// T1: strictly above every read served, by others, on what it writes; and above other versions.
  private void commits(Key key, long at, TxnTruth.Written written) {
    long read = truth.readAt(key, written.writer().owner());
    check(at > read, "version of " + key + " under a read served at " + read, written);
    check(at > truth.last(key), "version of " + key + " under a later one", written);
    truth.write(key, at, written);
  }

  private void resolves(Change.PutVersion put) {
    TxnTruth.Written decided = truth.writtenAt(put.key(), put.at());
    check(
        decided != null && decided.value().equals(Optional.ofNullable(put.value())),
        "a version that nobody has decided",
        put);
  }

  private void lays(Intent intent, long lowWater) {
    Key key = intent.key();
    TxnId txn = intent.txn().id();
    check(intent.preparedAt() > lowWater, "prepared at or below the low-water mark", intent);
    check(!resolved.contains(new OnKey(txn, key)), "intent of a resolved transaction", intent);
    long read = truth.readAt(key, txn.owner());
    check(intent.preparedAt() > read, "prepared under a read served at " + read, intent);
    Intent before = intents.put(key, intent);
    check(before == null || before.txn().id().equals(txn), "two intents on a key", intent);
  }

  private void remembers(Change.RememberResolved remember) {
    resolved.add(new OnKey(remember.txn(), remember.key()));
    TxnOutcome known = decided.get(remember.txn());
    if (remember.outcome() instanceof TxnOutcome.Committed) {
      check(remember.outcome().equals(known), "resolved before the decision", remember);
    } else if (known instanceof TxnOutcome.Committed) {
      // Its record is gone, so all its intents were resolved; this was a key that it had only
      // locked.
      boolean forgotten =
          remember.outcome() instanceof TxnOutcome.Aborted(TxnOutcome.Cause cause)
              && cause == TxnOutcome.Cause.FORGOTTEN;
      check(
          forgotten && !unresolved(remember.txn()), "resolved as aborted, but committed", remember);
    } else {
      aborted.add(remember.txn());
    }
  }

  /// An answer leaves a node: the floor and the lease have been seen to.
  void answered(NodeProcess by, ShardId shard, Request request, Response response, long shown) {
    if (world.tracing()) {
      world.trace(by.id(), shard + " answers " + request + " with " + response);
    }
    world.oracle().shown(by, shown);
    answers.check(shard, request, response);
    if (response instanceof Response.NotDecided && request instanceof Request.Status status) {
      // Clients ask only after they were told.
      check(
          !acknowledged.contains(status.txn().id().request()),
          "status denies what was acknowledged",
          status);
    }
  }

  /// A coordinator tells its client how it ended.
  void concluded(TxnDriver driver, Answer answer) {
    if (answer instanceof Answer.Committed committed) {
      RequestOutcome outcome = requests.get(driver.program().request());
      if (outcome == null) {
        return;
      }
      check(
          outcome.at() == committed.at() && outcome.answer().equals(committed.answer()),
          "told otherwise than decided: " + outcome,
          driver + " " + answer);
      if (outcome.winner().equals(driver.coordinator().id())) {
        history.committed(driver, committed.at());
      }
    }
  }

  /// A client hears that its request has taken effect. T4, T5.
  void acknowledged(TxnProgram program, Answer.Committed answer, long shownAtBegin) {
    RequestOutcome outcome = requests.get(program.request());
    check(
        outcome != null
            && outcome.at() == answer.at()
            && Objects.equals(outcome.answer(), answer.answer()),
        "acknowledged without effect",
        program);
    acknowledged.add(program.request());
    Key single = program.single();
    if (single != null && outcome != null) {
      Version before = truth.at(single, answer.at(), outcome.winner().owner());
      check(
          answer.answer().equals(TxnSingle.report(before.value())),
          "a single operation that missed " + before,
          program + " " + answer);
    }
    check(
        answer.at() >= shownAtBegin,
        "below what had been shown when it began: " + shownAtBegin,
        program + " " + answer);
  }

  private boolean unresolved(TxnId txn) {
    return intents.values().stream().anyMatch(intent -> intent.txn().id().equals(txn));
  }

  /// Returns what is left unresolved.
  @Nullable Object leftovers() {
    return intents.isEmpty() ? null : intents.values();
  }

  static void check(boolean holds, String broken, Object what) {
    if (!holds) {
      throw new InvariantViolation(broken + ": " + what);
    }
  }
}
