package io.halcyon.sql.regex;

import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A nondeterministic automaton (Thompson 1968). Built once, then immutable.
final class Automaton {
  private static final int STATES_MAX = 100_000;

  final List<State> states = new ArrayList<>();
  final int start;
  final int accepting;

  /// A state: either it takes a character on, or it goes on without one.
  static final class State {
    @Nullable CharacterSet set;
    @Nullable Node condition;
    @Nullable Automaton look;
    int next = -1;
    final List<Integer> free = new ArrayList<>(2);
  }

  Automaton(Node node) {
    start = add();
    accepting = build(node, start);
  }

  private int add() {
    if (states.size() >= STATES_MAX) {
      throw new SqlError(
          SqlState.INVALID_REGULAR_EXPRESSION,
          "invalid regular expression: regular expression is too complex");
    }
    states.add(new State());
    return states.size() - 1;
  }

  private void link(int from, int to) {
    states.get(from).free.add(to);
  }

  /// Builds a node behind state `from`, and returns the state behind it.
  private int build(Node node, int from) {
    return switch (node) {
      case Node.Empty _ -> from;
      case Node.One(CharacterSet set) -> {
        int state = add();
        link(from, state);
        int end = add();
        states.get(state).set = set;
        states.get(state).next = end;
        yield end;
      }
      case Node.Sequence(List<Node> parts) -> {
        int at = from;
        for (Node part : parts) {
          at = build(part, at);
        }
        yield at;
      }
      case Node.Choice(List<Node> branches) -> {
        int end = add();
        for (Node branch : branches) {
          int begin = add();
          link(from, begin);
          link(build(branch, begin), end);
        }
        yield end;
      }
      case Node.Repeat repeat -> repeat(repeat, from);
      case Node.Capture(Node body, _) -> build(body, from);
      case Node.Boundary _ -> condition(node, null, from);
      case Node.Look(Node body, _, _) -> condition(node, new Automaton(body), from);
      case Node.BackReference _ -> throw new IllegalStateException("no automaton");
    };
  }

  private int condition(Node node, @Nullable Automaton look, int from) {
    int state = add();
    link(from, state);
    int end = add();
    states.get(state).condition = node;
    states.get(state).look = look;
    states.get(state).next = end;
    return end;
  }

  private int repeat(Node.Repeat repeat, int from) {
    int at = from;
    for (int i = 0; i < repeat.min(); i++) {
      at = build(repeat.body(), at);
    }
    if (repeat.max() < 0) {
      int loop = add();
      link(at, loop);
      link(build(repeat.body(), loop), loop);
      int end = add();
      link(loop, end);
      return end;
    }
    int end = add();
    for (int i = repeat.min(); i < repeat.max(); i++) {
      link(at, end);
      int begin = add();
      link(at, begin);
      at = build(repeat.body(), begin);
    }
    link(at, end);
    return end;
  }
}
