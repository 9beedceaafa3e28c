package io.halcyon.sql.session;

import io.halcyon.core.runtime.Randomness;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.random.RandomGenerator;

/// What a session contributes to the meaning of its statements. Immutable but for `random`, which
/// the session's thread alone may use.
///
/// @param zone the setting `TimeZone`
/// @param transactionMicros when the transaction began: `now()`, in microseconds since 2000-01-01
///   UTC
/// @param statementMicros when the statement came in, likewise
/// @param dateOrder how dates with numbers alone are read
/// @param extraFloatDigits the setting: above 0, floats are written as short as they can be
/// @param random what `random()` takes its numbers from
/// @param services what functions ask of the session
public record SessionContext(
    ZoneId zone,
    long transactionMicros,
    long statementMicros,
    DateOrder dateOrder,
    int extraFloatDigits,
    String user,
    String database,
    List<String> searchPath,
    RandomGenerator random,
    SessionServices services) {
  /// The second part of the setting `DateStyle`.
  public enum DateOrder {
    YMD,
    DMY,
    MDY
  }

  /// For texts that no session asks for.
  public static final SessionContext FOR_TEXTS =
      new SessionContext(
          ZoneOffset.UTC,
          0,
          0,
          DateOrder.MDY,
          1,
          "halcyon",
          "halcyon",
          List.of("public"),
          Randomness.unseeded());

  public SessionContext {
    searchPath = List.copyOf(searchPath);
  }

  /// A session without services.
  public SessionContext(
      ZoneId zone,
      long transactionMicros,
      long statementMicros,
      DateOrder dateOrder,
      int extraFloatDigits,
      String user,
      String database,
      List<String> searchPath,
      RandomGenerator random) {
    this(
        zone,
        transactionMicros,
        statementMicros,
        dateOrder,
        extraFloatDigits,
        user,
        database,
        searchPath,
        random,
        SessionServices.NONE);
  }

  /// Returns the same with other services.
  public SessionContext with(SessionServices others) {
    return new SessionContext(
        zone,
        transactionMicros,
        statementMicros,
        dateOrder,
        extraFloatDigits,
        user,
        database,
        searchPath,
        random,
        others);
  }
}
