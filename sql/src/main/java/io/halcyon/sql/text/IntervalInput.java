package io.halcyon.sql.text;

import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;
import io.halcyon.sql.text.DateTimeTokens.Field;
import io.halcyon.sql.type.IntervalFields;
import io.halcyon.sql.value.Interval;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads intervals: `DecodeInterval` of PostgreSQL's `datetime.c`, which reads from the end.
public final class IntervalInput {
  private final String text;
  private final int range;
  private final IntervalSum sum = new IntervalSum();
  private final Set<IntervalUnits> seen = EnumSet.noneOf(IntervalUnits.class);
  private @Nullable IntervalUnits unit;
  private boolean unitWaits;
  private boolean ago;

  private IntervalInput(String text, int range) {
    this.text = text;
    this.range = range;
  }

  /// @param modifier of the type, by which a number without a unit is understood, and to which the
  ///   interval is cut; -1 if there is none
  public static Interval read(String text, int modifier) {
    IntervalInput input = new IntervalInput(text, IntervalFields.range(modifier));
    Interval interval;
    try {
      interval = input.decode();
    } catch (ArithmeticException overflow) {
      throw input.fieldOutOfRange();
    }
    return IntervalCut.to(interval, modifier);
  }

  private SqlError fieldOutOfRange() {
    return new SqlError(
        SqlState.INTERVAL_FIELD_OVERFLOW, "interval field value out of range: \"" + text + "\"");
  }

  private SqlError invalid() {
    return new SqlError(
        SqlState.INVALID_DATETIME_FORMAT,
        "invalid input syntax for type interval: \"" + text + "\"");
  }

  private Interval decode() {
    if (text.startsWith("P")) {
      @Nullable Interval iso = IsoInterval.read(text);
      if (iso == null) {
        throw invalid();
      }
      return iso;
    }
    @Nullable List<Field> fields = DateTimeTokens.of(text);
    if (fields == null || fields.isEmpty()) {
      throw invalid();
    }
    for (int i = fields.size() - 1; i >= 0; i--) {
      Field field = fields.get(i);
      switch (field.kind()) {
        case TIME -> time(field.text());
        case ZONE -> {
          if (field.text().indexOf(':') >= 0) {
            time(field.text());
          } else {
            number(field.text());
          }
        }
        case DATE, NUMBER -> number(field.text());
        case WORD, SPECIAL -> word(field.text(), i == fields.size() - 1);
      }
    }
    if (seen.isEmpty() || unitWaits) {
      throw invalid();
    }
    return sum.total(ago);
  }

  private void once(IntervalUnits field) {
    if (!seen.add(field)) {
      throw invalid();
    }
  }

  /// Reads `[sign]hh:mm[:ss[.fraction]]`; behind it, days are what a number means.
  private void time(String field) {
    boolean negative = field.startsWith("-");
    String digits = negative || field.startsWith("+") ? field.substring(1) : field;
    if (!digits.matches("\\d+:\\d*(:\\d+)?(\\.\\d*)?") || unitWaits) {
      throw invalid();
    }
    int point = digits.indexOf('.');
    String[] numbers = (point < 0 ? digits : digits.substring(0, point)).split(":", -1);
    long hours = parse(numbers[0]);
    long minutes = numbers[1].isEmpty() ? 0 : parse(numbers[1]);
    long seconds = numbers.length > 2 ? parse(numbers[2]) : 0;
    boolean minutesAndSeconds =
        numbers.length == 2
            && (point >= 0 || range == (IntervalFields.MINUTE | IntervalFields.SECOND));
    if (minutesAndSeconds) {
      seconds = minutes;
      minutes = hours;
      hours = 0;
    }
    if (minutes > 59 || seconds > 60) {
      throw fieldOutOfRange();
    }
    once(IntervalUnits.HOUR);
    once(IntervalUnits.MINUTE);
    once(IntervalUnits.SECOND);
    long micros =
        Math.multiplyExact(hours, Calendar.MICROS_PER_HOUR)
            + minutes * Calendar.MICROS_PER_MINUTE
            + seconds * Calendar.MICROS_PER_SECOND
            + (point < 0 ? 0 : DateTimeDecoder.fraction(digits.substring(point)));
    sum.addMicros(negative ? -micros : micros);
    unit = IntervalUnits.DAY;
  }

  private long parse(String digits) {
    try {
      return Long.parseLong(digits);
    } catch (NumberFormatException tooLong) {
      throw fieldOutOfRange();
    }
  }

  private void number(String field) {
    IntervalUnits meant = unit == null ? defaultUnit() : unit;
    boolean negative = field.startsWith("-");
    String digits = negative || field.startsWith("+") ? field.substring(1) : field;
    int end = 0;
    while (end < digits.length() && Spaces.isDigit(digits.charAt(end))) {
      end++;
    }
    String rest = digits.substring(end);
    long whole = end == 0 ? 0 : parse(digits.substring(0, end));
    double fraction = 0;
    if (rest.startsWith("-")) {
      whole = yearsAndMonths(whole, rest.substring(1));
      meant = IntervalUnits.MONTH;
    } else if (rest.startsWith(".")) {
      if (!rest.matches("\\.\\d*")) {
        throw invalid();
      }
      fraction = rest.length() == 1 ? 0 : Double.parseDouble("0" + rest);
    } else if (!rest.isEmpty() || end == 0) {
      throw invalid();
    }
    note(meant, fraction);
    sum.add(meant, negative ? -whole : whole, negative ? -fraction : fraction);
    unitWaits = false;
    if (meant == IntervalUnits.HOUR) {
      // what stands before it without a unit is days
      unit = IntervalUnits.DAY;
    }
  }

  private void note(IntervalUnits meant, double fraction) {
    switch (meant) {
      case MICROSECOND, MILLISECOND -> once(meant);
      case SECOND -> {
        once(meant);
        if (fraction != 0) {
          once(IntervalUnits.MILLISECOND);
          once(IntervalUnits.MICROSECOND);
        }
      }
      default -> once(meant);
    }
  }

  private long yearsAndMonths(long years, String months) {
    if (!months.matches("\\d{1,9}")) {
      throw invalid();
    }
    int value = Integer.parseInt(months);
    if (value >= 12) {
      throw fieldOutOfRange();
    }
    return Math.addExact(Math.multiplyExact(years, 12), value);
  }

  private IntervalUnits defaultUnit() {
    if ((range & IntervalFields.SECOND) != 0) {
      return IntervalUnits.SECOND;
    }
    if ((range & IntervalFields.MINUTE) != 0) {
      return IntervalUnits.MINUTE;
    }
    if ((range & IntervalFields.HOUR) != 0) {
      return IntervalUnits.HOUR;
    }
    if ((range & IntervalFields.DAY) != 0) {
      return IntervalUnits.DAY;
    }
    return (range & IntervalFields.MONTH) != 0 ? IntervalUnits.MONTH : IntervalUnits.YEAR;
  }

  private void word(String word, boolean last) {
    if (word.equals("ago")) {
      if (!last || unitWaits) {
        throw invalid();
      }
      ago = true;
      return;
    }
    @Nullable IntervalUnits found = IntervalUnits.find(word);
    if (found == null || found == IntervalUnits.QUARTER || unitWaits) {
      throw invalid();
    }
    unit = found;
    unitWaits = true;
  }
}
