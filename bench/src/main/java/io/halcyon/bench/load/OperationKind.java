package io.halcyon.bench.load;

import java.util.Locale;

/// What a client does in one turn.
public enum OperationKind {
  GET,
  PUT,
  INSERT,
  SCAN,
  READ_MODIFY_WRITE;

  /// Returns the name used in results.
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
