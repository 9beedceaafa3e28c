package io.halcyon.router.transact;

import io.halcyon.core.failure.Failure;
import io.halcyon.core.failure.HalcyonException;
import io.halcyon.core.hlc.ClockConfig;
import io.halcyon.core.hlc.HlcTimestamp;
import io.halcyon.core.id.RequestId;
import io.halcyon.proto.v1.TxnBegin;
import io.halcyon.proto.v1.TxnIsolation;
import io.halcyon.proto.v1.TxnReadOnly;
import io.halcyon.txn.coordinator.Coordinator;
import io.halcyon.txn.coordinator.CoordinatorConfig;
import io.halcyon.txn.coordinator.Isolation;
import java.nio.charset.StandardCharsets;

/// What a client asks for when it begins a transaction, checked.
record Beginning(CoordinatorConfig settings, Coordinator.Start start, Origin origin) {
  private static final int LABEL_BYTES_MAX = 128;
  private static final TxnReadOnly.SnapshotCase NONE = TxnReadOnly.SnapshotCase.SNAPSHOT_NOT_SET;

  /// @throws HalcyonException with what is wrong
  static Beginning of(TxnBegin begin, Transactions transactions, String client) {
    boolean readOnly = begin.hasReadOnly();
    Isolation asked = isolation(begin.getIsolation());
    // One snapshot, and nothing to validate: that is serializable for whoever only reads. With a
    // snapshot for each statement a transaction can still only see what is committed.
    boolean given = readOnly && begin.getReadOnly().getSnapshotCase() != NONE;
    Isolation used =
        readOnly && (given || asked == Isolation.SERIALIZABLE) ? Isolation.SNAPSHOT : asked;
    Coordinator.Start start =
        new Coordinator.Start(
            begin.hasRequestId() ? request(begin.getRequestId()) : transactions.nextRequest(),
            Transactions.nextCoordinator(),
            // What is never written and never remembered needs no place to be decided at.
            readOnly || begin.getAnchor().isEmpty() ? null : Statements.key(begin.getAnchor()),
            used,
            readOnly ? readAt(begin.getReadOnly(), transactions) : 0);
    CoordinatorConfig settings =
        transactions
            .config()
            .coordinator(
                natural(begin.getLockTimeoutMillis()),
                natural(begin.getIdleTimeoutMillis()),
                natural(begin.getLifetimeMillis()));
    return new Beginning(
        settings, start, new Origin(client, label(begin.getLabel()), asked, readOnly));
  }

  /// @throws HalcyonException if it is too long
  static String label(String label) {
    if (label.getBytes(StandardCharsets.UTF_8).length > LABEL_BYTES_MAX) {
      throw invalid("a label may have " + LABEL_BYTES_MAX + " bytes");
    }
    return label;
  }

  /// @throws HalcyonException if it is none
  static RequestId request(io.halcyon.proto.v1.RequestId id) {
    if (id.getCreatedMillis() <= 0) {
      throw invalid("a request id must say when the request was created");
    }
    return new RequestId(id.getSession(), id.getSequence(), id.getCreatedMillis());
  }

  private static Isolation isolation(TxnIsolation isolation) {
    return switch (isolation) {
      case TXN_ISOLATION_UNSPECIFIED, SERIALIZABLE -> Isolation.SERIALIZABLE;
      case SNAPSHOT -> Isolation.SNAPSHOT;
      case READ_COMMITTED -> Isolation.READ_COMMITTED;
      case UNRECOGNIZED -> throw invalid("unknown isolation");
    };
  }

  private static long natural(long millis) {
    if (millis < 0) {
      throw invalid("a duration is out of range: " + Long.toUnsignedString(millis));
    }
    return millis;
  }

  /// Returns the snapshot of the past to read at; 0 for one of now.
  private static long readAt(TxnReadOnly readOnly, Transactions transactions) {
    return switch (readOnly.getSnapshotCase()) {
      case AT_TIMESTAMP -> past(readOnly.getAtTimestamp(), transactions);
      case MAX_STALENESS_MILLIS -> stale(natural(readOnly.getMaxStalenessMillis()), transactions);
      case SNAPSHOT_NOT_SET -> 0;
    };
  }

  /// A leader that read far ahead of all clocks would hold its writers back until then.
  private static long past(long timestamp, Transactions transactions) {
    if (timestamp <= 0) {
      throw invalid("a timestamp to read at must be positive");
    }
    long ahead = transactions.clock().millis() + ClockConfig.DEFAULT.acceptedLead().toMillis();
    if (timestamp > HlcTimestamp.packMillis(ahead)) {
      throw new HalcyonException(
          new Failure.OutOfRange(
              "the snapshot at " + timestamp + " lies ahead of the cluster's clocks"));
    }
    return timestamp;
  }

  /// Leaders are asked, so nothing has to be stale; what is as old as it may be meets no writers.
  private static long stale(long stalenessMillis, Transactions transactions) {
    long most = transactions.config().stalenessMax().toMillis();
    long age = Math.min(stalenessMillis, most);
    return age == 0 ? 0 : HlcTimestamp.packMillis(transactions.clock().millis() - age);
  }

  private static HalcyonException invalid(String detail) {
    return new HalcyonException(new Failure.Invalid(detail));
  }
}
