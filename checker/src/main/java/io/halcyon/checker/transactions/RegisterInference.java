package io.halcyon.checker.transactions;

import io.halcyon.checker.transactions.graph.Relation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Infers what is known of the order of one register's versions, and what follows from it (Elle,
/// section 4.3 and 5.2): the absent value comes first; what a transaction wrote comes after what it
/// had read; and, if the model is about real time, after every version that had been there before
/// it began.
final class RegisterInference {
  private final Trace trace;
  private final Observations observations;
  private final Edges edges;
  private final Findings findings;
  private final Map<Integer, Trace.ValueSeen> readBeforeWriting = new HashMap<>();

  /// Who read each version; null stands for the absent value.
  private final Map<@Nullable Long, List<Trace.ValueSeen>> readers = new LinkedHashMap<>();

  /// The last writes of what took effect, in the order in which it ended.
  private final List<Trace.Write> written = new ArrayList<>();

  RegisterInference(Trace trace, Observations observations, Edges edges, Findings findings) {
    this.trace = trace;
    this.observations = observations;
    this.edges = edges;
    this.findings = findings;
    for (Trace.ValueSeen seen : trace.values) {
      readers.computeIfAbsent(seen.value(), _ -> new ArrayList<>()).add(seen);
      readBeforeWriting.put(seen.transaction(), seen);
    }
    for (Trace.Write write : trace.writes()) {
      if (write.last() && observations.effective(trace, write.value()) != null) {
        written.add(write);
      }
    }
    written.sort(
        Comparator.<Trace.Write>comparingLong(write -> transaction(write).completedNanos())
            .thenComparingLong(Trace.Write::value));
  }

  private Transaction transaction(Trace.Write write) {
    return observations.transactions.get(write.transaction());
  }

  private Transaction transaction(Trace.ValueSeen seen) {
    return observations.transactions.get(seen.transaction());
  }

  void infer(LostUpdates lostUpdates, boolean realTime) {
    for (Trace.ValueSeen seen : trace.values) {
      addRead(seen);
    }
    Map<@Nullable Long, List<Trace.Write>> replacements = new LinkedHashMap<>();
    for (Trace.Write write : written) {
      Trace.ValueSeen read = readBeforeWriting.get(write.transaction());
      Long before = read == null ? null : read.value();
      replacements.computeIfAbsent(before, _ -> new ArrayList<>()).add(write);
    }
    replacements.forEach(this::addReplacements);
    replacements.values().forEach(each -> findLostUpdates(each, lostUpdates));
    if (realTime) {
      addRealTime();
    }
  }

  private void addRead(Trace.ValueSeen seen) {
    Long value = seen.value();
    if (value == null) {
      return;
    }
    if (trace.isGarbage(value)) {
      plain(
          AnomalyKind.GARBAGE_READ,
          "%s read %s = %d, but nobody wrote that"
              .formatted(transaction(seen).name(), trace.key, value),
          transaction(seen));
      return;
    }
    Trace.Write write = trace.writer(value);
    if (write == null) {
      return;
    }
    if (transaction(write).fate() == Fate.ABORTED) {
      aborted(seen, write);
      return;
    }
    edges.add(
        write.transaction(),
        seen.transaction(),
        Relation.WR,
        new Reason.RegisterRead(trace.key, value));
    if (!write.last()) {
      plain(
          AnomalyKind.G1B,
          "%s wrote %s = %d and then replaced it, but %s read it"
              .formatted(transaction(write).name(), trace.key, value, transaction(seen).name()),
          transaction(write),
          transaction(seen));
    }
  }

  private void aborted(Trace.ValueSeen seen, Trace.Write write) {
    plain(
        AnomalyKind.G1A,
        "%s wrote %s = %d and aborted, but %s read it"
            .formatted(
                transaction(write).name(), trace.key, write.value(), transaction(seen).name()),
        transaction(write),
        transaction(seen));
    for (Trace.Write own : written) {
      if (own.transaction() == seen.transaction()) {
        plain(
            AnomalyKind.DIRTY_UPDATE,
            "%s wrote %s = %d and aborted, but %s read that and replaced it by %d"
                .formatted(
                    transaction(write).name(),
                    trace.key,
                    write.value(),
                    transaction(seen).name(),
                    own.value()),
            transaction(write),
            transaction(seen));
      }
    }
  }

  private void plain(AnomalyKind kind, String summary, Transaction... transactions) {
    findings.add(kind, () -> Anomaly.plain(kind, summary, transactions));
  }

  /// @param before null for the absent value, which all versions of unknown origin replace, too
  private void addReplacements(@Nullable Long before, List<Trace.Write> replacements) {
    if (replacements.size() > TransactionChecker.LATER_WRITERS_MAX) {
      findings.note(
          trace.key + ": of many versions after one only those answered first were considered");
    }
    int count = Math.min(replacements.size(), TransactionChecker.LATER_WRITERS_MAX);
    List<Trace.Write> considered = replacements.subList(0, count);
    Trace.Write writer = before == null ? null : observations.effective(trace, before);
    for (Trace.Write after : considered) {
      if (before != null && writer != null) {
        edges.add(
            writer.transaction(),
            after.transaction(),
            Relation.WW,
            new Reason.RegisterReplaced(trace.key, before, after.value()));
      }
      for (Trace.ValueSeen reader : readers.getOrDefault(before, List.of())) {
        edges.add(
            reader.transaction(),
            after.transaction(),
            Relation.RW,
            new Reason.RegisterMissed(trace.key, before, after.value()));
      }
    }
  }

  private void findLostUpdates(List<Trace.Write> replacements, LostUpdates lostUpdates) {
    Trace.Write first = null;
    for (Trace.Write write : replacements) {
      Trace.ValueSeen read = readBeforeWriting.get(write.transaction());
      if (read == null) {
        continue;
      }
      if (first != null) {
        String version = read.value() == null ? "absent" : "= " + read.value();
        lostUpdates.add(trace.key, version, transaction(first), transaction(write));
      }
      first = write;
    }
  }

  /// Adds that a version which was there before a transaction began is older than what that wrote.
  /// Of the many such pairs those are enough between which no other write fits.
  private void addRealTime() {
    List<Trace.Write> byBegin = new ArrayList<>(written);
    byBegin.sort(Comparator.comparingLong(write -> transaction(write).invokedNanos()));
    long[] begins = byBegin.stream().mapToLong(each -> transaction(each).invokedNanos()).toArray();
    for (Trace.Write write : trace.writes()) {
      Transaction witness = witness(write);
      if (witness == null) {
        continue;
      }
      int at = java.util.Arrays.binarySearch(begins, witness.completedNanos());
      at = at < 0 ? -at - 1 : at;
      while (at < begins.length && begins[at] <= witness.completedNanos()) {
        at++;
      }
      long firstEnd = Long.MAX_VALUE;
      for (; at < begins.length && begins[at] <= firstEnd; at++) {
        Trace.Write later = byBegin.get(at);
        if (later.transaction() != write.transaction()) {
          firstEnd = Math.min(firstEnd, transaction(later).completedNanos());
          addEarlier(write, later, witness);
        }
      }
    }
  }

  /// Returns who was answered first of those that know the version to have been there.
  private @Nullable Transaction witness(Trace.Write write) {
    if (observations.effective(trace, write.value()) == null) {
      return null;
    }
    Transaction first = transaction(write);
    for (Trace.ValueSeen seen : readers.getOrDefault(write.value(), List.of())) {
      Transaction reader = transaction(seen);
      first = reader.completedNanos() < first.completedNanos() ? reader : first;
    }
    return first.completedNanos() == Transaction.NEVER ? null : first;
  }

  /// Adds what does not follow from the times of the two transactions alone.
  private void addEarlier(Trace.Write write, Trace.Write later, Transaction witness) {
    Transaction after = transaction(later);
    if (!transaction(write).precedes(after)) {
      edges.add(
          write.transaction(),
          later.transaction(),
          Relation.TIMED_WW,
          new Reason.RegisterEarlier(trace.key, write.value(), later.value(), witness));
    }
    for (Trace.ValueSeen seen : readers.getOrDefault(write.value(), List.of())) {
      if (!transaction(seen).precedes(after)) {
        edges.add(
            seen.transaction(),
            later.transaction(),
            Relation.TIMED_RW,
            new Reason.RegisterStale(trace.key, write.value(), later.value(), witness));
      }
    }
  }

  /// Reports transactions that read two versions, unless a cycle through them says it better.
  void reportChangedReads() {
    Map<Integer, Trace.ValueSeen> first = new HashMap<>();
    for (Trace.ValueSeen seen : trace.values) {
      Trace.ValueSeen before = first.putIfAbsent(seen.transaction(), seen);
      if (before != null
          && !java.util.Objects.equals(before.value(), seen.value())
          && !findings.inCycle(transaction(seen))) {
        plain(
            AnomalyKind.G_SINGLE,
            "%s read %s, %s and then %s"
                .formatted(transaction(seen).name(), trace.key, shown(before), shown(seen)),
            transaction(seen));
      }
    }
  }

  private static String shown(Trace.ValueSeen seen) {
    return seen.value() == null ? "absent" : "= " + seen.value();
  }
}
