package io.halcyon.sql.parser;

import io.halcyon.sql.ast.Position;
import io.halcyon.sql.ast.Query;
import io.halcyon.sql.ast.RoleSpec;
import io.halcyon.sql.ast.RoleStatement;
import io.halcyon.sql.ast.Statement;
import io.halcyon.sql.lexer.TokenKind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Finds out by its first words which statement begins.
final class StatementParser {
  private final Grammar grammar;
  private final Cursor cursor;

  StatementParser(Grammar grammar) {
    this.grammar = grammar;
    this.cursor = grammar.cursor;
  }

  Statement statement() {
    if (cursor.at("(")) {
      return grammar.queries.query();
    }
    if (cursor.kind() != TokenKind.KEYWORD) {
      throw cursor.unexpected();
    }
    return switch (cursor.text()) {
      case "select", "values", "table", "with", "insert", "update", "delete", "merge" ->
          preparable();
      case "copy" -> new CopyParser(grammar).copy();
      case "truncate" -> new DataParser(grammar).truncate();
      case "lock" -> new DataParser(grammar).lock();
      case "create" -> new CreateParser(grammar).create();
      case "alter" -> new AlterParser(grammar).alter();
      case "drop" -> new DropParser(grammar).drop();
      case "comment" -> new DropParser(grammar).comment();
      case "security" -> new DropParser(grammar).securityLabel();
      case "grant" -> new GrantParser(grammar).grant();
      case "revoke" -> new GrantParser(grammar).revoke();
      case "reassign" -> reassign();
      case "import" -> new ForeignParser(grammar).importSchema(cursor.position());
      case "refresh" -> new RelationParser(grammar).refresh();
      case "do" -> new RoutineParser(grammar).doBlock();
      case "call" -> new RoutineParser(grammar).call();
      case "load" -> new RefusedParser(grammar).load(cursor.position());
      default -> control();
    };
  }

  /// Statements on transactions, the session and the server.
  private Statement control() {
    return switch (cursor.text()) {
      case "begin", "start" -> new TransactionParser(grammar).begin();
      case "commit", "end" -> new TransactionParser(grammar).commit();
      case "rollback", "abort" -> new TransactionParser(grammar).rollback();
      case "savepoint" -> new TransactionParser(grammar).savepoint();
      case "release" -> new TransactionParser(grammar).release();
      case "prepare" ->
          cursor.ahead(1, "transaction") && cursor.kindAhead(2) == TokenKind.STRING
              ? new TransactionParser(grammar).prepare()
              : new PreparedParser(grammar).prepare();
      case "execute" -> new PreparedParser(grammar).execute();
      case "deallocate" -> new PreparedParser(grammar).deallocate();
      case "declare" -> new PreparedParser(grammar).declare();
      case "fetch", "move" -> new PreparedParser(grammar).fetch();
      case "close" -> new PreparedParser(grammar).close();
      case "set" -> new SettingParser(grammar).set();
      case "reset" -> new SettingParser(grammar).reset();
      case "show" -> new SettingParser(grammar).show();
      case "listen" -> new SessionParser(grammar).listen();
      case "unlisten" -> new SessionParser(grammar).unlisten();
      case "notify" -> new SessionParser(grammar).notification();
      case "discard" -> new SessionParser(grammar).discard();
      case "explain" -> new MaintenanceParser(grammar).explain();
      case "vacuum" -> new MaintenanceParser(grammar).vacuum();
      case "analyze", "analyse" -> new MaintenanceParser(grammar).analyze();
      case "reindex" -> new MaintenanceParser(grammar).reindex();
      case "cluster" -> new MaintenanceParser(grammar).cluster();
      case "checkpoint" -> new MaintenanceParser(grammar).checkpoint();
      default -> throw cursor.unexpected();
    };
  }

  /// Reads a statement that can be prepared, explained, copied and be a common table.
  Statement preparable() {
    Query.@Nullable With with = grammar.queries.optionalWith();
    return switch (cursor.kind() == TokenKind.KEYWORD ? cursor.text() : "") {
      case "insert" -> new DataParser(grammar).insert(with);
      case "update" -> new DataParser(grammar).update(with);
      case "delete" -> new DataParser(grammar).delete(with);
      case "merge" -> new DataParser(grammar).merge(with);
      default -> query(with);
    };
  }

  private Statement query(Query.@Nullable With with) {
    return with == null ? grammar.queries.query() : grammar.queries.query(with);
  }

  /// Returns whether `(` begins a query in however many parentheses.
  boolean atQueryInParentheses() {
    int offset = 0;
    while (cursor.ahead(offset, "(")) {
      offset++;
    }
    return cursor.ahead(offset, "select")
        || cursor.ahead(offset, "with")
        || cursor.ahead(offset, "table")
        || (cursor.ahead(offset, "values") && cursor.ahead(offset + 1, "("));
  }

  private Statement reassign() {
    Position at = cursor.position();
    cursor.expect("reassign", "owned");
    cursor.expect("by");
    List<RoleSpec> from = grammar.names.list(grammar.names::role);
    cursor.expect("to");
    return new RoleStatement.ReassignOwned(at, from, grammar.names.role());
  }
}
