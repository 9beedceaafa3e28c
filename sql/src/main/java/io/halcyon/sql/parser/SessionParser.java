package io.halcyon.sql.parser;

import io.halcyon.sql.ast.Position;
import io.halcyon.sql.ast.SessionStatement;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Notifications and `DISCARD`.
final class SessionParser {
  private final Cursor cursor;
  private final Names names;

  SessionParser(Grammar grammar) {
    this.cursor = grammar.cursor;
    this.names = grammar.names;
  }

  SessionStatement listen() {
    Position at = cursor.position();
    cursor.expect("listen");
    return new SessionStatement.Listen(at, names.columnId());
  }

  SessionStatement unlisten() {
    Position at = cursor.position();
    cursor.expect("unlisten");
    return new SessionStatement.Unlisten(at, cursor.accept("*") ? null : names.columnId());
  }

  SessionStatement notification() {
    Position at = cursor.position();
    cursor.expect("notify");
    String channel = names.columnId();
    @Nullable String payload = cursor.accept(",") ? names.string() : null;
    return new SessionStatement.Notify(at, channel, payload);
  }

  SessionStatement discard() {
    Position at = cursor.position();
    cursor.expect("discard");
    if (cursor.accept("temporary")) {
      return new SessionStatement.Discard(at, "TEMP");
    }
    if (!cursor.atAny("all", "plans", "sequences") && !cursor.at("temp")) {
      throw cursor.unexpected();
    }
    return new SessionStatement.Discard(at, cursor.take().toUpperCase(Locale.ROOT));
  }
}
