package io.halcyon.sql.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.HalcyonException;
import io.halcyon.sql.catalog.CatalogSnapshot;
import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.session.SessionContext;
import io.halcyon.sql.storage.Storage;
import io.halcyon.sql.storage.StorageTransaction;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Rule L1 of docs/adr/0016: what is done under a lease is at or below its timestamp.
class LeasedTransactionTest {
  private static final long VERSION = 7;
  private static final long UNTIL = 1_000;
  private static final Duration LENGTH = Duration.ofSeconds(2);

  private final AtomicLong nanos = new AtomicLong(1);
  private final List<Long> bounds = new ArrayList<>();
  private final Storage none =
      _ -> {
        throw new AssertionError("no transaction is expected");
      };
  private final CatalogLeases leases =
      new CatalogLeases(
          none,
          _ -> {
            throw new AssertionError("nothing is loaded");
          },
          LENGTH,
          nanos::get);
  private final Lease lease =
      new Lease(
          new LayoutCache(new CatalogSnapshot(VERSION, List.of()), SessionContext.FOR_TEXTS),
          UNTIL,
          1);
  private long stored = VERSION;
  private long readAt;
  private @Nullable Failure commitFails;

  private LeasedTransaction begin() {
    assertThat(lease.enter()).isTrue();
    StorageTransaction inner =
        (StorageTransaction)
            Proxy.newProxyInstance(
                StorageTransaction.class.getClassLoader(),
                new Class<?>[] {StorageTransaction.class},
                (_, method, arguments) ->
                    switch (method.getName()) {
                      case "getValidated" ->
                          ByteBuffer.allocate(Long.BYTES).putLong(stored).array();
                      case "get" -> List.of();
                      case "readTimestamp" -> readAt;
                      case "commit" -> {
                        bounds.add((Long) arguments[0]);
                        if (commitFails != null) {
                          throw new HalcyonException(commitFails);
                        }
                        yield 5L;
                      }
                      default -> null;
                    });
    return new LeasedTransaction(inner, leases, lease);
  }

  @Test
  void aCommitIsBoundToTheLease() {
    LeasedTransaction transaction = begin();
    transaction.put(new byte[] {1}, new byte[] {2});
    transaction.commit();

    assertThat(bounds).containsExactly(UNTIL);
    assertThat(lease.used()).isFalse();
  }

  @Test
  void aReadAfterTheLeaseReadsTheVersionAndNeedsTheLeaseNoMore() {
    LeasedTransaction transaction = begin();
    readAt = UNTIL + 1;
    var _ = transaction.get(List.of());

    assertThat(lease.used()).isFalse();
    transaction.put(new byte[] {1}, new byte[] {2});
    transaction.commit();
    assertThat(bounds).containsExactly(Long.MAX_VALUE);
  }

  @Test
  void aReadAfterTheLeaseOfAnOlderVersionIsLost() {
    LeasedTransaction transaction = begin();
    readAt = UNTIL + 1;
    stored = VERSION + 1;

    assertThatThrownBy(() -> transaction.get(List.of()))
        .isInstanceOfSatisfying(SqlError.class, e -> assertThat(e.sqlState()).isEqualTo("40001"));
    transaction.rollback();
    assertThat(lease.used()).isFalse();
  }

  @Test
  void aCommitUnderALeaseThatMayHavePassedReadsTheVersion() {
    LeasedTransaction transaction = begin();
    transaction.put(new byte[] {1}, new byte[] {2});
    nanos.addAndGet(LENGTH.toNanos());
    transaction.commit();

    assertThat(bounds).containsExactly(Long.MAX_VALUE);
  }

  @Test
  void aClosedLeaseIsNotEntered() {
    lease.close();
    assertThat(lease.enter()).isFalse();
  }
}
