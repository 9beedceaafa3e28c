package io.halcyon.sql.session;

import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The settings of one session, as `SET` and `SHOW` know them. A setting is known because it is
/// honoured, or because it has one value only here, or because what it says is a wish that nothing
/// depends on. Owned by the session's thread.
public final class Settings {
  /// What clients are told of when they connect, and whenever it changes.
  public static final List<String> REPORTED =
      List.of(
          "server_version",
          "server_encoding",
          "client_encoding",
          "application_name",
          "default_transaction_read_only",
          "in_hot_standby",
          "is_superuser",
          "session_authorization",
          "DateStyle",
          "IntervalStyle",
          "TimeZone",
          "integer_datetimes",
          "standard_conforming_strings");

  private static final Map<String, String> DEFAULTS = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  private static final Set<String> READ_ONLY =
      Set.of(
          "server_version",
          "server_version_num",
          "server_encoding",
          "in_hot_standby",
          "is_superuser",
          "integer_datetimes",
          "max_identifier_length",
          "lc_collate",
          "lc_ctype",
          "block_size",
          "max_index_keys");

  static {
    String[] defaults = {
      "application_name", "",
      "backslash_quote", "safe_encoding",
      "block_size", "8192",
      "bytea_output", "hex",
      "check_function_bodies", "on",
      "client_encoding", "UTF8",
      "client_min_messages", "notice",
      "DateStyle", "ISO, MDY",
      "default_table_access_method", "heap",
      "default_tablespace", "",
      "default_transaction_deferrable", "off",
      "default_transaction_isolation", "serializable",
      "default_transaction_read_only", "off",
      "escape_string_warning", "on",
      "extra_float_digits", "1",
      "idle_in_transaction_session_timeout", "0",
      "in_hot_standby", "off",
      "integer_datetimes", "on",
      "IntervalStyle", "postgres",
      "is_superuser", "on",
      "lc_collate", "C",
      "lc_ctype", "C.UTF-8",
      "lc_messages", "C",
      "lc_monetary", "C",
      "lc_numeric", "C",
      "lc_time", "C",
      "lock_timeout", "0",
      "max_identifier_length", "63",
      "max_index_keys", "32",
      "quote_all_identifiers", "off",
      "row_security", "on",
      "search_path", "\"$user\", public",
      "server_encoding", "UTF8",
      "server_version", "15.0 (Halcyon)",
      "server_version_num", "150000",
      "session_authorization", "",
      "standard_conforming_strings", "on",
      "statement_timeout", "0",
      "synchronize_seqscans", "on",
      "synchronous_commit", "on",
      "TimeZone", "UTC",
      "transaction_isolation", "serializable",
      "transaction_read_only", "off",
      "work_mem", "4MB",
      "xmloption", "content",
    };
    for (int i = 0; i < defaults.length; i += 2) {
      DEFAULTS.put(defaults[i], defaults[i + 1]);
    }
  }

  private final Map<String, String> initial = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  private Map<String, String> values = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  private @Nullable Map<String, String> beforeTransaction;
  private final Map<String, String> beforeLocal = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

  public Settings(String user, Map<String, String> asked) {
    initial.putAll(DEFAULTS);
    initial.put("session_authorization", user);
    values.putAll(initial);
    asked.forEach((name, value) -> {
      set(name, value);
      initial.put(name, get(name));
    });
  }

  /// Returns a setting's value.
  ///
  /// @throws SqlError if there is none of that name
  public String get(String name) {
    String value = find(name);
    if (value == null) {
      throw unknown(name);
    }
    return value;
  }

  @Nullable String find(String name) {
    return values.get(name);
  }

  /// Returns all settings.
  Map<String, String> all() {
    return new LinkedHashMap<>(values);
  }

  private static SqlError unknown(String name) {
    return new SqlError(
        SqlState.UNDEFINED_OBJECT, "unrecognized configuration parameter \"%s\"".formatted(name));
  }

  /// Sets a setting for the session.
  ///
  /// @return whether it has another value now
  boolean set(String name, String text) {
    if (!values.containsKey(name)) {
      if (name.contains(".")) {
        values.put(name, text);
        return true;
      }
      throw unknown(name);
    }
    if (READ_ONLY.contains(name.toLowerCase(Locale.ROOT))) {
      throw new SqlError(
          SqlState.CANT_CHANGE_RUNTIME_PARAM, "parameter \"%s\" cannot be changed".formatted(name));
    }
    String value = checked(name.toLowerCase(Locale.ROOT), text);
    return !value.equals(values.put(name, value));
  }

  /// Sets a setting until the transaction ends.
  boolean setLocal(String name, String text) {
    String before = get(name);
    beforeLocal.putIfAbsent(name, before);
    return set(name, text);
  }

  /// Sets a setting back to what the session began with.
  boolean reset(String name) {
    String value = initial.get(name);
    if (value == null) {
      throw unknown(name);
    }
    return !value.equals(values.put(name, value));
  }

  void resetAll() {
    values.putAll(initial);
  }

  /// A transaction begins.
  void begin() {
    beforeTransaction = new TreeMap<>(values);
    beforeLocal.clear();
  }

  /// A transaction ends.
  void end(boolean committed) {
    Map<String, String> before = beforeTransaction;
    if (!committed && before != null) {
      Map<String, String> back = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
      back.putAll(before);
      values = back;
    } else {
      values.putAll(beforeLocal);
    }
    beforeTransaction = null;
    beforeLocal.clear();
  }

  private static String checked(String name, String text) {
    return switch (name) {
      case "client_encoding" -> encoding(text);
      case "datestyle" -> dateStyle(text);
      case "timezone" -> zone(text);
      case "intervalstyle" -> only(name, text, "postgres");
      case "bytea_output" -> only(name, text, "hex");
      case "standard_conforming_strings", "synchronous_commit" -> onlyOn(name, text);
      case "row_security",
          "default_transaction_read_only",
          "default_transaction_deferrable",
          "check_function_bodies",
          "escape_string_warning",
          "quote_all_identifiers",
          "synchronize_seqscans",
          "transaction_read_only" ->
          truth(name, text);
      case "default_transaction_isolation", "transaction_isolation" -> isolation(name, text);
      case "statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout" ->
          Long.toString(millis(name, text));
      case "extra_float_digits" -> digits(text);
      case "lc_messages", "lc_monetary", "lc_numeric", "lc_time" -> text.isEmpty() ? "C" : text;
      default -> text;
    };
  }

  private static SqlError invalid(String name, String text) {
    return new SqlError(
        SqlState.INVALID_PARAMETER_VALUE,
        "invalid value for parameter \"%s\": \"%s\"".formatted(name, text));
  }

  private static String encoding(String text) {
    String plain = text.replaceAll("[^A-Za-z0-9]", "").toUpperCase(Locale.ROOT);
    return switch (plain) {
      case "UTF8", "UNICODE" -> "UTF8";
      case "SQLASCII" -> "SQL_ASCII";
      default ->
          throw SqlError.unsupported("client encoding \"" + text + "\"")
              .withHint("Only UTF8 is supported.");
    };
  }

  private static String dateStyle(String text) {
    String order = "MDY";
    for (String word : text.split(",")) {
      String plain = word.strip().toUpperCase(Locale.ROOT);
      switch (plain) {
        case "ISO" -> {
          // The only way in which dates are written.
        }
        case "MDY", "US", "NONEURO", "NONEUROPEAN" -> order = "MDY";
        case "DMY", "EURO", "EUROPEAN" -> order = "DMY";
        case "YMD" -> order = "YMD";
        case "SQL", "POSTGRES", "GERMAN" -> throw SqlError.unsupported("DateStyle " + plain);
        default -> throw invalid("DateStyle", text);
      }
    }
    return "ISO, " + order;
  }

  private static String zone(String text) {
    try {
      return ZoneId.of(text, ZoneId.SHORT_IDS).getId().equals("Z") ? "UTC" : text;
    } catch (DateTimeException e) {
      throw invalid("TimeZone", text);
    }
  }

  private static String only(String name, String text, String value) {
    if (!text.equalsIgnoreCase(value)) {
      throw SqlError.unsupported(name + " \"" + text + "\"");
    }
    return value;
  }

  private static String onlyOn(String name, String text) {
    if (!truth(name, text).equals("on")) {
      throw SqlError.unsupported("switching off " + name);
    }
    return "on";
  }

  static String truth(String name, String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "on", "true", "yes", "1", "t", "y" -> "on";
      case "off", "false", "no", "0", "f", "n" -> "off";
      default ->
          throw new SqlError(
              SqlState.INVALID_PARAMETER_VALUE,
              "parameter \"%s\" requires a Boolean value".formatted(name));
    };
  }

  private static String isolation(String name, String text) {
    String plain = text.toLowerCase(Locale.ROOT).strip();
    return switch (plain) {
      case "serializable", "repeatable read", "read committed", "read uncommitted" -> plain;
      default -> throw invalid(name, text);
    };
  }

  private static long millis(String name, String text) {
    String plain = text.strip().toLowerCase(Locale.ROOT);
    int digits = 0;
    while (digits < plain.length() && Character.isDigit(plain.charAt(digits))) {
      digits++;
    }
    long factor =
        switch (plain.substring(digits).strip()) {
          case "", "ms" -> 1;
          case "s" -> 1_000;
          case "min" -> 60_000;
          case "h" -> 3_600_000;
          case "d" -> 86_400_000;
          default -> throw invalid(name, text);
        };
    if (digits == 0 || digits > 9) {
      throw invalid(name, text);
    }
    return Long.parseLong(plain.substring(0, digits)) * factor;
  }

  private static String digits(String text) {
    try {
      int digits = Integer.parseInt(text.strip());
      if (digits >= -15 && digits <= 3) {
        return Integer.toString(digits);
      }
    } catch (NumberFormatException e) {
      throw invalid("extra_float_digits", text);
    }
    throw invalid("extra_float_digits", text);
  }
}
