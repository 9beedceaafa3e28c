package io.halcyon.sql.regex;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A compiled regular expression: the entrance of the package. Immutable and safe for use by many
/// threads.
public final class Regex {
  private static final int CACHE_MAX = 64;

  private static final ThreadLocal<Map<Key, Regex>> CACHE =
      ThreadLocal.withInitial(() ->
          new LinkedHashMap<>(CACHE_MAX, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<Key, Regex> eldest) {
              return size() > CACHE_MAX;
            }
          });

  private final Node root;
  private final int captures;
  private final @Nullable Automaton automaton;
  private final boolean shortest;

  /// What a compiled expression is kept by.
  private record Key(String expression, RegexFlags flags) {}

  private Regex(String expression, RegexFlags flags) {
    RegexParser parser = new RegexParser(expression, flags);
    root = parser.parse();
    captures = parser.captures();
    automaton = parser.hasBackReferences() ? null : new Automaton(root);
    shortest = root.prefersShort();
  }

  /// Returns the compiled form of an expression, one compiled before if it can be had.
  ///
  /// @throws io.halcyon.sql.error.SqlError if it is none (2201B)
  public static Regex of(String expression, RegexFlags flags) {
    return CACHE
        .get()
        .computeIfAbsent(
            new Key(expression, flags), key -> new Regex(key.expression(), key.flags()));
  }

  /// Where a match is, in characters.
  ///
  /// @param starts of the match (0) and its captures; -1 where one took no part
  public record Match(int[] starts, int[] ends) {
    public int start() {
      return starts[0];
    }

    public int end() {
      return ends[0];
    }

    /// Returns the text of a capture, or null if it took no part.
    public @Nullable String group(int[] text, int number) {
      return starts[number] < 0
          ? null
          : new String(text, starts[number], ends[number] - starts[number]);
    }
  }

  public int captures() {
    return captures;
  }

  /// Returns whether there is a match anywhere.
  public boolean isIn(String text) {
    int[] characters = text.codePoints().toArray();
    return automaton == null
        ? find(characters, 0) != null
        : new Simulation(automaton, characters, new StepBudget()).findsAny(0);
  }

  /// Returns the first match from a character on, or null.
  public @Nullable Match find(int[] text, int from) {
    StepBudget budget = new StepBudget();
    for (int start = from; start <= text.length; start++) {
      @Nullable Match match =
          automaton == null ? slow(text, start, budget) : at(text, start, budget);
      if (match != null) {
        return match;
      }
    }
    return null;
  }

  private @Nullable Match at(int[] text, int start, StepBudget budget) {
    Automaton known = java.util.Objects.requireNonNull(automaton);
    int end = new Simulation(known, text, budget).end(start, text.length, shortest);
    return end < 0 ? null : dissected(text, start, end, budget, false);
  }

  private @Nullable Match dissected(
      int[] text, int start, int end, StepBudget budget, boolean backReferences) {
    Dissection dissection = new Dissection(text, captures, backReferences, budget);
    if (captures > 0 || backReferences) {
      if (!dissection.matches(root, start, end)) {
        return null;
      }
    }
    int[] starts = dissection.starts();
    int[] ends = dissection.ends();
    starts[0] = start;
    ends[0] = end;
    return new Match(starts, ends);
  }

  /// With back references each end is tried.
  private @Nullable Match slow(int[] text, int start, StepBudget budget) {
    for (int i = 0; i <= text.length - start; i++) {
      int end = shortest ? start + i : text.length - i;
      @Nullable Match match = dissected(text, start, end, budget, true);
      if (match != null) {
        return match;
      }
    }
    return null;
  }
}
