package io.halcyon.sql.function;

import io.halcyon.sql.type.SqlType;
import io.halcyon.sql.type.Types;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Chooses among functions or operators of one name by the types of their arguments.
///
/// Follows `func_match_argtypes` and `func_select_candidate` of PostgreSQL's `parse_func.c`: the
/// steps of sections 10.2 and 10.3 of its documentation.
public final class CandidateChoice {
  private CandidateChoice() {}

  /// One that may be meant.
  ///
  /// @param arguments as many as there are arguments in the call
  public record Candidate<T>(T target, List<SqlType> arguments) {}

  /// Returns those whose arguments the given types can be converted to implicitly.
  public static <T> List<Candidate<T>> matching(
      List<SqlType> actual, List<Candidate<T>> candidates) {
    return candidates.stream()
        .filter(candidate -> Coercibility.implicit(actual, candidate.arguments()))
        .toList();
  }

  /// Returns the best of several, or null if none is better than all others.
  public static <T> @Nullable Candidate<T> best(
      List<SqlType> actual, List<Candidate<T>> candidates) {
    List<Candidate<T>> left = mostPoints(candidates, c -> exactMatches(actual, c));
    if (left.size() == 1) {
      return left.getFirst();
    }
    left = mostPoints(left, c -> preferredMatches(actual, c));
    if (left.size() == 1) {
      return left.getFirst();
    }
    if (!actual.contains(Types.UNKNOWN)) {
      return null;
    }
    left = byUnknownCategories(actual, left);
    if (left.size() == 1) {
      return left.getFirst();
    }
    return assumingUnknownsAreLikeTheRest(actual, left);
  }

  /// Counts points of a candidate.
  private interface Points<T> {
    int of(Candidate<T> candidate);
  }

  private static <T> List<Candidate<T>> mostPoints(
      List<Candidate<T>> candidates, Points<T> points) {
    int most = -1;
    List<Candidate<T>> best = new ArrayList<>();
    for (Candidate<T> candidate : candidates) {
      int count = points.of(candidate);
      if (count > most) {
        most = count;
        best.clear();
      }
      if (count == most) {
        best.add(candidate);
      }
    }
    return best;
  }

  private static int exactMatches(List<SqlType> actual, Candidate<?> candidate) {
    int matches = 0;
    for (int i = 0; i < actual.size(); i++) {
      SqlType type = actual.get(i);
      if (!type.equals(Types.UNKNOWN) && type.equals(candidate.arguments().get(i))) {
        matches++;
      }
    }
    return matches;
  }

  private static int preferredMatches(List<SqlType> actual, Candidate<?> candidate) {
    int matches = 0;
    for (int i = 0; i < actual.size(); i++) {
      SqlType type = actual.get(i);
      SqlType wanted = candidate.arguments().get(i);
      if (!type.equals(Types.UNKNOWN)
          && (type.equals(wanted)
              || (wanted.category() == type.category() && wanted.preferred()))) {
        matches++;
      }
    }
    return matches;
  }

  /// Decides a category for each unknown argument, string if any candidate takes strings there, and
  /// keeps who accepts these categories, and of them who has the preferred types.
  private static <T> List<Candidate<T>> byUnknownCategories(
      List<SqlType> actual, List<Candidate<T>> candidates) {
    char[] categories = new char[actual.size()];
    boolean[] preferred = new boolean[actual.size()];
    boolean resolved = false;
    for (int i = 0; i < actual.size(); i++) {
      if (!actual.get(i).equals(Types.UNKNOWN)) {
        continue;
      }
      resolved = true;
      categories[i] = category(candidates, i);
      if (categories[i] == 0) {
        return candidates;
      }
      preferred[i] = anyPreferred(candidates, i, categories[i]);
    }
    if (!resolved) {
      return candidates;
    }
    List<Candidate<T>> kept = new ArrayList<>();
    for (Candidate<T> candidate : candidates) {
      if (accepts(candidate, categories, preferred)) {
        kept.add(candidate);
      }
    }
    return kept.isEmpty() ? candidates : kept;
  }

  /// Returns the category that an unknown argument is taken to be of; 0 if that is in conflict.
  private static char category(List<? extends Candidate<?>> candidates, int index) {
    char category = 0;
    boolean conflict = false;
    for (Candidate<?> candidate : candidates) {
      char other = candidate.arguments().get(index).category();
      if (other == 'S') {
        return other;
      }
      conflict |= category != 0 && category != other;
      category = other;
    }
    return conflict ? 0 : category;
  }

  private static boolean anyPreferred(
      List<? extends Candidate<?>> candidates, int index, char category) {
    for (Candidate<?> candidate : candidates) {
      SqlType type = candidate.arguments().get(index);
      if (type.category() == category && type.preferred()) {
        return true;
      }
    }
    return false;
  }

  private static boolean accepts(Candidate<?> candidate, char[] categories, boolean[] preferred) {
    for (int i = 0; i < categories.length; i++) {
      if (categories[i] == 0) {
        continue;
      }
      SqlType type = candidate.arguments().get(i);
      if (type.category() != categories[i] || (preferred[i] && !type.preferred())) {
        return false;
      }
    }
    return true;
  }

  private static <T> @Nullable Candidate<T> assumingUnknownsAreLikeTheRest(
      List<SqlType> actual, List<Candidate<T>> candidates) {
    @Nullable SqlType known = null;
    for (SqlType type : actual) {
      if (type.equals(Types.UNKNOWN)) {
        continue;
      }
      if (known != null && !known.equals(type)) {
        return null;
      }
      known = type;
    }
    if (known == null) {
      return null;
    }
    List<SqlType> assumed = java.util.Collections.nCopies(actual.size(), known);
    @Nullable Candidate<T> only = null;
    for (Candidate<T> candidate : candidates) {
      if (Coercibility.implicit(assumed, candidate.arguments())) {
        if (only != null) {
          return null;
        }
        only = candidate;
      }
    }
    return only;
  }
}
