package io.halcyon.sql.regex;

import java.util.Objects;

/// Runs an automaton over a text, all its states at once. Not thread-safe.
final class Simulation {
  private final Automaton automaton;
  private final int[] text;
  private final StepBudget budget;
  private int[] current;
  private int[] following;
  private int currentCount;
  private int followingCount;
  private final int[] seenAt;
  private int generation;

  Simulation(Automaton automaton, int[] text, StepBudget budget) {
    this.automaton = automaton;
    this.text = text;
    this.budget = budget;
    this.current = new int[automaton.states.size()];
    this.following = new int[automaton.states.size()];
    this.seenAt = new int[automaton.states.size()];
  }

  /// Returns whether there is a match anywhere from `from` on.
  boolean findsAny(int from) {
    currentCount = 0;
    generation++;
    for (int at = from; ; at++) {
      if (enter(automaton.start, at)) {
        return true;
      }
      if (at >= text.length) {
        return false;
      }
      if (advance(at)) {
        return true;
      }
    }
  }

  /// Returns the end of the longest or shortest match that begins at `from`; -1 if there is none.
  ///
  /// @param limit where the match must end at the latest
  int end(int from, int limit, boolean shortest) {
    currentCount = 0;
    generation++;
    int end = enter(automaton.start, from) ? from : -1;
    for (int at = from; at < limit && currentCount > 0; at++) {
      if (shortest && end >= 0) {
        return end;
      }
      if (advance(at)) {
        end = at + 1;
      }
    }
    return end;
  }

  /// Takes in the character at `at`; returns whether what is read up to behind it is a match.
  private boolean advance(int at) {
    followingCount = 0;
    int[] states = current;
    int count = currentCount;
    int c = text[at];
    generation++;
    current = following;
    currentCount = 0;
    following = states;
    boolean accepts = false;
    budget.spend(count + 1);
    for (int i = 0; i < count; i++) {
      Automaton.State state = automaton.states.get(states[i]);
      if (state.set != null && state.set.contains(c)) {
        accepts |= enter(state.next, at + 1);
      }
    }
    return accepts;
  }

  /// Adds a state and all that are reached from it without a character.
  private boolean enter(int first, int at) {
    if (seenAt[first] == generation) {
      return false;
    }
    int[] stack = new int[16];
    int depth = 0;
    stack[depth++] = first;
    seenAt[first] = generation;
    boolean accepts = false;
    while (depth > 0) {
      int index = stack[--depth];
      Automaton.State state = automaton.states.get(index);
      accepts |= index == automaton.accepting;
      if (state.set != null) {
        current[currentCount++] = index;
      }
      boolean passes = state.condition != null && holds(state, at);
      for (int i = passes ? -1 : 0; i < state.free.size(); i++) {
        int next = i < 0 ? state.next : state.free.get(i);
        if (seenAt[next] != generation) {
          seenAt[next] = generation;
          if (depth == stack.length) {
            stack = java.util.Arrays.copyOf(stack, depth * 2);
          }
          stack[depth++] = next;
        }
      }
    }
    budget.spend(1);
    return accepts;
  }

  private boolean holds(Automaton.State state, int at) {
    return switch (Objects.requireNonNull(state.condition)) {
      case Node.Boundary(Node.Boundary.Kind kind) -> Boundaries.holds(kind, text, at);
      case Node.Look look -> {
        Automaton inner = Objects.requireNonNull(state.look);
        boolean found = look.ahead() ? ahead(inner, at) : behind(inner, at);
        yield found != look.negated();
      }
      default -> throw new IllegalStateException("no condition");
    };
  }

  private boolean ahead(Automaton inner, int at) {
    return new Simulation(inner, text, budget).end(at, text.length, true) >= 0;
  }

  private boolean behind(Automaton inner, int at) {
    for (int from = at; from >= 0; from--) {
      if (new Simulation(inner, text, budget).end(from, at, false) == at) {
        return true;
      }
    }
    return false;
  }
}
