package io.halcyon.checker.transactions.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// Strongly connected components (Tarjan 1972), without recursion: histories are long.
public final class Components {
  private static final int UNSEEN = -1;

  private final Dependencies graph;
  private final Set<Relation> allowed = EnumSet.of(Relation.PASSAGE);
  private final int[] index;
  private final int[] low;
  private final int[] position;
  private final boolean[] onStack;
  private final int[] stack;
  private final int[] path;
  private int stackSize;
  private int pathSize;
  private int visited;
  private final List<int[]> components = new ArrayList<>();

  private Components(Dependencies graph, Set<Relation> relations) {
    this.graph = graph;
    allowed.addAll(relations);
    int nodes = graph.nodes();
    index = new int[nodes];
    Arrays.fill(index, UNSEEN);
    low = new int[nodes];
    position = new int[nodes];
    onStack = new boolean[nodes];
    stack = new int[nodes];
    path = new int[nodes];
  }

  /// Returns the components of more than one node that edges of these relations form: their nodes,
  /// moments included.
  public static List<int[]> of(Dependencies graph, Set<Relation> relations) {
    Components search = new Components(graph, relations);
    for (int node = 0; node < graph.nodes(); node++) {
      if (search.index[node] == UNSEEN) {
        search.from(node);
      }
    }
    return search.components;
  }

  private void from(int root) {
    enter(root);
    while (pathSize > 0) {
      int node = path[pathSize - 1];
      if (position[node] < graph.start(node + 1)) {
        follow(node, graph.edgeAt(position[node]++));
      } else {
        leave(node);
      }
    }
  }

  private void follow(int node, int edge) {
    if (!allowed.contains(graph.relation(edge))) {
      return;
    }
    int target = graph.to(edge);
    if (index[target] == UNSEEN) {
      enter(target);
    } else if (onStack[target]) {
      low[node] = Math.min(low[node], index[target]);
    }
  }

  private void enter(int node) {
    index[node] = visited;
    low[node] = visited++;
    position[node] = graph.start(node);
    onStack[node] = true;
    stack[stackSize++] = node;
    path[pathSize++] = node;
  }

  private void leave(int node) {
    pathSize--;
    if (pathSize > 0) {
      int parent = path[pathSize - 1];
      low[parent] = Math.min(low[parent], low[node]);
    }
    if (low[node] != index[node]) {
      return;
    }
    int end = stackSize;
    do {
      onStack[stack[--stackSize]] = false;
    } while (stack[stackSize] != node);
    if (end - stackSize > 1) {
      components.add(Arrays.copyOfRange(stack, stackSize, end));
    }
  }
}
