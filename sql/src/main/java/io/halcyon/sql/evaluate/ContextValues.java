package io.halcyon.sql.evaluate;

import io.halcyon.sql.bind.BoundExpression.ContextValue;
import io.halcyon.sql.session.SessionContext;
import io.halcyon.sql.text.Calendar;
import io.halcyon.sql.text.IntervalCut;
import io.halcyon.sql.type.Carrier;
import io.halcyon.sql.value.TimeWithZone;
import io.halcyon.sql.value.Vector;

/// `current_date` and its kin.
final class ContextValues {
  private ContextValues() {}

  static Node node(ContextValue value) {
    Carrier carrier = value.type().carrier();
    return (batch, context) -> Vector.repeat(carrier, of(value, context.session()), batch.size());
  }

  private static Object of(ContextValue value, SessionContext session) {
    long now = rounded(session.transactionMicros(), value.precision());
    long local = Calendar.toLocal(now, session.zone());
    return switch (value.kind()) {
      case DATE -> Calendar.day(local);
      case TIME ->
          new TimeWithZone(Calendar.timeOfDay(local), -Calendar.offsetSeconds(now, session.zone()));
      case TIMESTAMP -> now;
      case LOCAL_TIME -> Calendar.timeOfDay(local);
      case LOCAL_TIMESTAMP -> local;
      case USER, SESSION_USER -> session.user();
      case DATABASE -> session.database();
      case SCHEMA -> session.searchPath().isEmpty() ? "" : session.searchPath().getFirst();
    };
  }

  private static long rounded(long micros, int precision) {
    return precision < 0 ? micros : IntervalCut.rounded(micros, precision);
  }
}
