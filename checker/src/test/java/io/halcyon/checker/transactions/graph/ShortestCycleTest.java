package io.halcyon.checker.transactions.graph;

import static org.assertj.core.api.Assertions.assertThat;

import io.halcyon.core.testing.SeededTest;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/// The search against all simple cycles of small graphs.
class ShortestCycleTest {
  private static final Set<Relation> NONE = EnumSet.noneOf(Relation.class);
  private static final Set<Relation> REAL_TIME =
      EnumSet.of(Relation.REALTIME, Relation.TIMED_WW, Relation.TIMED_RW);

  private static final int COUNT = 6;

  private final List<List<Hop>> cycles = new ArrayList<>();
  private final List<Hop> edges = new ArrayList<>();

  @SeededTest(runs = 3000)
  void whatIsFoundIsShortest(RandomGenerator random) {
    long[] begins = new long[COUNT];
    long[] ends = new long[COUNT];
    for (int i = 0; i < COUNT; i++) {
      begins[i] = random.nextInt(20);
      ends[i] = begins[i] + random.nextInt(10);
    }
    Dependencies graph = new Dependencies(begins, ends);
    Relation[] kinds = {
      Relation.WW, Relation.WR, Relation.RW, Relation.TIMED_WW, Relation.TIMED_RW
    };
    for (int i = random.nextInt(12); i > 0; i--) {
      int from = random.nextInt(COUNT);
      int to = (from + random.nextInt(1, COUNT)) % COUNT;
      Relation kind = kinds[random.nextInt(kinds.length)];
      edges.add(new Hop(from, to, kind, graph.add(from, to, kind)));
    }
    graph.orderByRealTime(IntStream.range(0, COUNT).toArray());
    for (int from = 0; from < COUNT; from++) {
      for (int to = 0; to < COUNT; to++) {
        if (ends[from] < begins[to]) {
          edges.add(new Hop(from, to, Relation.REALTIME, -1));
        }
      }
    }
    for (int start = 0; start < COUNT; start++) {
      extend(start, new ArrayList<>());
    }

    check(graph, NONE);
    check(graph, REAL_TIME);
  }

  /// Collects the simple cycles whose least transaction is the start.
  private void extend(int start, List<Hop> path) {
    int end = path.isEmpty() ? start : path.getLast().to();
    if (!path.isEmpty() && end == start) {
      cycles.add(List.copyOf(path));
      return;
    }
    for (Hop edge : edges) {
      boolean fresh = path.stream().noneMatch(hop -> hop.to() == edge.to());
      if (edge.from() == end && edge.to() >= start && fresh) {
        path.add(edge);
        extend(start, path);
        path.removeLast();
      }
    }
  }

  private void check(Dependencies graph, Set<Relation> orders) {
    List<Shape> shapes =
        List.of(
            Shape.dirtyWrite(orders),
            Shape.circularInformation(orders),
            Shape.single(orders),
            Shape.nonAdjacent(orders),
            Shape.antiDependencies(orders));
    boolean worse = false;
    for (Shape shape : shapes) {
      int expected =
          cycles.stream().filter(cycle -> fits(cycle, shape)).mapToInt(List::size).min().orElse(0);
      List<Hop> found =
          new CycleSearch(graph, 1_000_000)
              .shortest(IntStream.range(0, graph.nodes()).toArray(), shape)
              .orElse(List.of());
      assertThat(found.isEmpty() || fits(found, shape)).as("%s %s", shape, found).isTrue();
      boolean several = shape.antiDependenciesMin() > 1 || shape.ordered();
      if (!several || !worse) {
        assertThat(found.size()).as("%s %s", shape, cycles).isEqualTo(expected);
      }
      worse |= cycles.stream().anyMatch(cycle -> fits(cycle, shape)) || anyCycle(shape);
    }
  }

  /// Whether smaller cycles may hide one of this shape: a walk through one of them is shorter.
  private boolean anyCycle(Shape shape) {
    return cycles.stream()
        .anyMatch(
            cycle -> cycle.stream().allMatch(hop -> shape.allowed().contains(hop.relation())));
  }

  private static boolean fits(List<Hop> cycle, Shape shape) {
    int antiDependencies = 0;
    boolean adjacent = false;
    boolean ordered = false;
    boolean started = false;
    for (int i = 0; i < cycle.size(); i++) {
      Relation relation = cycle.get(i).relation();
      boolean next = cycle.get((i + 1) % cycle.size()).relation().antiDependency();
      antiDependencies += relation.antiDependency() ? 1 : 0;
      adjacent |= relation.antiDependency() && next;
      ordered |= relation.byOrder();
      started |= shape.starts().contains(relation);
      if (!shape.allowed().contains(relation)) {
        return false;
      }
    }
    return started
        && antiDependencies >= shape.antiDependenciesMin()
        && (shape.antiDependenciesMax() > 1 || antiDependencies <= shape.antiDependenciesMax())
        && (!shape.apart() || !adjacent)
        && (!shape.ordered() || ordered);
  }
}
