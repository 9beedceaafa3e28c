package io.halcyon.checker.transactions.graph;

import java.util.Arrays;

/// A directed graph over transactions, numbered from 0, and *moments*.
///
/// Real time orders a quadratic number of pairs. Instead of these (or of their transitive
/// reduction, which has an edge for each pair of neighbours) the graph holds a chain of moments: an
/// ending transaction has an edge to its moment, a moment to the next one, and the last moment
/// before a transaction begins has an edge to that. This is linear in size whatever the
/// concurrency, and one transaction still reaches another by way of moments alone exactly if it
/// ended before the other began; so a shortest cycle has one edge of real time where a reduced
/// graph would have a path of them. Orders of processes are kept alike.
///
/// Not thread-safe. Edges are added first; what reads them sorts them once.
public final class Dependencies {
  private final int transactions;
  private int nodes;
  private int edges;
  private int[] from = new int[1024];
  private int[] to = new int[1024];
  private Relation[] relation = new Relation[1024];

  /// Edges by their source, once sorted: those of a node lie between its start and the next one's.
  private int[] starts = new int[0];

  private int[] sorted = new int[0];

  private final long[] begins;
  private final long[] ends;

  /// @param begins when each transaction began; Long.MIN_VALUE if nothing precedes it
  /// @param ends when each transaction ended; Long.MAX_VALUE if it precedes nothing
  public Dependencies(long[] begins, long[] ends) {
    this.begins = begins.clone();
    this.ends = ends.clone();
    transactions = begins.length;
    nodes = transactions;
  }

  /// Adds an edge between two different transactions, and returns its number; they count from 0.
  public int add(int source, int target, Relation kind) {
    if (source == target) {
      throw new IllegalArgumentException("transaction " + source + " cannot precede itself");
    }
    return append(source, target, kind);
  }

  /// Adds the order of real time.
  ///
  /// @param members the transactions that it orders
  public void orderByRealTime(int[] members) {
    long[] moments = Arrays.stream(members).mapToLong(each -> ends[each]).sorted().toArray();
    int count = distinct(moments);
    int first = nodes;
    nodes += count;
    for (int i = 1; i < count; i++) {
      append(first + i - 1, first + i, Relation.PASSAGE);
    }
    for (int member : members) {
      if (ends[member] != Long.MAX_VALUE) {
        int moment = Arrays.binarySearch(moments, 0, count, ends[member]);
        append(member, first + moment, Relation.REALTIME);
      }
      int found = Arrays.binarySearch(moments, 0, count, begins[member]);
      int before = found >= 0 ? found - 1 : -found - 2;
      if (before >= 0) {
        append(first + before, member, Relation.PASSAGE);
      }
    }
  }

  /// Returns how many distinct values the sorted array has, leaving out Long.MAX_VALUE, after
  /// moving them to its front.
  private static int distinct(long[] moments) {
    int count = 0;
    for (long moment : moments) {
      if (moment != Long.MAX_VALUE && (count == 0 || moments[count - 1] != moment)) {
        moments[count++] = moment;
      }
    }
    return count;
  }

  /// Adds the order of one process.
  ///
  /// @param members what it ran, in that order, leaving out what has no known place in it
  public void orderByProcess(int[] members) {
    for (int i = 0; i + 1 < members.length; i++) {
      int moment = nodes++;
      append(members[i], moment, Relation.PROCESS);
      append(moment, members[i + 1], Relation.PASSAGE);
      if (i > 0) {
        append(moment - 1, moment, Relation.PASSAGE);
      }
    }
  }

  private int append(int source, int target, Relation kind) {
    if (edges == from.length) {
      int capacity = Math.multiplyExact(edges, 2);
      from = Arrays.copyOf(from, capacity);
      to = Arrays.copyOf(to, capacity);
      relation = Arrays.copyOf(relation, capacity);
    }
    from[edges] = source;
    to[edges] = target;
    relation[edges] = kind;
    return edges++;
  }

  /// Returns how many edges there are, those of moments included.
  public int edges() {
    return edges;
  }

  int nodes() {
    return nodes;
  }

  boolean isTransaction(int node) {
    return node < transactions;
  }

  long begins(int transaction) {
    return begins[transaction];
  }

  /// Returns whether one transaction had ended before the other began.
  boolean precedes(int one, int other) {
    return ends[one] < begins[other];
  }

  int from(int edge) {
    return from[edge];
  }

  int to(int edge) {
    return to[edge];
  }

  Relation relation(int edge) {
    return relation[edge];
  }

  /// Returns the first position of the edges that leave a node; they end where the next node's
  /// begin.
  int start(int node) {
    if (sorted.length != edges || starts.length != nodes + 1) {
      sort();
    }
    return starts[node];
  }

  int edgeAt(int position) {
    return sorted[position];
  }

  private void sort() {
    starts = new int[nodes + 1];
    for (int edge = 0; edge < edges; edge++) {
      starts[from[edge] + 1]++;
    }
    for (int node = 0; node < nodes; node++) {
      starts[node + 1] += starts[node];
    }
    sorted = new int[edges];
    int[] next = Arrays.copyOf(starts, nodes);
    for (int edge = 0; edge < edges; edge++) {
      sorted[next[from[edge]]++] = edge;
    }
  }
}
