package io.halcyon.checker.transactions.graph;

import static org.assertj.core.api.Assertions.assertThat;

import io.halcyon.core.testing.SeededTest;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CycleSearchTest {
  private static final Set<Relation> NONE = EnumSet.noneOf(Relation.class);
  private static final Set<Relation> REAL_TIME = EnumSet.of(Relation.REALTIME);
  private static final long STEPS_MAX = 1_000_000;

  private static Dependencies unordered(int transactions) {
    return new Dependencies(new long[transactions], new long[transactions]);
  }

  private static List<Hop> shortest(Dependencies graph, Shape shape) {
    return new CycleSearch(graph, STEPS_MAX)
        .shortest(IntStream.range(0, graph.nodes()).toArray(), shape)
        .orElse(List.of());
  }

  @Test
  void theShortestOfSeveralCyclesIsFound() {
    Dependencies graph = unordered(6);
    for (int i = 0; i < 4; i++) {
      graph.add(i, (i + 1) % 4, Relation.WW);
    }
    graph.add(4, 5, Relation.WW);
    int back = graph.add(5, 4, Relation.WW);

    assertThat(shortest(graph, Shape.dirtyWrite(NONE)))
        .hasSize(2)
        .contains(new Hop(5, 4, Relation.WW, back));
  }

  @Test
  void aShapeIsKept() {
    Dependencies graph = unordered(3);
    graph.add(0, 1, Relation.RW);
    graph.add(1, 2, Relation.RW);
    graph.add(2, 0, Relation.WR);

    assertThat(shortest(graph, Shape.dirtyWrite(NONE))).isEmpty();
    assertThat(shortest(graph, Shape.circularInformation(NONE))).isEmpty();
    assertThat(shortest(graph, Shape.single(NONE))).isEmpty();
    assertThat(shortest(graph, Shape.nonAdjacent(NONE))).isEmpty();
    assertThat(shortest(graph, Shape.antiDependencies(NONE))).hasSize(3);
  }

  @Test
  void twoSmallCyclesThatShareATransactionAreNotALargerOne() {
    Dependencies graph = unordered(3);
    graph.add(0, 1, Relation.RW);
    graph.add(1, 0, Relation.WR);
    graph.add(1, 2, Relation.RW);
    graph.add(2, 1, Relation.WR);

    assertThat(shortest(graph, Shape.nonAdjacent(NONE))).isEmpty();
    assertThat(shortest(graph, Shape.single(NONE))).hasSize(2);
  }

  @Test
  void realTimeIsOneStepHoweverMuchLiesBetween() {
    int count = 50;
    long[] begins = IntStream.range(0, count).mapToLong(i -> 2L * i).toArray();
    long[] ends = IntStream.range(0, count).mapToLong(i -> 2L * i + 1).toArray();
    Dependencies graph = new Dependencies(begins, ends);
    graph.add(49, 20, Relation.WR);
    graph.add(20, 0, Relation.RW);
    graph.orderByRealTime(IntStream.range(0, count).toArray());

    List<Hop> cycle = shortest(graph, Shape.single(REAL_TIME));

    assertThat(cycle).contains(new Hop(20, 0, Relation.RW, 1)).hasSize(2);
    assertThat(graph.edges()).isLessThan(3 * count + 2);
  }

  @Test
  void theSearchGivesUpAtItsBound() {
    Dependencies graph = unordered(100);
    for (int i = 0; i < 100; i++) {
      graph.add(i, (i + 1) % 100, i == 0 ? Relation.RW : Relation.WR);
    }
    CycleSearch search = new CycleSearch(graph, 10);

    assertThat(search.shortest(IntStream.range(0, 100).toArray(), Shape.single(NONE))).isEmpty();
    assertThat(search.gaveUp()).isTrue();
  }

  @SeededTest(runs = 300)
  void componentsAreWhatReachesEachOther(RandomGenerator random) {
    int count = random.nextInt(1, 12);
    Dependencies graph = unordered(count);
    boolean[][] reach = new boolean[count][count];
    for (int i = random.nextInt(30); i > 0 && count > 1; i--) {
      int from = random.nextInt(count);
      int to = (from + random.nextInt(1, count)) % count;
      graph.add(from, to, Relation.WW);
      reach[from][to] = true;
    }
    close(reach);
    Set<Set<Integer>> expected = new HashSet<>();
    for (int i = 0; i < count; i++) {
      Set<Integer> component = new HashSet<>(Set.of(i));
      for (int j = 0; j < count; j++) {
        if (reach[i][j] && reach[j][i]) {
          component.add(j);
        }
      }
      if (component.size() > 1) {
        expected.add(component);
      }
    }

    Set<Set<Integer>> found = new HashSet<>();
    for (int[] component : Components.of(graph, EnumSet.of(Relation.WW))) {
      found.add(new HashSet<>(Arrays.stream(component).boxed().toList()));
    }
    assertThat(found).isEqualTo(expected);
  }

  @SeededTest(runs = 300)
  void momentsReachExactlyWhatBeganLater(RandomGenerator random) {
    int count = random.nextInt(1, 12);
    long[] begins = new long[count];
    long[] ends = new long[count];
    for (int i = 0; i < count; i++) {
      begins[i] = random.nextInt(8) == 0 ? Long.MIN_VALUE : random.nextInt(20);
      ends[i] =
          random.nextInt(8) == 0 ? Long.MAX_VALUE : Math.max(0, begins[i]) + random.nextInt(10);
    }
    Dependencies graph = new Dependencies(begins, ends);
    graph.orderByRealTime(IntStream.range(0, count).toArray());

    for (int i = 0; i < count; i++) {
      Set<Integer> expected = new HashSet<>();
      for (int j = 0; j < count; j++) {
        if (ends[i] < begins[j]) {
          expected.add(j);
        }
      }
      assertThat(byOneStep(graph, i)).isEqualTo(expected);
    }
  }

  private static Set<Integer> byOneStep(Dependencies graph, int from) {
    Set<Integer> found = new HashSet<>();
    ArrayDeque<Integer> open = new ArrayDeque<>(List.of(from));
    while (!open.isEmpty()) {
      int node = open.poll();
      for (int at = graph.start(node); at < graph.start(node + 1); at++) {
        int target = graph.to(graph.edgeAt(at));
        if (graph.isTransaction(target)) {
          found.add(target);
        } else {
          open.add(target);
        }
      }
    }
    return found;
  }

  private static void close(boolean[][] reach) {
    for (int k = 0; k < reach.length; k++) {
      for (int i = 0; i < reach.length; i++) {
        for (int j = 0; j < reach.length; j++) {
          reach[i][j] |= reach[i][k] && reach[k][j];
        }
      }
    }
  }
}
