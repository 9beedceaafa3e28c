package io.halcyon.sql.session;

import io.halcyon.sql.ast.TransactionStatement;
import io.halcyon.sql.engine.TransactionMode;
import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;
import io.halcyon.sql.session.SqlSession.State;

/// Runs the statements that begin, steer and end transactions.
final class TransactionStatements {
  private final SqlSession session;
  private final Client client;

  TransactionStatements(SqlSession session, Client client) {
    this.session = session;
    this.client = client;
  }

  void run(TransactionStatement control) {
    switch (control) {
      case TransactionStatement.Begin begin -> begin(begin);
      case TransactionStatement.Commit(_, boolean chain) -> end(true, chain);
      case TransactionStatement.Rollback(_, boolean chain) -> end(false, chain);
      case TransactionStatement.Savepoint(_, String name) -> {
        requireBlock("SAVEPOINT");
        session.requireSound();
        session.engine().savepoint(name);
        client.done("SAVEPOINT");
      }
      case TransactionStatement.Release(_, String name) -> {
        requireBlock("RELEASE SAVEPOINT");
        session.requireSound();
        session.engine().release(name);
        client.done("RELEASE");
      }
      case TransactionStatement.RollbackTo(_, String name) -> {
        requireBlock("ROLLBACK TO SAVEPOINT");
        session.engine().rollbackTo(name);
        session.block();
        client.done("ROLLBACK");
      }
      case TransactionStatement.SetModes set -> setModes(set);
      case TransactionStatement.TwoPhase two -> throw SqlError.unsupported(two.step(), two.at());
      case TransactionStatement.SetSnapshot set ->
          throw SqlError.unsupported("SET TRANSACTION SNAPSHOT", set.at());
    }
  }

  private void requireBlock(String command) {
    if (session.state() != State.BLOCK && session.state() != State.FAILED) {
      throw new SqlError(
          SqlState.NO_ACTIVE_SQL_TRANSACTION, command + " can only be used in transaction blocks");
    }
  }

  private void begin(TransactionStatement.Begin begin) {
    if (begin.asOf() != null) {
      throw SqlError.unsupported("AS OF SYSTEM TIME", begin.at());
    }
    switch (session.state()) {
      case IDLE -> session.begin(Modes.with(session.defaultMode(), begin.modes()), false);
      case IMPLICIT -> {
        // What was done in this message before is part of the block.
        session.block();
      }
      case BLOCK ->
          client.notice(
              "WARNING",
              new SqlError(
                  SqlState.ACTIVE_SQL_TRANSACTION, "there is already a transaction in progress"));
      case FAILED -> session.requireSound();
    }
    client.done("BEGIN");
  }

  private void end(boolean wantsCommit, boolean chain) {
    TransactionMode was = session.mode();
    String tag = wantsCommit && session.state() != State.FAILED ? "COMMIT" : "ROLLBACK";
    switch (session.state()) {
      case IDLE ->
          client.notice(
              "WARNING",
              new SqlError(
                  SqlState.NO_ACTIVE_SQL_TRANSACTION, "there is no transaction in progress"));
      case IMPLICIT, BLOCK -> {
        if (wantsCommit) {
          session.commit();
        } else {
          session.rollback();
        }
      }
      case FAILED -> {
        session.rollback();
      }
    }
    if (chain) {
      session.begin(was, false);
    }
    client.done(tag);
  }

  private void setModes(TransactionStatement.SetModes set) {
    if (set.session()) {
      Modes.remember(session.settings(), set.modes());
    } else if (session.state() == State.BLOCK) {
      session.change(Modes.with(session.mode(), set.modes()));
    } else {
      client.notice(
          "WARNING",
          new SqlError(
              SqlState.NO_ACTIVE_SQL_TRANSACTION,
              "SET TRANSACTION can only be used in transaction blocks"));
    }
    client.done("SET");
  }
}
