package io.halcyon.sql.text;

import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Time zones by name, abbreviation or offset.
public final class TimeZones {
  private static final int HOURS_MAX = 15;

  /// The usual ones of PostgreSQL's default set: hours east of Greenwich, in quarters.
  private static final Map<String, Integer> ABBREVIATIONS = new HashMap<>();

  private static final Map<String, ZoneId> NAMES = new HashMap<>();

  static {
    abbreviations(0, "utc", "gmt", "z", "zulu", "ut", "wet", "uct");
    abbreviations(4, "cet", "bst", "west", "met", "mez");
    abbreviations(8, "cest", "eet", "cetdst", "sast", "cat", "mest", "mesz", "metdst", "wetdst");
    abbreviations(12, "eest", "eat", "msk", "eetdst");
    abbreviations(14, "irst");
    abbreviations(16, "gst", "msd", "azt", "sct");
    abbreviations(20, "uzt", "pkt", "yekt");
    abbreviations(22, "slst");
    abbreviations(23, "npt");
    abbreviations(24, "almt", "btt", "novt", "omst");
    abbreviations(26, "mmt");
    abbreviations(28, "ict", "wib", "krat", "wast");
    abbreviations(32, "sgt", "hkt", "pht", "irkt", "awst");
    abbreviations(36, "jst", "kst", "yakt", "awsst");
    abbreviations(38, "acst");
    abbreviations(40, "aest", "vlat", "chst");
    abbreviations(42, "acdt");
    abbreviations(44, "aedt", "magt");
    abbreviations(48, "nzst", "pett", "fjt", "idle");
    abbreviations(52, "nzdt");
    abbreviations(-8, "uyst", "brst");
    abbreviations(-10, "ndt");
    abbreviations(-12, "brt", "adt", "art", "clst", "gft");
    abbreviations(-14, "nst", "nft");
    abbreviations(-16, "edt", "ast", "clt", "bot", "pyt", "gyt", "vet");
    abbreviations(-20, "est", "cdt", "cot", "pet", "act", "east");
    abbreviations(-24, "cst", "mdt", "galt");
    abbreviations(-28, "mst", "pdt");
    abbreviations(-32, "pst", "akdt");
    abbreviations(-36, "akst", "gamt");
    abbreviations(-40, "hst", "tkt", "ckt", "taht");
    for (String id : ZoneId.getAvailableZoneIds()) {
      if (!id.startsWith("SystemV/")) {
        NAMES.put(id.toLowerCase(Locale.ROOT), ZoneId.of(id));
      }
    }
  }

  private TimeZones() {}

  private static void abbreviations(int quarters, String... names) {
    for (String name : names) {
      ABBREVIATIONS.put(name, quarters * 900);
    }
  }

  /// Returns an abbreviation's seconds east of Greenwich, or null.
  static @Nullable Integer abbreviation(String name) {
    return ABBREVIATIONS.get(name);
  }

  /// Returns the zone of a full name, in any case, or null.
  static @Nullable ZoneId named(String name) {
    return NAMES.get(name.toLowerCase(Locale.ROOT));
  }

  /// Returns the zone that `AT TIME ZONE` or the setting `TimeZone` is given.
  public static ZoneId find(String name) {
    @Nullable Integer seconds = abbreviation(name.toLowerCase(Locale.ROOT));
    if (seconds != null) {
      return ZoneOffset.ofTotalSeconds(seconds);
    }
    @Nullable ZoneId zone = named(name);
    if (zone != null) {
      return zone;
    }
    @Nullable ZoneId posix = posix(name);
    if (posix != null) {
      return posix;
    }
    throw unknown(name);
  }

  static SqlError unknown(String name) {
    return new SqlError(
        SqlState.INVALID_PARAMETER_VALUE, "time zone \"" + name + "\" not recognized");
  }

  /// Returns the zone of letters and an offset west of Greenwich, as in `EST5`; null if it is none.
  private static @Nullable ZoneId posix(String name) {
    java.util.regex.Matcher matcher =
        java.util.regex.Pattern.compile(
                "(?:[A-Za-z]{3,}|<[A-Za-z0-9+-]+>)?([+-]?)(\\d{1,3})(?::(\\d{1,2}))?(?::(\\d{1,2}))?")
            .matcher(name);
    if (!matcher.matches()) {
      return null;
    }
    int seconds = Integer.parseInt(matcher.group(2)) * 3600;
    seconds += matcher.group(3) == null ? 0 : Integer.parseInt(matcher.group(3)) * 60;
    seconds += matcher.group(4) == null ? 0 : Integer.parseInt(matcher.group(4));
    try {
      return ZoneOffset.ofTotalSeconds("-".equals(matcher.group(1)) ? seconds : -seconds);
    } catch (DateTimeException tooFar) {
      return null;
    }
  }

  /// Reads `+hh`, `+hhmm`, `+hh:mm` or `+hh:mm:ss`, in seconds east of Greenwich.
  ///
  /// @return null if it is none of them
  /// @throws SqlError if it is too far
  static @Nullable Integer offset(String text, String whole) {
    String digits = text.substring(1);
    int hours;
    int minutes = 0;
    int seconds = 0;
    if (digits.indexOf(':') >= 0) {
      String[] parts = digits.split(":", -1);
      if (parts.length > 3 || !digits.matches("\\d{1,9}(:\\d{1,9}){1,2}")) {
        return null;
      }
      hours = Integer.parseInt(parts[0]);
      minutes = Integer.parseInt(parts[1]);
      seconds = parts.length > 2 ? Integer.parseInt(parts[2]) : 0;
    } else {
      if (!digits.matches("\\d{1,9}")) {
        return null;
      }
      int number = Integer.parseInt(digits);
      boolean together = digits.length() > 2;
      hours = together ? number / 100 : number;
      minutes = together ? number % 100 : 0;
    }
    if (hours > HOURS_MAX || minutes >= 60 || seconds >= 60) {
      throw new SqlError(
          SqlState.INVALID_TIME_ZONE_DISPLACEMENT,
          "time zone displacement out of range: \"" + whole + "\"");
    }
    int total = hours * 3600 + minutes * 60 + seconds;
    return text.charAt(0) == '-' ? -total : total;
  }
}
