package io.halcyon.sql.parser;

import io.halcyon.sql.ast.Expression;
import io.halcyon.sql.ast.Position;
import io.halcyon.sql.ast.SessionStatement;
import io.halcyon.sql.ast.TransactionStatement;
import io.halcyon.sql.ast.TransactionStatement.Mode;
import io.halcyon.sql.lexer.TokenKind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Statements that begin, steer and end transactions.
final class TransactionParser {
  private final Grammar grammar;
  private final Cursor cursor;
  private final Names names;

  TransactionParser(Grammar grammar) {
    this.grammar = grammar;
    this.cursor = grammar.cursor;
    this.names = grammar.names;
  }

  TransactionStatement begin() {
    Position at = cursor.position();
    if (cursor.accept("start")) {
      cursor.expect("transaction");
    } else {
      cursor.expect("begin");
      optionalWork();
    }
    List<Mode> modes = optionalModes();
    @Nullable Expression asOf = grammar.queries.optionalAsOf();
    return new TransactionStatement.Begin(at, modes, asOf);
  }

  private void optionalWork() {
    if (!cursor.accept("work")) {
      cursor.accept("transaction");
    }
  }

  TransactionStatement commit() {
    Position at = cursor.position();
    if (cursor.accept("commit", "prepared")) {
      return new TransactionStatement.TwoPhase(at, "COMMIT PREPARED", names.string());
    }
    cursor.advance();
    optionalWork();
    return new TransactionStatement.Commit(at, chain());
  }

  TransactionStatement rollback() {
    Position at = cursor.position();
    if (cursor.accept("rollback", "prepared")) {
      return new TransactionStatement.TwoPhase(at, "ROLLBACK PREPARED", names.string());
    }
    boolean toSavepoint = !cursor.at("abort");
    cursor.advance();
    optionalWork();
    if (toSavepoint && cursor.accept("to")) {
      return new TransactionStatement.RollbackTo(at, savepointName());
    }
    return new TransactionStatement.Rollback(at, chain());
  }

  private boolean chain() {
    if (!cursor.accept("and")) {
      return false;
    }
    boolean chain = !cursor.accept("no");
    cursor.expect("chain");
    return chain;
  }

  TransactionStatement savepoint() {
    Position at = cursor.position();
    cursor.expect("savepoint");
    return new TransactionStatement.Savepoint(at, names.columnId());
  }

  TransactionStatement release() {
    Position at = cursor.position();
    cursor.expect("release");
    return new TransactionStatement.Release(at, savepointName());
  }

  /// `SAVEPOINT` may be left out, unless the savepoint itself has this name.
  private String savepointName() {
    if (cursor.at("savepoint") && !(cursor.kindAhead(1) == TokenKind.END || cursor.ahead(1, ";"))) {
      cursor.advance();
    }
    return names.columnId();
  }

  TransactionStatement prepare() {
    Position at = cursor.position();
    cursor.expect("prepare", "transaction");
    return new TransactionStatement.TwoPhase(at, "PREPARE TRANSACTION", names.string());
  }

  /// Reads what follows `SET [LOCAL | SESSION] TRANSACTION`.
  TransactionStatement setTransaction(Position at, SessionStatement.Scope scope) {
    if (cursor.accept("snapshot")) {
      return new TransactionStatement.SetSnapshot(at, scope, names.string());
    }
    return new TransactionStatement.SetModes(at, scope, false, modes());
  }

  private List<Mode> optionalModes() {
    return atMode() ? modes() : List.of();
  }

  private boolean atMode() {
    return cursor.atAny("isolation", "read", "deferrable") || cursor.at("not", "deferrable");
  }

  /// Reads modes, with or without commas between them.
  List<Mode> modes() {
    List<Mode> modes = new ArrayList<>();
    modes.add(mode());
    while (cursor.accept(",") || atMode()) {
      modes.add(mode());
    }
    return List.copyOf(modes);
  }

  private Mode mode() {
    if (cursor.accept("isolation")) {
      cursor.expect("level");
      return isolation();
    }
    if (cursor.accept("read")) {
      if (cursor.accept("only")) {
        return Mode.READ_ONLY;
      }
      cursor.expect("write");
      return Mode.READ_WRITE;
    }
    boolean negated = cursor.accept("not");
    cursor.expect("deferrable");
    return negated ? Mode.NOT_DEFERRABLE : Mode.DEFERRABLE;
  }

  private Mode isolation() {
    if (cursor.accept("read", "uncommitted")) {
      return Mode.ISOLATION_LEVEL_READ_UNCOMMITTED;
    }
    if (cursor.accept("read", "committed")) {
      return Mode.ISOLATION_LEVEL_READ_COMMITTED;
    }
    if (cursor.accept("repeatable")) {
      cursor.expect("read");
      return Mode.ISOLATION_LEVEL_REPEATABLE_READ;
    }
    cursor.expect("serializable");
    return Mode.ISOLATION_LEVEL_SERIALIZABLE;
  }
}
