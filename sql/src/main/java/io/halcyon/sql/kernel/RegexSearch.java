package io.halcyon.sql.kernel;

import static io.halcyon.sql.kernel.RegexFunctions.integer;
import static io.halcyon.sql.kernel.RegexFunctions.string;

import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.kernel.RegexFunctions.Options;
import io.halcyon.sql.regex.Regex;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `regexp_count`, `regexp_instr`, `regexp_like` and `regexp_substr`.
final class RegexSearch {
  private RegexSearch() {}

  static void define(KernelTable table) {
    table.two("regexp_like_no_flags", (String a, String b) -> like(a, b, ""));
    table.three("regexp_like", (String a, String b, String flags) -> like(a, b, flags));
    table.any("regexp_count_no_start", (a, _) -> count(a, 1, ""));
    table.any("regexp_count_no_flags", (a, _) -> count(a, integer(a, 2), ""));
    table.any("regexp_count", (a, _) -> count(a, integer(a, 2), string(a, 3)));
    for (String name :
        List.of(
            "regexp_instr_no_start",
            "regexp_instr_no_n",
            "regexp_instr_no_endoption",
            "regexp_instr_no_flags",
            "regexp_instr_no_subexpr",
            "regexp_instr")) {
      table.any(name, (a, _) -> position(a));
    }
    for (String name :
        List.of(
            "regexp_substr_no_start",
            "regexp_substr_no_n",
            "regexp_substr_no_flags",
            "regexp_substr_no_subexpr",
            "regexp_substr")) {
      table.any(name, (a, _) -> part(a));
    }
  }

  static SqlError badParameter(String name, int value) {
    return Failures.invalidParameter("invalid value for parameter \"" + name + "\": " + value);
  }

  static void requirePositive(String name, int value) {
    if (value <= 0) {
      throw badParameter(name, value);
    }
  }

  private static boolean like(String text, String pattern, String flags) {
    Options options = Options.of(flags).single("regexp_like()");
    return Regex.of(pattern, options.flags()).isIn(text);
  }

  private static int count(@Nullable Object[] a, int start, String flags) {
    requirePositive("start", start);
    Options options = Options.of(flags).single("regexp_count()");
    int[] text = string(a, 0).codePoints().toArray();
    Regex regex = Regex.of(string(a, 1), options.flags());
    return RegexFunctions.all(regex, text, start - 1, true).size();
  }

  private static Regex.@Nullable Match nth(int[] text, Regex regex, int start, int n) {
    List<Regex.Match> matches = RegexFunctions.all(regex, text, start - 1, true);
    return n <= matches.size() ? matches.get(n - 1) : null;
  }

  private static int position(@Nullable Object[] a) {
    int start = a.length > 2 ? integer(a, 2) : 1;
    int n = a.length > 3 ? integer(a, 3) : 1;
    int endOption = a.length > 4 ? integer(a, 4) : 0;
    int group = a.length > 6 ? integer(a, 6) : 0;
    requirePositive("start", start);
    requirePositive("n", n);
    if (endOption != 0 && endOption != 1) {
      throw badParameter("endoption", endOption);
    }
    if (group < 0) {
      throw badParameter("subexpr", group);
    }
    Options options = Options.of(a.length > 5 ? string(a, 5) : "").single("regexp_instr()");
    int[] text = string(a, 0).codePoints().toArray();
    Regex regex = Regex.of(string(a, 1), options.flags());
    Regex.@Nullable Match match = nth(text, regex, start, n);
    if (match == null || group > regex.captures() || match.starts()[group] < 0) {
      return 0;
    }
    return (endOption == 1 ? match.ends()[group] : match.starts()[group]) + 1;
  }

  private static @Nullable String part(@Nullable Object[] a) {
    int start = a.length > 2 ? integer(a, 2) : 1;
    int n = a.length > 3 ? integer(a, 3) : 1;
    int group = a.length > 5 ? integer(a, 5) : 0;
    requirePositive("start", start);
    requirePositive("n", n);
    if (group < 0) {
      throw badParameter("subexpr", group);
    }
    Options options = Options.of(a.length > 4 ? string(a, 4) : "").single("regexp_substr()");
    int[] text = string(a, 0).codePoints().toArray();
    Regex regex = Regex.of(string(a, 1), options.flags());
    Regex.@Nullable Match match = nth(text, regex, start, n);
    return match == null || group > regex.captures() ? null : match.group(text, group);
  }
}
