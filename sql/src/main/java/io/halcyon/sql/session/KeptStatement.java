package io.halcyon.sql.session;

import io.halcyon.sql.ast.Statement;
import io.halcyon.sql.engine.EngineSession;
import io.halcyon.sql.engine.Prepared;
import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;
import io.halcyon.sql.parser.Script;
import io.halcyon.sql.type.SqlType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A statement that is run again and again with other parameters: parsed once, and prepared anew
/// only when the catalog has changed. Other than one that a client has prepared by name, it may
/// then have other columns than before. Owned by the session's thread.
public final class KeptStatement {
  private final Statement statement;
  private final List<SqlType> declared;
  private @Nullable Prepared prepared;

  private KeptStatement(Statement statement, List<SqlType> declared) {
    this.statement = statement;
    this.declared = declared;
  }

  /// Parses a text of one statement that the engine runs, rather than the session.
  ///
  /// @param declared types of the first parameters; `unknown` where they are to be found
  /// @throws SqlError if it is something else
  public static KeptStatement of(String sql, List<SqlType> declared) {
    Script script = SqlSession.parse(sql);
    if (script.parts().size() != 1) {
      throw new SqlError(
          SqlState.SYNTAX_ERROR, "a text with parameters must have exactly one statement");
    }
    Statement statement = script.statements().getFirst();
    if (SqlSession.isOwn(statement)) {
      throw new SqlError(
          SqlState.UNDEFINED_PARAMETER, "a statement of this kind takes no parameters");
    }
    return new KeptStatement(statement, List.copyOf(declared));
  }

  Prepared prepared(EngineSession engine, SessionContext context) {
    Prepared known = prepared;
    if (known == null || !engine.isCurrent(known, context)) {
      known = engine.prepare(statement, declared, context);
      prepared = known;
    }
    return known;
  }
}
