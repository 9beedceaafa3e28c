package io.halcyon.sql.kernel;

import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.regex.Regex;
import io.halcyon.sql.regex.RegexFlags;
import io.halcyon.sql.text.Spaces;
import io.halcyon.sql.type.Types;
import io.halcyon.sql.value.SqlArray;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Regular expressions: PostgreSQL's `regexp.c`.
final class RegexFunctions {
  private static final RegexFlags IGNORE_CASE = Objects.requireNonNull(RegexFlags.NONE.with('i'));

  private RegexFunctions() {}

  static void define(KernelTable table) {
    for (String type : List.of("text", "name")) {
      table.two(type + "regexeq", (String a, String b) -> isIn(a, b, RegexFlags.NONE));
      table.two(type + "regexne", (String a, String b) -> !isIn(a, b, RegexFlags.NONE));
      table.two(type + "icregexeq", (String a, String b) -> isIn(a, b, IGNORE_CASE));
      table.two(type + "icregexne", (String a, String b) -> !isIn(a, b, IGNORE_CASE));
    }
    table.two(
        "similar_to_escape_2", (String a, String escape) -> SimilarPattern.toRegex(a, escape));
    table.one("similar_to_escape_1", (String a) -> SimilarPattern.toRegex(a, "\\"));
    table.any(
        "similar_escape",
        (arguments, _) ->
            arguments[0] == null
                ? null
                : SimilarPattern.toRegex(
                    (String) arguments[0], arguments[1] == null ? "\\" : (String) arguments[1]));
    table.three(
        "substring(text, text, text)",
        (String a, String pattern, String escape) ->
            substring(a, SimilarPattern.toRegex(pattern, escape)));
    table.two("textregexsubstr", RegexFunctions::substring);
    replacing(table);
    matching(table);
    splitting(table);
    RegexSearch.define(table);
  }

  private static boolean isIn(String text, String expression, RegexFlags flags) {
    return Regex.of(expression, flags).isIn(text);
  }

  private static @Nullable String substring(String text, String expression) {
    Regex regex = Regex.of(expression, RegexFlags.NONE);
    int[] characters = text.codePoints().toArray();
    Regex.@Nullable Match match = regex.find(characters, 0);
    if (match == null) {
      return null;
    }
    return match.group(characters, regex.captures() > 0 ? 1 : 0);
  }

  /// Flags as written, and whether `g` is among them.
  record Options(RegexFlags flags, boolean global) {
    static Options of(String letters) {
      RegexFlags flags = RegexFlags.NONE;
      boolean global = false;
      for (int i = 0; i < letters.length(); i++) {
        char letter = letters.charAt(i);
        if (letter == 'g') {
          global = true;
          continue;
        }
        @Nullable RegexFlags next = letter == 'b' ? null : flags.with(letter);
        if (letter == 'b') {
          throw SqlError.unsupported("regular expression option \"b\"");
        }
        if (next == null) {
          throw Failures.invalidParameter("invalid regular expression option: \"" + letter + "\"");
        }
        flags = next;
      }
      return new Options(flags, global);
    }

    /// Requires that `g` is not given, which `function` does not know.
    Options single(String function) {
      if (global) {
        throw Failures.invalidParameter(function + " does not support the \"global\" option");
      }
      return this;
    }
  }

  private static void replacing(KernelTable table) {
    table.three(
        "textregexreplace_noopt",
        (String a, String pattern, String with) ->
            replace(a, pattern, with, new Options(RegexFlags.NONE, false), 0, 1));
    table.any(
        "textregexreplace",
        (arguments, _) -> {
          String options = string(arguments, 3);
          if (!options.isEmpty() && Spaces.isDigit(options.charAt(0))) {
            throw Failures.invalidParameter(
                    "invalid regular expression option: \"" + options.charAt(0) + "\"")
                .withHint(
                    "If you meant to use regexp_replace() with a start parameter, cast the fourth"
                        + " argument to integer explicitly.");
          }
          Options parsed = Options.of(options);
          return replace(
              string(arguments, 0),
              string(arguments, 1),
              string(arguments, 2),
              parsed,
              0,
              parsed.global() ? 0 : 1);
        });
    table.any(
        "textregexreplace_extended",
        (arguments, _) -> extended(arguments, string(arguments, 5), integer(arguments, 4)));
    table.any(
        "textregexreplace_extended_no_flags",
        (arguments, _) -> extended(arguments, "", integer(arguments, 4)));
    table.any("textregexreplace_extended_no_n", (arguments, _) -> extended(arguments, "", 1));
  }

  private static String extended(@Nullable Object[] arguments, String flags, int n) {
    int start = integer(arguments, 3);
    RegexSearch.requirePositive("start", start);
    if (n < 0) {
      throw RegexSearch.badParameter("n", n);
    }
    Options options = Options.of(flags);
    int count = arguments.length == 4 && options.global() ? 0 : n;
    return replace(
        string(arguments, 0),
        string(arguments, 1),
        string(arguments, 2),
        options,
        start - 1,
        count);
  }

  static String string(@Nullable Object[] arguments, int index) {
    return (String) Objects.requireNonNull(arguments[index]);
  }

  static int integer(@Nullable Object[] arguments, int index) {
    return (Integer) Objects.requireNonNull(arguments[index]);
  }

  /// @param n which match is replaced; 0 for all
  private static String replace(
      String text, String pattern, String with, Options options, int from, int n) {
    Regex regex = Regex.of(pattern, options.flags());
    int[] characters = text.codePoints().toArray();
    StringBuilder result = new StringBuilder();
    int copied = 0;
    int at = from;
    int seen = 0;
    while (at <= characters.length) {
      Regex.@Nullable Match match = regex.find(characters, at);
      if (match == null) {
        break;
      }
      seen++;
      if (n == 0 || n == seen) {
        result.append(new String(characters, copied, match.start() - copied));
        appendReplacement(result, with, characters, match);
        copied = match.end();
        if (n > 0) {
          break;
        }
      }
      at = match.end() > match.start() ? match.end() : match.end() + 1;
    }
    return result.append(new String(characters, copied, characters.length - copied)).toString();
  }

  private static void appendReplacement(
      StringBuilder result, String with, int[] characters, Regex.Match match) {
    for (int i = 0; i < with.length(); i++) {
      char c = with.charAt(i);
      if (c != '\\' || i + 1 >= with.length()) {
        result.append(c);
        continue;
      }
      char next = with.charAt(++i);
      if (next == '&' || (next >= '1' && next <= '9')) {
        int number = next == '&' ? 0 : next - '0';
        @Nullable String group =
            number < match.starts().length ? match.group(characters, number) : null;
        result.append(group == null ? "" : group);
      } else if (next == '\\') {
        result.append('\\');
      } else {
        result.append('\\').append(next);
      }
    }
  }

  private static void matching(KernelTable table) {
    table.two("regexp_match_no_flags", (String a, String b) -> match(a, b, ""));
    table.three("regexp_match", (String a, String b, String flags) -> match(a, b, flags));
    table.rows("regexp_matches_no_flags", (a, _) -> matches(string(a, 0), string(a, 1), ""));
    table.rows("regexp_matches", (a, _) -> matches(string(a, 0), string(a, 1), string(a, 2)));
  }

  private static @Nullable Object match(String text, String pattern, String flags) {
    Options options = Options.of(flags);
    if (options.global()) {
      throw Failures.invalidParameter("regexp_match() does not support the \"global\" option")
          .withHint("Use the regexp_matches function instead.");
    }
    Regex regex = Regex.of(pattern, options.flags());
    int[] characters = text.codePoints().toArray();
    Regex.@Nullable Match match = regex.find(characters, 0);
    return match == null ? null : groups(regex, characters, match);
  }

  private static SqlArray groups(Regex regex, int[] characters, Regex.Match match) {
    if (regex.captures() == 0) {
      return SqlArray.of(Types.TEXT, new @Nullable Object[] {match.group(characters, 0)});
    }
    @Nullable Object[] groups = new @Nullable Object[regex.captures()];
    for (int i = 0; i < groups.length; i++) {
      groups[i] = match.group(characters, i + 1);
    }
    return SqlArray.of(Types.TEXT, groups);
  }

  private static List<Object> matches(String text, String pattern, String flags) {
    Options options = Options.of(flags);
    Regex regex = Regex.of(pattern, options.flags());
    int[] characters = text.codePoints().toArray();
    List<Object> rows = new ArrayList<>();
    for (Regex.Match match : all(regex, characters, 0, options.global())) {
      rows.add(groups(regex, characters, match));
    }
    return rows;
  }

  static List<Regex.Match> all(Regex regex, int[] characters, int from, boolean global) {
    List<Regex.Match> matches = new ArrayList<>();
    int at = from;
    while (at <= characters.length) {
      Regex.@Nullable Match match = regex.find(characters, at);
      if (match == null) {
        break;
      }
      matches.add(match);
      if (!global) {
        break;
      }
      at = match.end() > match.start() ? match.end() : match.end() + 1;
    }
    return matches;
  }

  private static void splitting(KernelTable table) {
    table.two(
        "regexp_split_to_array_no_flags",
        (String a, String b) ->
            SqlArray.of(Types.TEXT, split(a, b, "", "regexp_split_to_array()")));
    table.three(
        "regexp_split_to_array",
        (String a, String b, String flags) ->
            SqlArray.of(Types.TEXT, split(a, b, flags, "regexp_split_to_array()")));
    table.rows(
        "regexp_split_to_table_no_flags",
        (a, _) -> split(string(a, 0), string(a, 1), "", "regexp_split_to_table()"));
    table.rows(
        "regexp_split_to_table",
        (a, _) -> split(string(a, 0), string(a, 1), string(a, 2), "regexp_split_to_table()"));
  }

  /// Matches that are empty at the ends or right behind another one part nothing.
  private static List<Object> split(String text, String pattern, String flags, String function) {
    Options options = Options.of(flags).single(function);
    Regex regex = Regex.of(pattern, options.flags());
    int[] characters = text.codePoints().toArray();
    List<Object> parts = new ArrayList<>();
    int from = 0;
    for (Regex.Match match : all(regex, characters, 0, true)) {
      boolean degenerate =
          match.start() == match.end()
              && (match.start() == 0
                  || match.start() >= characters.length
                  || match.start() == from);
      if (!degenerate || (match.start() > from && match.end() < characters.length)) {
        parts.add(new String(characters, from, match.start() - from));
        from = match.end();
      }
    }
    parts.add(new String(characters, from, characters.length - from));
    return parts;
  }
}
