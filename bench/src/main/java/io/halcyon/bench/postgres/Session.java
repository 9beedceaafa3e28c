package io.halcyon.bench.postgres;

import io.halcyon.bench.load.TransferPlan;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One connection that makes transfers, one attempt at a time. One thread at a time.
final class Session implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Session.class);

  private final Connection connection;
  private final TransferPlan plan;

  Session(Connection connection, TransferPlan plan) throws SQLException {
    this.connection = connection;
    this.plan = plan;
    // With autocommit, the transaction of a single statement has the session's default isolation.
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "SET default_transaction_isolation = '"
              + switch (plan.isolation()) {
                case SERIALIZABLE -> "serializable";
                case SNAPSHOT -> "repeatable read";
                case READ_COMMITTED -> "read committed";
              }
              + "'");
    }
    connection.setAutoCommit(plan.mode() == TransferPlan.Mode.ONE_SHOT);
  }

  /// Makes one attempt.
  ///
  /// @param change added to the lower account and taken from the higher
  /// @throws SQLException if it has not committed, or its connection is lost
  void transfer(int low, int high, long change) throws SQLException {
    switch (plan.mode()) {
      case ONE_SHOT -> call(low, high, change);
      case INTERACTIVE -> {
        if (plan.pipelined()) {
          together(low, high, change);
        } else {
          stepwise(low, high, change);
        }
        connection.commit();
      }
    }
  }

  private void call(int low, int high, long change) throws SQLException {
    try (PreparedStatement call = connection.prepareStatement("SELECT transfer(?, ?, ?)")) {
      call.setInt(1, low);
      call.setInt(2, high);
      call.setLong(3, change);
      call.executeQuery().close();
    }
  }

  private void together(int low, int high, long change) throws SQLException {
    long first;
    long second;
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT balance FROM accounts WHERE id IN (?, ?) ORDER BY id" + lock())) {
      select.setInt(1, low);
      select.setInt(2, high);
      try (ResultSet rows = select.executeQuery()) {
        rows.next();
        first = rows.getLong(1);
        rows.next();
        second = rows.getLong(1);
      }
    }
    try (PreparedStatement update = update()) {
      fill(update, low, first + change);
      update.addBatch();
      fill(update, high, second - change);
      update.addBatch();
      var _ = update.executeBatch();
    }
  }

  private void stepwise(int low, int high, long change) throws SQLException {
    long first = balance(low);
    long second = balance(high);
    try (PreparedStatement update = update()) {
      fill(update, low, first + change);
      int unused = update.executeUpdate();
      fill(update, high, second - change);
      unused = update.executeUpdate();
    }
  }

  private long balance(int account) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement("SELECT balance FROM accounts WHERE id = ?" + lock())) {
      select.setInt(1, account);
      try (ResultSet row = select.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    }
  }

  private String lock() {
    return plan.locking() ? " FOR UPDATE" : "";
  }

  private PreparedStatement update() throws SQLException {
    return connection.prepareStatement("UPDATE accounts SET balance = ? WHERE id = ?");
  }

  private static void fill(PreparedStatement update, int account, long balance)
      throws SQLException {
    update.setLong(1, balance);
    update.setInt(2, account);
  }

  /// Ends a failed attempt.
  void rollback() throws SQLException {
    if (!connection.getAutoCommit()) {
      connection.rollback();
    }
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException broken) {
      LOG.atWarn().setCause(broken).log("connection not closed");
    }
  }
}
