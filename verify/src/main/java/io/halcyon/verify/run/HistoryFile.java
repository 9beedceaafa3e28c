package io.halcyon.verify.run;

import io.halcyon.checker.history.FlatJson;
import io.halcyon.checker.history.HistoryFormat;
import io.halcyon.checker.report.Fault;
import io.halcyon.checker.transactions.TransactionFormat;
import io.halcyon.verify.workload.Judge;
import io.halcyon.verify.workload.Recorded;
import io.halcyon.verify.workload.WorkloadKind;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A workload's history with all that is needed to judge it again: one line about the run, one for
/// each fault, each damaged value and each gap, and then the lines of {@link HistoryFormat} or
/// {@link TransactionFormat}.
///
/// ```
/// {"type":"run","workload":"bank","seed":1,"nanos":60000000000,"heads":2}
/// {"type":"fault","name":"kill n2","from":100,"to":200}        to: null if it was not healed
/// {"type":"damaged","what":"key x holds ..."}                  or gap, or note
/// ```
public final class HistoryFile {
  private static final int HEAD_CHARS_MAX = 64 * 1024;
  private static final long HEADS_MAX = 100_000;

  private HistoryFile() {}

  /// Writes one workload of a run.
  public static void write(Verification run, WorkloadReport workload, Path file)
      throws IOException {
    try (var out = Files.newBufferedWriter(file)) {
      List<Map<String, @Nullable Object>> heads = heads(run, workload);
      Map<String, @Nullable Object> first = new LinkedHashMap<>();
      first.put("type", "run");
      first.put("workload", workload.kind().title());
      first.put("seed", run.seed());
      first.put("nanos", run.length().toNanos());
      first.put("heads", heads.size());
      out.append(FlatJson.write(first)).append('\n');
      for (Map<String, @Nullable Object> head : heads) {
        out.append(FlatJson.write(head)).append('\n');
      }
      switch (workload.recorded()) {
        case Recorded.Calls calls -> HistoryFormat.write(calls.history(), out);
        case Recorded.Transactions transactions ->
            TransactionFormat.write(transactions.history(), out);
      }
    }
  }

  private static List<Map<String, @Nullable Object>> heads(
      Verification run, WorkloadReport workload) {
    List<Map<String, @Nullable Object>> heads = new ArrayList<>();
    for (Fault fault : run.faults()) {
      Map<String, @Nullable Object> head = new LinkedHashMap<>();
      head.put("type", "fault");
      head.put("name", fault.name());
      head.put("from", fault.fromNanos());
      head.put("to", fault.toNanos() == Long.MAX_VALUE ? null : fault.toNanos());
      heads.add(head);
    }
    workload.damaged().forEach(what -> heads.add(remark("damaged", what)));
    workload.gaps().forEach(what -> heads.add(remark("gap", what)));
    workload.notes().forEach(what -> heads.add(remark("note", what)));
    return heads;
  }

  private static Map<String, @Nullable Object> remark(String type, String what) {
    Map<String, @Nullable Object> head = new LinkedHashMap<>();
    head.put("type", type);
    head.put("what", what);
    return head;
  }

  /// Reads a file, and judges it again.
  ///
  /// @throws IOException if it cannot be read, or is not such a file
  public static Verification check(Path file, Judge judge) throws IOException {
    try (BufferedReader in = Files.newBufferedReader(file)) {
      FlatJson first = head(in);
      WorkloadKind kind =
          WorkloadKind.named(first.text("workload"))
              .orElseThrow(() ->
                  new IllegalArgumentException("no such workload: " + first.text("workload")));
      Heads heads = new Heads();
      long count = first.number("heads");
      if (count < 0 || count > HEADS_MAX) {
        throw new IllegalArgumentException("heads must be 0 to " + HEADS_MAX + ": " + count);
      }
      for (long i = 0; i < count; i++) {
        heads.add(head(in));
      }
      Recorded recorded =
          kind == WorkloadKind.REGISTER
              ? new Recorded.Calls(HistoryFormat.read(in))
              : new Recorded.Transactions(TransactionFormat.read(in));
      WorkloadReport report =
          WorkloadReport.judged(judge, kind, recorded, heads.damaged, heads.gaps, heads.notes);
      return new Verification(
          first.number("seed"),
          Duration.ofNanos(first.number("nanos")),
          List.of(report),
          heads.faults);
    } catch (IllegalArgumentException malformed) {
      throw new IOException(
          file + " is not a history of halcyon verify: " + malformed.getMessage(), malformed);
    }
  }

  private static FlatJson head(Reader in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
      if (line.length() >= HEAD_CHARS_MAX) {
        throw new IllegalArgumentException(
            "a line before the history is longer than " + HEAD_CHARS_MAX + " characters");
      }
      line.append((char) c);
    }
    return FlatJson.read(line.toString());
  }

  /// What stands before the history.
  private static final class Heads {
    private final List<Fault> faults = new ArrayList<>();
    private final List<String> damaged = new ArrayList<>();
    private final List<String> gaps = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    void add(FlatJson head) {
      switch (head.text("type")) {
        case "fault" -> {
          Long to = head.nullableNumber("to");
          faults.add(
              new Fault(head.text("name"), head.number("from"), to == null ? Long.MAX_VALUE : to));
        }
        case "damaged" -> damaged.add(head.text("what"));
        case "gap" -> gaps.add(head.text("what"));
        case "note" -> notes.add(head.text("what"));
        default -> throw new IllegalArgumentException("unknown type " + head.text("type"));
      }
    }
  }
}
