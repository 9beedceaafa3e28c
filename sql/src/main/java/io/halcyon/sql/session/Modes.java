package io.halcyon.sql.session;

import io.halcyon.sql.ast.TransactionStatement.Mode;
import io.halcyon.sql.engine.TransactionMode;
import io.halcyon.sql.engine.TransactionMode.Isolation;
import java.util.List;

/// Properties of transactions as statements and settings name them. Stateless.
final class Modes {
  private Modes() {}

  static TransactionMode with(TransactionMode base, List<Mode> modes) {
    Isolation isolation = base.isolation();
    boolean readOnly = base.readOnly();
    boolean deferrable = base.deferrable();
    for (Mode mode : modes) {
      switch (mode) {
        case ISOLATION_LEVEL_READ_UNCOMMITTED, ISOLATION_LEVEL_READ_COMMITTED ->
            isolation = Isolation.READ_COMMITTED;
        case ISOLATION_LEVEL_REPEATABLE_READ -> isolation = Isolation.SNAPSHOT;
        case ISOLATION_LEVEL_SERIALIZABLE -> isolation = Isolation.SERIALIZABLE;
        case READ_ONLY -> readOnly = true;
        case READ_WRITE -> readOnly = false;
        case DEFERRABLE -> deferrable = true;
        case NOT_DEFERRABLE -> deferrable = false;
      }
    }
    return new TransactionMode(isolation, readOnly, deferrable, base.asOfMicros());
  }

  static TransactionMode ofSettings(Settings settings) {
    Isolation isolation =
        switch (settings.get("default_transaction_isolation")) {
          case "repeatable read" -> Isolation.SNAPSHOT;
          case "read committed", "read uncommitted" -> Isolation.READ_COMMITTED;
          default -> Isolation.SERIALIZABLE;
        };
    return new TransactionMode(
        isolation,
        settings.get("default_transaction_read_only").equals("on"),
        settings.get("default_transaction_deferrable").equals("on"),
        null);
  }

  /// Makes properties those of later transactions.
  static void remember(Settings settings, List<Mode> modes) {
    for (Mode mode : modes) {
      switch (mode) {
        case ISOLATION_LEVEL_READ_UNCOMMITTED,
            ISOLATION_LEVEL_READ_COMMITTED,
            ISOLATION_LEVEL_REPEATABLE_READ,
            ISOLATION_LEVEL_SERIALIZABLE -> {
          String words = mode.name().substring("ISOLATION_LEVEL_".length()).replace('_', ' ');
          settings.set("default_transaction_isolation", words.toLowerCase(java.util.Locale.ROOT));
        }
        case READ_ONLY -> settings.set("default_transaction_read_only", "on");
        case READ_WRITE -> settings.set("default_transaction_read_only", "off");
        case DEFERRABLE -> settings.set("default_transaction_deferrable", "on");
        case NOT_DEFERRABLE -> settings.set("default_transaction_deferrable", "off");
      }
    }
  }
}
