package io.halcyon.checker.transactions;

import io.halcyon.checker.transactions.graph.Relation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Infers the order of one list's versions, and what follows from it (Elle, section 4.3: each
/// version of a list tells all that were before it).
///
/// The longest list that anybody read is the order. What was appended for certain and is in no list
/// that anybody read comes after that.
final class ListInference {
  private static final int NOBODY = -1;

  private final Trace trace;
  private final Observations observations;
  private final Edges edges;
  private final Findings findings;
  private final LostUpdates lostUpdates;
  private final Elements longest;
  private final @Nullable Transaction longestReader;

  /// For each position of the longest list who, of what took effect, appended it.
  private final int[] writers;

  /// For each position the next one at or after it that has such a writer.
  private final int[] nextKnown;

  private final int firstGarbage;
  private final int firstAborted;
  private final boolean duplicates;
  private final Set<Long> elsewhere = new HashSet<>();
  private List<Trace.Write> unobserved = List.of();

  ListInference(
      Trace trace,
      Observations observations,
      Edges edges,
      Findings findings,
      LostUpdates lostUpdates) {
    this.trace = trace;
    this.observations = observations;
    this.edges = edges;
    this.findings = findings;
    this.lostUpdates = lostUpdates;
    Elements most = Elements.of();
    Transaction reader = null;
    for (Trace.ListSeen seen : trace.lists) {
      if (reader == null || seen.elements().size() > most.size()) {
        most = seen.elements();
        reader = observations.transactions.get(seen.transaction());
      }
    }
    longest = most;
    longestReader = reader;
    int size = longest.size();
    writers = new int[size];
    nextKnown = new int[size + 1];
    nextKnown[size] = size;
    int garbage = size;
    int aborted = size;
    Set<Long> met = new HashSet<>();
    for (int i = 0; i < size; i++) {
      boolean again = !met.add(longest.get(i));
      Trace.Write write = observations.effective(trace, longest.get(i));
      writers[i] = write == null || again ? NOBODY : write.transaction();
    }
    for (int i = size - 1; i >= 0; i--) {
      nextKnown[i] = writers[i] == NOBODY ? nextKnown[i + 1] : i;
      garbage = trace.isGarbage(longest.get(i)) ? i : garbage;
      aborted = isAborted(longest.get(i)) ? i : aborted;
    }
    firstGarbage = garbage;
    firstAborted = aborted;
    duplicates = met.size() < size;
  }

  void infer() {
    for (Trace.ListSeen seen : trace.lists) {
      checkContent(seen);
    }
    checkOwnOrder();
    findUnobserved();
    for (Trace.ListSeen seen : trace.lists) {
      addReadEdges(seen);
    }
    addOrder();
    findLostUpdates();
  }

  private boolean isAborted(long element) {
    Trace.Write write = trace.writer(element);
    return write != null
        && observations.transactions.get(write.transaction()).fate() == Fate.ABORTED;
  }

  private Transaction reader(Trace.ListSeen seen) {
    return observations.transactions.get(seen.transaction());
  }

  private void checkContent(Trace.ListSeen seen) {
    Elements read = seen.elements();
    if (read.isPrefixOf(longest)) {
      if (read.size() > firstGarbage) {
        garbage(seen, longest.get(firstGarbage));
      }
      if (read.size() > firstAborted) {
        aborted(seen, longest.get(firstAborted));
      }
      if (duplicates) {
        duplicate(seen);
      }
      return;
    }
    Transaction other = longestReader;
    if (other != null) {
      plain(
          AnomalyKind.INCOMPATIBLE_ORDER,
          "%s read %s = %s, and %s read it = %s: neither is the beginning of the other"
              .formatted(reader(seen).name(), trace.key, read, other.name(), longest),
          reader(seen),
          other);
    }
    duplicate(seen);
    for (int i = 0; i < read.size(); i++) {
      elsewhere.add(read.get(i));
      if (trace.isGarbage(read.get(i))) {
        garbage(seen, read.get(i));
      }
      if (isAborted(read.get(i))) {
        aborted(seen, read.get(i));
      }
    }
  }

  /// Checks that what one transaction appended is there completely and in its order.
  private void checkOwnOrder() {
    Transaction reader = longestReader;
    Set<Long> met = new HashSet<>();
    for (int i = 0; i < longest.size() && reader != null; i++) {
      met.add(longest.get(i));
      Trace.Write write = observations.effective(trace, longest.get(i));
      Long previous = write == null ? null : write.previous();
      if (write != null && previous != null && !met.contains(previous)) {
        Transaction writer = observations.transactions.get(write.transaction());
        plain(
            AnomalyKind.INTERNAL,
            "%s appended %d and then %d to %s, but %s read it = %s"
                .formatted(
                    writer.name(), previous, write.value(), trace.key, reader.name(), longest),
            writer,
            reader);
      }
    }
  }

  private void garbage(Trace.ListSeen seen, long element) {
    plain(
        AnomalyKind.GARBAGE_READ,
        "%s read %s = %s, but nobody appended %d"
            .formatted(reader(seen).name(), trace.key, seen.elements(), element),
        reader(seen));
  }

  private void aborted(Trace.ListSeen seen, long element) {
    Trace.Write write = trace.writer(element);
    if (write != null) {
      Transaction writer = observations.transactions.get(write.transaction());
      plain(
          AnomalyKind.G1A,
          "%s appended %d to %s and aborted, but %s read it"
              .formatted(writer.name(), element, trace.key, reader(seen).name()),
          writer,
          reader(seen));
    }
  }

  private void duplicate(Trace.ListSeen seen) {
    Set<Long> met = new HashSet<>();
    for (int i = 0; i < seen.elements().size(); i++) {
      if (!met.add(seen.elements().get(i))) {
        plain(
            AnomalyKind.DUPLICATE_ELEMENTS,
            "%s read %s = %s, with %d twice"
                .formatted(reader(seen).name(), trace.key, seen.elements(), seen.elements().get(i)),
            reader(seen));
        return;
      }
    }
  }

  private void plain(AnomalyKind kind, String summary, Transaction... transactions) {
    findings.add(kind, () -> Anomaly.plain(kind, summary, transactions));
  }

  private void findUnobserved() {
    if (longestReader == null) {
      return;
    }
    Set<Long> observed = new HashSet<>(elsewhere);
    for (int i = 0; i < longest.size(); i++) {
      observed.add(longest.get(i));
    }
    List<Trace.Write> missing = new ArrayList<>();
    for (Trace.Write write : trace.writes()) {
      if (!observed.contains(write.value())
          && !trace.isUntraceable(write.value())
          && observations.happened[write.transaction()]) {
        missing.add(write);
      }
    }
    missing.sort(
        Comparator.<Trace.Write>comparingLong(
                write -> observations.transactions.get(write.transaction()).completedNanos())
            .thenComparingLong(Trace.Write::value));
    unobserved = missing;
  }

  private void addReadEdges(Trace.ListSeen seen) {
    Elements read = seen.elements();
    int last = read.size() - 1;
    while (last >= 0 && isOwn(seen, read.get(last))) {
      last--;
    }
    int writer = NOBODY;
    if (last >= 0) {
      Trace.Write write = observations.effective(trace, read.get(last));
      if (write != null) {
        writer = write.transaction();
        edges.add(
            writer,
            seen.transaction(),
            Relation.WR,
            new Reason.ListRead(trace.key, read.get(last), read));
        checkIntermediate(seen, write);
      }
    }
    if (seen.own() == 0 && read.isPrefixOf(longest)) {
      addMissed(seen, writer);
    }
  }

  private boolean isOwn(Trace.ListSeen seen, long element) {
    Trace.Write write = trace.writer(element);
    return seen.own() > 0 && write != null && write.transaction() == seen.transaction();
  }

  private void checkIntermediate(Trace.ListSeen seen, Trace.Write write) {
    if (!write.last() && write.transaction() != seen.transaction()) {
      Transaction writer = observations.transactions.get(write.transaction());
      plain(
          AnomalyKind.G1B,
          "%s appended %d to %s and then more, but %s read it = %s"
              .formatted(
                  writer.name(), write.value(), trace.key, reader(seen).name(), seen.elements()),
          writer,
          reader(seen));
    }
  }

  /// Adds rw to whoever made the next version; an intermediate read is reported as that alone.
  private void addMissed(Trace.ListSeen seen, int lastWriter) {
    int next = nextKnown[seen.elements().size()];
    if (next < longest.size()) {
      if (writers[next] != lastWriter) {
        missed(seen, writers[next], longest.get(next));
      }
      return;
    }
    int added = 0;
    for (Trace.Write write : unobserved) {
      if (added++ == TransactionChecker.LATER_WRITERS_MAX) {
        findings.note(
            trace.key + ": of many unread appends only those answered first were considered");
        return;
      }
      if (write.transaction() != lastWriter) {
        missed(seen, write.transaction(), write.value());
      }
    }
  }

  private void missed(Trace.ListSeen seen, int writer, long element) {
    edges.add(
        seen.transaction(),
        writer,
        Relation.RW,
        new Reason.ListMissed(trace.key, seen.elements(), element));
  }

  private void addOrder() {
    int before = NOBODY;
    for (int i = nextKnown[0]; i < longest.size(); i = nextKnown[i + 1]) {
      if (before != NOBODY) {
        edges.add(
            writers[before],
            writers[i],
            Relation.WW,
            new Reason.ListOrder(trace.key, longest.get(before), longest.get(i), longest));
      }
      before = i;
    }
    if (before != NOBODY) {
      for (Trace.Write write : unobserved) {
        edges.add(
            writers[before],
            write.transaction(),
            Relation.WW,
            new Reason.ListEnd(trace.key, longest.get(before), write.value()));
      }
    }
    for (int i = firstAborted; i < longest.size(); i++) {
      if (isAborted(longest.get(i)) && nextKnown[i] < longest.size()) {
        dirtyUpdate(longest.get(i), nextKnown[i]);
      }
    }
  }

  private void dirtyUpdate(long element, int next) {
    Trace.Write write = trace.writer(element);
    if (write != null) {
      Transaction aborted = observations.transactions.get(write.transaction());
      Transaction after = observations.transactions.get(writers[next]);
      plain(
          AnomalyKind.DIRTY_UPDATE,
          "%s appended %d to %s and aborted, but %s appended %d behind it"
              .formatted(aborted.name(), element, trace.key, after.name(), longest.get(next)),
          aborted,
          after);
    }
  }

  private void findLostUpdates() {
    Set<Integer> appenders = new HashSet<>();
    for (Trace.Write write : trace.writes()) {
      if (!trace.isUntraceable(write.value())) {
        appenders.add(write.transaction());
      }
    }
    Map<Integer, Integer> byVersion = new HashMap<>();
    for (Trace.ListSeen seen : trace.lists) {
      if (seen.own() == 0
          && appenders.contains(seen.transaction())
          && seen.elements().isPrefixOf(longest)) {
        Integer other = byVersion.put(seen.elements().size(), seen.transaction());
        if (other != null && other != seen.transaction()) {
          lostUpdates.add(
              trace.key,
              "= " + seen.elements(),
              observations.transactions.get(other),
              reader(seen));
        }
      }
    }
  }
}
