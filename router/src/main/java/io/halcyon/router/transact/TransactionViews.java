package io.halcyon.router.transact;

import io.halcyon.proto.v1.TxnInfo;
import io.halcyon.proto.v1.TxnIsolation;
import io.halcyon.txn.coordinator.Coordinator;
import io.halcyon.txn.record.Key;
import io.halcyon.txn.record.TxnId;
import io.halcyon.txn.record.TxnRef;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

/// Looks at transactions, each on its own strand, and hands the views on when it has all.
final class TransactionViews {
  /// What one transaction was at when it was looked at.
  ///
  /// @param number its place by age
  record View(long number, TxnId id, List<TxnRef> waitsFor, TxnInfo info) {}

  private final List<View> views = new ArrayList<>(); // guarded by itself
  private final int expected;
  private final Consumer<List<View>> then;

  private TransactionViews(int expected, Consumer<List<View>> then) {
    this.expected = expected;
    this.then = then;
  }

  static void of(Collection<TransactionDriver> drivers, String router, Consumer<List<View>> then) {
    if (drivers.isEmpty()) {
      then.accept(List.of());
      return;
    }
    TransactionViews views = new TransactionViews(drivers.size(), then);
    drivers.forEach(driver -> driver.strand().execute(() -> views.add(view(driver, router))));
  }

  private void add(View view) {
    List<View> all;
    synchronized (views) {
      views.add(view);
      if (views.size() < expected) {
        return;
      }
      all = List.copyOf(views);
    }
    then.accept(all);
  }

  private static View view(TransactionDriver driver, String router) {
    Coordinator coordinator = driver.coordinator();
    Origin origin = driver.origin();
    TxnInfo.Builder info =
        TxnInfo.newBuilder()
            .setTransaction(Answers.name(coordinator))
            .setRequestId(Answers.request(coordinator.id().request()))
            .setIsolation(
                switch (origin.isolation()) {
                  case SERIALIZABLE -> TxnIsolation.SERIALIZABLE;
                  case SNAPSHOT -> TxnIsolation.SNAPSHOT;
                  case READ_COMMITTED -> TxnIsolation.READ_COMMITTED;
                })
            .setReadOnly(origin.readOnly())
            .setState(state(driver))
            .setLabel(origin.label())
            .setClientAddress(origin.client())
            .setRouterAddress(router)
            .setAgeMillis(driver.ageMillis())
            .setIdleMillis(driver.idleMillis())
            .setRestarts(coordinator.restarts())
            .setWrites(coordinator.writes())
            .setLocks(coordinator.locks());
    TxnRef txn = coordinator.ref();
    if (txn != null) {
      info.setAnchor(Answers.user(txn.anchor()));
    }
    List<TxnRef> waitsFor = coordinator.waitsFor();
    waitsFor.forEach(other -> info.addWaitsFor(TransactionNames.of(other)));
    Key key = coordinator.waitsOn();
    if (key != null) {
      info.setWaitsOnKey(Answers.user(key));
    }
    return new View(driver.number(), coordinator.id(), waitsFor, info.build());
  }

  private static TxnInfo.State state(TransactionDriver driver) {
    Coordinator coordinator = driver.coordinator();
    if (coordinator.over()) {
      return TxnInfo.State.RESOLVING;
    }
    if (!coordinator.waitsFor().isEmpty()) {
      return TxnInfo.State.WAITING;
    }
    if (coordinator.committing()) {
      return TxnInfo.State.COMMITTING;
    }
    return driver.busy() ? TxnInfo.State.RUNNING : TxnInfo.State.IDLE;
  }
}
