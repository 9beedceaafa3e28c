package io.halcyon.sql.regex;

import java.util.IdentityHashMap;
import java.util.List;

/// Finds what each capture took of a match: `cdissect` of PostgreSQL's `regexec.c`. Parts are tried
/// longest first, or shortest first where they prefer that. Not thread-safe.
final class Dissection {
  private final int[] text;
  private final StepBudget budget;
  private final int[] starts;
  private final int[] ends;
  private final IdentityHashMap<Node, Automaton> automata = new IdentityHashMap<>();
  private final boolean backReferences;

  Dissection(int[] text, int captures, boolean backReferences, StepBudget budget) {
    this.text = text;
    this.budget = budget;
    this.backReferences = backReferences;
    this.starts = new int[captures + 1];
    this.ends = new int[captures + 1];
    clear();
  }

  void clear() {
    java.util.Arrays.fill(starts, -1);
    java.util.Arrays.fill(ends, -1);
  }

  int[] starts() {
    return starts;
  }

  int[] ends() {
    return ends;
  }

  /// Returns whether a node matches exactly from `from` to `to`, and notes its captures.
  boolean matches(Node node, int from, int to) {
    budget.spend(1);
    if (!backReferences && !hasCaptures(node)) {
      return reaches(node, from, to);
    }
    return switch (node) {
      case Node.Capture(Node body, int number) -> {
        if (!matches(body, from, to)) {
          yield false;
        }
        starts[number] = from;
        ends[number] = to;
        yield true;
      }
      case Node.Choice(List<Node> branches) -> {
        for (Node branch : branches) {
          if (matches(branch, from, to)) {
            yield true;
          }
        }
        yield false;
      }
      case Node.Sequence(List<Node> parts) -> sequence(parts, 0, from, to);
      case Node.Repeat repeat -> repeat(repeat, 0, from, to);
      case Node.BackReference(int number) -> backReference(number, from, to);
      case Node.Empty _, Node.One _, Node.Boundary _, Node.Look _ -> reaches(node, from, to);
    };
  }

  private static boolean hasCaptures(Node node) {
    return switch (node) {
      case Node.Capture _, Node.BackReference _ -> true;
      case Node.Choice(List<Node> branches) -> branches.stream().anyMatch(Dissection::hasCaptures);
      case Node.Sequence(List<Node> parts) -> parts.stream().anyMatch(Dissection::hasCaptures);
      case Node.Repeat repeat -> hasCaptures(repeat.body());
      case Node.Empty _, Node.One _, Node.Boundary _, Node.Look _ -> false;
    };
  }

  private boolean reaches(Node node, int from, int to) {
    Automaton automaton = automata.computeIfAbsent(node, Automaton::new);
    return new Simulation(automaton, text, budget).end(from, to, false) == to;
  }

  private boolean sequence(List<Node> parts, int index, int from, int to) {
    Node part = parts.get(index);
    if (index == parts.size() - 1) {
      return matches(part, from, to);
    }
    boolean shortest = part.prefersShort();
    for (int i = 0; i <= to - from; i++) {
      int middle = shortest ? from + i : to - i;
      if (matches(part, from, middle) && sequence(parts, index + 1, middle, to)) {
        return true;
      }
    }
    return false;
  }

  private boolean repeat(Node.Repeat repeat, int done, int from, int to) {
    if (from == to && done >= repeat.min()) {
      return true;
    }
    if (repeat.max() >= 0 && done >= repeat.max()) {
      return false;
    }
    boolean shortest = repeat.body().prefersShort();
    for (int i = 0; i <= to - from; i++) {
      int middle = shortest ? from + i : to - i;
      boolean empty = middle == from && done >= repeat.min();
      if (!empty && matches(repeat.body(), from, middle) && repeat(repeat, done + 1, middle, to)) {
        // of several iterations the last counts, and it was noted first
        return middle == to || matchesAgain(repeat, middle, to);
      }
    }
    return false;
  }

  /// Notes the captures of the iterations behind `from` once more.
  private boolean matchesAgain(Node.Repeat repeat, int from, int to) {
    return repeat(new Node.Repeat(repeat.body(), 0, -1, repeat.greedy()), 0, from, to);
  }

  private boolean backReference(int number, int from, int to) {
    int length = ends[number] - starts[number];
    if (starts[number] < 0 || to - from != length) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (text[from + i] != text[starts[number] + i]) {
        return false;
      }
    }
    return true;
  }
}
