package io.halcyon.verify.workload;

import io.halcyon.checker.transactions.Action;
import io.halcyon.checker.transactions.TransactionHistory;
import io.halcyon.checker.transactions.TransactionRecorder;
import io.halcyon.core.failure.HalcyonException;
import io.halcyon.verify.database.DamagedValueException;
import io.halcyon.verify.database.OpenTxn;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Runs transactions, and single operations as transactions of one action, and records them.
/// Thread-safe.
///
/// What a transaction writes must not depend on what it reads where the transaction checker judges
/// it: of one that is ambiguous only the last attempt's writes are known.
final class TxnLog {
  private final TransactionRecorder recorder;

  /// @param transactionsMax how many it holds; more are refused by an IllegalStateException
  TxnLog(int transactionsMax) {
    recorder = new TransactionRecorder(transactionsMax);
  }

  TransactionHistory history() {
    return recorder.history();
  }

  /// Runs a transaction, one time in two with the client's retries and else in a single attempt.
  Ending run(Client client, Consumer<LoggedTxn> body) {
    return run(client, body, _ -> List.of());
  }

  /// @param ifCommitted what is noted in addition, once it has committed, of the actions of the
  ///   attempt that did
  Ending run(
      Client client, Consumer<LoggedTxn> body, Function<List<Action>, List<Action>> ifCommitted) {
    return client.chance(50)
        ? repeated(client, body, ifCommitted)
        : once(client, body, ifCommitted);
  }

  private Ending repeated(
      Client client, Consumer<LoggedTxn> body, Function<List<Action>, List<Action>> ifCommitted) {
    List<LoggedTxn> attempts = new ArrayList<>();
    TransactionRecorder.Open open = recorder.begin(client.process(), client.nowNanos());
    try {
      List<Action> actions =
          client
              .session()
              .transact(txn -> {
                LoggedTxn logged = new LoggedTxn(txn);
                attempts.add(logged);
                body.accept(logged);
                return logged.actions();
              });
      return committed(client, open, actions, ifCommitted);
    } catch (HalcyonException e) {
      return ended(client, open, writes(attempts), Ending.ofWrite(e.failure()));
    } catch (RuntimeException e) {
      ended(client, open, writes(attempts), ofCrash(e));
      throw e;
    }
  }

  /// Which of the attempts may have taken effect is not known, so no read can be relied upon.
  private static List<Action> writes(List<LoggedTxn> attempts) {
    return attempts.isEmpty()
        ? List.of()
        : attempts.getLast().actions().stream().filter(each -> !each.readOnly()).toList();
  }

  /// A transaction in which a damaged value was read was rolled back. Of other exceptions, which
  /// are bugs, nothing can be said.
  private static Ending ofCrash(RuntimeException e) {
    return e instanceof DamagedValueException ? Ending.FAILED : Ending.AMBIGUOUS;
  }

  private Ending once(
      Client client, Consumer<LoggedTxn> body, Function<List<Action>, List<Action>> ifCommitted) {
    TransactionRecorder.Open open = recorder.begin(client.process(), client.nowNanos());
    LoggedTxn logged = null;
    boolean committing = false;
    try (OpenTxn txn = client.session().begin()) {
      logged = new LoggedTxn(txn);
      body.accept(logged);
      committing = true;
      txn.commit();
      return committed(client, open, logged.actions(), ifCommitted);
    } catch (HalcyonException e) {
      Ending ending = committing ? Ending.ofWrite(e.failure()) : Ending.FAILED;
      return ended(client, open, logged == null ? List.of() : logged.actions(), ending);
    } catch (RuntimeException e) {
      ended(client, open, logged == null ? List.of() : logged.actions(), ofCrash(e));
      throw e;
    }
  }

  private static Ending committed(
      Client client,
      TransactionRecorder.Open open,
      List<Action> actions,
      Function<List<Action>, List<Action>> ifCommitted) {
    note(open, actions);
    note(open, ifCommitted.apply(actions));
    open.committed(client.nowNanos());
    return Ending.OK;
  }

  private static Ending ended(
      Client client, TransactionRecorder.Open open, List<Action> actions, Ending ending) {
    note(open, actions);
    if (ending == Ending.AMBIGUOUS) {
      open.ambiguous();
    } else {
      open.aborted(client.nowNanos());
    }
    return ending;
  }

  private static void note(TransactionRecorder.Open open, List<Action> actions) {
    actions.forEach(open::add);
  }

  /// Makes a read that is a single operation.
  Ending read(Client client, Consumer<SingleReads> body) {
    TransactionRecorder.Open open = recorder.begin(client.process(), client.nowNanos());
    SingleReads reads = new SingleReads(client.session());
    try {
      body.accept(reads);
    } catch (HalcyonException e) {
      open.aborted(client.nowNanos());
      return Ending.FAILED;
    } catch (RuntimeException e) {
      open.aborted(client.nowNanos());
      throw e;
    }
    note(open, reads.actions());
    open.committed(client.nowNanos());
    return Ending.OK;
  }

  /// Makes a write that is a single operation.
  ///
  /// @param known what it does, as far as that is known before its answer
  /// @param write returns what the answer tells in addition
  Ending write(Client client, @Nullable Action known, Function<Client, List<Action>> write) {
    TransactionRecorder.Open open = recorder.begin(client.process(), client.nowNanos());
    note(open, known == null ? List.of() : List.of(known));
    List<Action> told;
    try {
      told = write.apply(client);
    } catch (HalcyonException e) {
      return ended(client, open, List.of(), Ending.ofWrite(e.failure()));
    } catch (RuntimeException e) {
      open.ambiguous();
      throw e;
    }
    note(open, told);
    open.committed(client.nowNanos());
    return Ending.OK;
  }
}
