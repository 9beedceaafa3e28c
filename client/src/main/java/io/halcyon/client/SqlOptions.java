package io.halcyon.client;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/// How a session of SQL begins.
///
/// @param settings as of `SET`, for instance `TimeZone`, `search_path`, `application_name`
public record SqlOptions(String user, String database, Map<String, String> settings) {
  public static final SqlOptions DEFAULT = new SqlOptions("halcyon", "halcyon", Map.of());

  public SqlOptions {
    settings = Map.copyOf(settings);
  }

  /// Returns the same options with a setting more.
  public SqlOptions with(String setting, String value) {
    Map<String, String> more = new LinkedHashMap<>(settings);
    more.put(setting, value);
    return new SqlOptions(user, database, more);
  }

  /// Returns the same options with a limit of time for each statement (57014 beyond it).
  public SqlOptions withStatementTimeout(Duration timeout) {
    return with("statement_timeout", Long.toString(timeout.toMillis()));
  }
}
