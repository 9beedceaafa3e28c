package io.halcyon.checker.transactions.graph;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Finds a shortest cycle of a given shape within a component.
///
/// Breadth-first from the end of each edge that such a cycle needs, back to that edge's beginning,
/// over pairs of a node and what the path has had so far. A closed walk that passes a transaction
/// twice is dropped: it is made of smaller cycles, which are found by themselves.
///
/// Edges whose source began long after their target come first, as those contradict real time; and
/// the search is given up after a number of steps, because the component of one stale read can be
/// as long as the history.
///
/// Not thread-safe.
public final class CycleSearch {
  private static final int STATES = 16;
  private static final int LAST_WAS_RW = 4;
  private static final int ORDERED = 8;
  private static final int RW_COUNT = 3;

  private final Dependencies graph;
  private final long stepsMax;
  private final boolean[] member;
  private final int[] seen;
  private final int[] previous;
  private final int[] arrivedBy;

  /// The edge that closed the cycle found last.
  private int closedBy = -1;

  private int round;
  private long steps;

  /// @param stepsMax how many edges one search follows at most
  public CycleSearch(Dependencies graph, long stepsMax) {
    this.graph = graph;
    this.stepsMax = stepsMax;
    int states = Math.multiplyExact(graph.nodes(), STATES);
    member = new boolean[graph.nodes()];
    seen = new int[states];
    previous = new int[states];
    arrivedBy = new int[states];
  }

  /// Returns whether the last search was given up before all edges had been tried.
  public boolean gaveUp() {
    return steps > stepsMax;
  }

  /// Returns the shortest cycle found among these nodes; empty if there is none, or none was found
  /// before the search was given up.
  public Optional<List<Hop>> shortest(int[] component, Shape shape) {
    steps = 0;
    for (int node : component) {
      member[node] = true;
    }
    List<Hop> best = List.of();
    for (int start : starts(component, shape)) {
      int lengthMax = best.isEmpty() ? Integer.MAX_VALUE : best.size() - 1;
      if (lengthMax < 2 || steps > stepsMax) {
        break;
      }
      List<Hop> found = through(start, shape, lengthMax);
      if (!found.isEmpty()) {
        best = found;
      }
    }
    for (int node : component) {
      member[node] = false;
    }
    return best.isEmpty() ? Optional.empty() : Optional.of(best);
  }

  private int[] starts(int[] component, Shape shape) {
    List<Integer> edges = new ArrayList<>();
    for (int node : component) {
      for (int at = graph.start(node); at < graph.start(node + 1); at++) {
        int edge = graph.edgeAt(at);
        if (shape.starts().contains(graph.relation(edge)) && member[graph.to(edge)]) {
          edges.add(edge);
        }
      }
    }
    edges.sort((one, other) -> {
      int bySpan = Long.compare(span(one), span(other));
      return bySpan != 0 ? bySpan : Integer.compare(one, other);
    });
    if (shape.allowed().contains(Relation.REALTIME)) {
      // What real time closes at once needs no search.
      for (int edge : edges) {
        if (graph.precedes(graph.to(edge), graph.from(edge)) && shape.antiDependenciesMin() < 2) {
          return new int[] {edge};
        }
      }
    }
    return edges.stream().mapToInt(edge -> edge).toArray();
  }

  private long span(int edge) {
    long target = Math.max(graph.begins(graph.to(edge)), Long.MIN_VALUE / 2);
    return target - Math.max(graph.begins(graph.from(edge)), Long.MIN_VALUE / 2);
  }

  private List<Hop> through(int start, Shape shape, int lengthMax) {
    int home = graph.from(start);
    int end = graph.to(start);
    if (shape.allowed().contains(Relation.REALTIME)
        && shape.antiDependenciesMin() < 2
        && graph.precedes(end, home)) {
      return List.of(
          new Hop(home, end, graph.relation(start), start),
          new Hop(end, home, Relation.REALTIME, -1));
    }
    round++;
    List<Integer> level = new ArrayList<>();
    int first = state(0, graph.relation(start), shape);
    visit(end * STATES + first, -1, start, level);
    for (int length = 1; length < lengthMax && !level.isEmpty(); length++) {
      List<Integer> next = new ArrayList<>();
      // Moments first: an edge that leaves one completes a step, another begins the next.
      int moment = closing(true, level, next, home, shape);
      int pair = moment >= 0 ? moment : closing(false, level, next, home, shape);
      if (pair >= 0) {
        return simple(hops(pair, closedBy));
      }
      level = next;
    }
    return List.of();
  }

  /// Follows the edges of a level's moments, or of its transactions; returns the pair that an edge
  /// leads home from, or -1.
  private int closing(
      boolean moments, List<Integer> level, List<Integer> next, int home, Shape shape) {
    for (int i = 0; i < level.size() && steps <= stepsMax; i++) {
      int pair = level.get(i);
      if (graph.isTransaction(pair / STATES) != moments) {
        closedBy = expand(pair, home, shape, level, next);
        if (closedBy >= 0) {
          return pair;
        }
      }
    }
    return -1;
  }

  /// Follows the edges of a visited pair; returns the edge that closes the cycle, or -1.
  private int expand(int pair, int home, Shape shape, List<Integer> level, List<Integer> next) {
    int node = pair / STATES;
    for (int at = graph.start(node); at < graph.start(node + 1); at++) {
      int edge = graph.edgeAt(at);
      steps++;
      int target = graph.to(edge);
      int state = member[target] ? state(pair % STATES, graph.relation(edge), shape) : -1;
      if (state < 0) {
        continue;
      }
      if (target != home) {
        boolean passage = graph.relation(edge) == Relation.PASSAGE;
        visit(target * STATES + state, pair, edge, passage ? level : next);
      } else if (accepted(state, shape)) {
        return edge;
      }
    }
    return -1;
  }

  private void visit(int pair, int from, int edge, List<Integer> queue) {
    if (seen[pair] != round) {
      seen[pair] = round;
      previous[pair] = from;
      arrivedBy[pair] = edge;
      queue.add(pair);
    }
  }

  /// Returns what a path has had after one more edge: rw count (0 to 2) | last was rw | ordered; -1
  /// if the shape does not have it.
  private static int state(int before, Relation relation, Shape shape) {
    if (relation == Relation.PASSAGE) {
      return before;
    }
    if (!shape.allowed().contains(relation)) {
      return -1;
    }
    int count = before & RW_COUNT;
    int ordered = relation.byOrder() ? ORDERED : before & ORDERED;
    if (!relation.antiDependency()) {
      return count | ordered;
    }
    if ((count >= shape.antiDependenciesMax() && shape.antiDependenciesMax() < 2)
        || (before & LAST_WAS_RW) != 0) {
      return -1;
    }
    return Math.min(2, count + 1) | ordered | (shape.apart() ? LAST_WAS_RW : 0);
  }

  private static boolean accepted(int state, Shape shape) {
    return (state & RW_COUNT) >= shape.antiDependenciesMin()
        && (state & LAST_WAS_RW) == 0
        && (!shape.ordered() || (state & ORDERED) != 0);
  }

  /// Returns the steps from transaction to transaction, passages between moments joined.
  private List<Hop> hops(int last, int closing) {
    List<Integer> edges = new ArrayList<>();
    edges.add(closing);
    for (int pair = last; pair >= 0; pair = previous[pair]) {
      edges.add(arrivedBy[pair]);
    }
    Collections.reverse(edges);
    List<Hop> hops = new ArrayList<>();
    for (int i = 0; i < edges.size(); i++) {
      int edge = edges.get(i);
      int to = edge;
      while (!graph.isTransaction(graph.to(to))) {
        to = edges.get(++i);
      }
      hops.add(new Hop(graph.from(edge), graph.to(to), graph.relation(edge), edge));
    }
    return hops;
  }

  private static List<Hop> simple(List<Hop> hops) {
    Set<Integer> nodes = new HashSet<>();
    for (Hop hop : hops) {
      if (!nodes.add(hop.from())) {
        return List.of();
      }
    }
    return hops;
  }
}
