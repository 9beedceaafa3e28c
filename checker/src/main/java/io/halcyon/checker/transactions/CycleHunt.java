package io.halcyon.checker.transactions;

import io.halcyon.checker.transactions.graph.Components;
import io.halcyon.checker.transactions.graph.CycleSearch;
import io.halcyon.checker.transactions.graph.Hop;
import io.halcyon.checker.transactions.graph.Relation;
import io.halcyon.checker.transactions.graph.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Looks for cycles of each class: first over dependencies alone, then with the order of processes,
/// then with real time. A component in which fewer assumptions already give a cycle is not searched
/// again with more; with an order, the worst class found in a component is enough.
final class CycleHunt {
  private static final Set<Relation> DEPENDENCIES =
      EnumSet.of(Relation.WW, Relation.WR, Relation.RW);
  private static final Set<Relation> REAL_TIME =
      EnumSet.of(Relation.REALTIME, Relation.TIMED_WW, Relation.TIMED_RW);

  private final Edges edges;
  private final IsolationModel model;
  private final Findings findings;
  private final long stepsMax;
  private final int examplesMax;

  /// The ids of the transactions of each reported cycle.
  private final Set<Set<Long>> reported = new HashSet<>();

  private final Set<Long> inCycle = new HashSet<>();

  CycleHunt(Edges edges, IsolationModel model, Findings findings, long stepsMax, int examplesMax) {
    this.edges = edges;
    this.model = model;
    this.findings = findings;
    this.stepsMax = stepsMax;
    this.examplesMax = examplesMax;
  }

  void run() {
    hunt(EnumSet.noneOf(Relation.class));
    if (model.ordersProcesses()) {
      edges.addProcesses();
      hunt(EnumSet.of(Relation.PROCESS));
    }
    if (model.ordersRealTime()) {
      edges.addRealTime();
      hunt(REAL_TIME);
    }
  }

  private void hunt(Set<Relation> orders) {
    Set<Relation> relations = EnumSet.copyOf(DEPENDENCIES);
    relations.addAll(orders);
    Set<Integer> old = new HashSet<>();
    List<int[]> components = new ArrayList<>();
    for (int[] component : Components.of(edges.graph(), relations)) {
      if (isNew(component)) {
        components.add(component);
      } else {
        for (int node : component) {
          old.add(node);
        }
      }
    }
    if (components.isEmpty()) {
      return;
    }
    CycleSearch search = new CycleSearch(edges.graph(), stepsMax);
    narrow(search, Shape.dirtyWrite(orders), AnomalyKind.G0, old);
    narrow(search, Shape.circularInformation(orders), AnomalyKind.G1C, old);
    wide(search, Shape.single(orders), AnomalyKind.G_SINGLE, components);
    wide(search, Shape.nonAdjacent(orders), AnomalyKind.G_NONADJACENT, components);
    wide(search, Shape.antiDependencies(orders), AnomalyKind.G2_ITEM, components);
    int examples = 0;
    for (int[] component : components) {
      if (examples < examplesMax && isNew(component)) {
        // Every component has some cycle; one search is enough to find it.
        search.shortest(component, Shape.any(relations)).ifPresent(this::report);
        examples++;
      }
    }
  }

  /// Searches the components that the shape's own relations form.
  private void narrow(CycleSearch search, Shape shape, AnomalyKind kind, Set<Integer> old) {
    List<int[]> components = new ArrayList<>();
    for (int[] component : Components.of(edges.graph(), shape.allowed())) {
      if (!old.contains(component[0])) {
        components.add(component);
      }
    }
    wide(search, shape, kind, components);
  }

  private void wide(CycleSearch search, Shape shape, AnomalyKind kind, List<int[]> components) {
    int examples = 0;
    for (int[] component : components) {
      // One stale read can join a whole history; what else is in that says nothing new.
      if (examples == examplesMax || (shape.ordered() && !isNew(component))) {
        continue;
      }
      Optional<List<Hop>> cycle = search.shortest(component, shape);
      cycle.ifPresent(this::report);
      examples += cycle.isPresent() ? 1 : 0;
      if (cycle.isEmpty() && search.gaveUp() && model.proscribes(kind)) {
        findings.gap(
            "the search for %s in a component of %d nodes was given up after %d steps"
                .formatted(kind.title(), component.length, stepsMax));
      }
    }
  }

  /// Returns whether no reported cycle lies in the component.
  private boolean isNew(int[] component) {
    for (int node : component) {
      if (edges.isTransaction(node) && inCycle.contains(edges.transaction(node).id())) {
        return false;
      }
    }
    return true;
  }

  /// Reports a cycle unless a worse one joins the same transactions.
  private void report(List<Hop> hops) {
    List<Dependency> cycle = new ArrayList<>(hops.stream().map(edges::dependency).toList());
    int first = 0;
    for (int i = 0; i < cycle.size(); i++) {
      if (cycle.get(i).from().invokedNanos() < cycle.get(first).from().invokedNanos()) {
        first = i;
      }
    }
    Collections.rotate(cycle, -first);
    Set<Long> members = new HashSet<>();
    cycle.forEach(each -> members.add(each.from().id()));
    if (reported.add(members)) {
      inCycle.addAll(members);
      AnomalyKind kind = CycleKinds.of(cycle);
      findings.add(kind, () -> Anomaly.cycle(kind, cycle));
    }
  }
}
