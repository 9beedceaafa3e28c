package io.halcyon.bench.load;

import java.util.Locale;

/// What a client does in one turn.
public enum OperationKind {
  GET,
  PUT,
  INSERT,
  SCAN,
  READ_MODIFY_WRITE,
  /// A transaction of a {@link TransferTarget}; in no mix of key-value operations.
  TRANSFER;

  /// Returns the name used in results.
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
