package io.halcyon.checker.history;

import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The history file: JSON lines, two events an operation, so that a recorder that dies leaves open
/// invocations behind, which count as ambiguous. Each line is one flat object:
///
/// ```
/// {"type":"invoke","process":1,"time":100,"op":"put","key":"k","value":"v"}
/// {"type":"ok","process":1,"time":250}
/// ```
///
/// `op` is get, put (`value`), delete, cas (`expected`, `value`) or increment (`delta`). `type` is
/// invoke, ok, fail or info (ambiguous; both with `detail`). An ok of get has `value`, of delete
/// perhaps `existed`, of cas `swapped`, of increment `counter`. Times are monotonic nanoseconds. A
/// process has one open invocation at most.
public final class HistoryFormat {
  private HistoryFormat() {}

  /// Writes a history as events in time order.
  public static void write(History history, Appendable out) throws IOException {
    record Event(long nanos, boolean completion, Operation operation) {}
    List<Operation> operations = new ArrayList<>(history.operations());
    operations.sort(
        Comparator.comparingLong(Operation::invokedNanos)
            .thenComparingLong(Operation::completedNanos));
    List<Event> events = new ArrayList<>(2 * operations.size());
    for (Operation operation : operations) {
      events.add(new Event(operation.invokedNanos(), false, operation));
      events.add(new Event(closedNanos(operation), true, operation));
    }
    // The sort is stable: within one nanosecond a process still ends what it began before it begins
    // the next.
    events.sort(Comparator.comparingLong(Event::nanos));
    for (Event event : events) {
      out.append(event.completion() ? completion(event.operation()) : invocation(event.operation()))
          .append('\n');
    }
  }

  /// Returns the line of an operation's invocation, without line end.
  public static String invocation(Operation operation) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("type", "invoke");
    fields.put("process", operation.process());
    fields.put("time", operation.invokedNanos());
    switch (operation.call()) {
      case Call.Get _ -> fields.put("op", "get");
      case Call.Put put -> {
        fields.put("op", "put");
        fields.put("value", put.value());
      }
      case Call.Delete _ -> fields.put("op", "delete");
      case Call.CompareAndSet cas -> {
        fields.put("op", "cas");
        fields.put("expected", cas.expected());
        fields.put("value", cas.value());
      }
      case Call.Increment increment -> {
        fields.put("op", "increment");
        fields.put("delta", increment.delta());
      }
    }
    fields.put("key", operation.key());
    return FlatJson.write(fields);
  }

  /// Returns the line of an operation's completion, without line end.
  public static String completion(Operation operation) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    String type =
        switch (operation.outcome()) {
          case Outcome.Ok _ -> "ok";
          case Outcome.Failed _ -> "fail";
          case Outcome.Ambiguous _ -> "info";
        };
    fields.put("type", type);
    fields.put("process", operation.process());
    fields.put("time", closedNanos(operation));
    switch (operation.outcome()) {
      case Outcome.Failed failed -> fields.put("detail", failed.detail());
      case Outcome.Ambiguous ambiguous -> fields.put("detail", ambiguous.detail());
      case Outcome.Ok ok -> {
        switch (ok.answer()) {
          case Answer.Found found -> fields.put("value", found.value());
          case Answer.Done _ -> {}
          case Answer.Existed existed -> fields.put("existed", existed.existed());
          case Answer.Swapped swapped -> fields.put("swapped", swapped.swapped());
          case Answer.Counted counted -> fields.put("counter", counted.value());
        }
      }
    }
    return FlatJson.write(fields);
  }

  /// Reads a history; open invocations at its end are ambiguous.
  ///
  /// @throws IOException if a line is malformed (its number is in the message) or reading fails
  public static History read(Reader in) throws IOException {
    Map<Long, Operation> open = new HashMap<>();
    List<Operation> operations = new ArrayList<>();
    JsonLines.read(in, fields -> event(fields, open, operations));
    operations.addAll(open.values());
    return new History(operations);
  }

  /// Ambiguous operations have no completion; their process is free again at once.
  private static long closedNanos(Operation operation) {
    return operation.outcome() instanceof Outcome.Ambiguous
        ? operation.invokedNanos()
        : operation.completedNanos();
  }

  private static void event(FlatJson fields, Map<Long, Operation> open, List<Operation> done) {
    long process = fields.number("process");
    long time = fields.number("time");
    String type = fields.text("type");
    if (type.equals("invoke")) {
      Operation begun = Operation.ambiguous(process, fields.text("key"), call(fields), time);
      if (open.putIfAbsent(process, begun) != null) {
        throw new IllegalArgumentException("process " + process + " has an open invocation");
      }
      return;
    }
    Operation begun = open.remove(process);
    if (begun == null) {
      throw new IllegalArgumentException("process " + process + " has no open invocation");
    }
    Outcome outcome =
        switch (type) {
          case "ok" -> new Outcome.Ok(answer(begun.call(), fields));
          case "fail" -> new Outcome.Failed(fields.textOr("detail", ""));
          case "info" -> new Outcome.Ambiguous(fields.textOr("detail", ""));
          default -> throw new IllegalArgumentException("unknown type " + type);
        };
    done.add(
        new Operation(process, begun.key(), begun.call(), begun.invokedNanos(), time, outcome));
  }

  private static Call call(FlatJson fields) {
    String op = fields.text("op");
    return switch (op) {
      case "get" -> new Call.Get();
      case "put" -> new Call.Put(fields.text("value"));
      case "delete" -> new Call.Delete();
      case "cas" -> new Call.CompareAndSet(fields.nullableText("expected"), fields.text("value"));
      case "increment" -> new Call.Increment(fields.number("delta"));
      default -> throw new IllegalArgumentException("unknown op " + op);
    };
  }

  private static Answer answer(Call call, FlatJson fields) {
    return switch (call) {
      case Call.Get _ -> new Answer.Found(fields.nullableText("value"));
      case Call.Put _ -> new Answer.Done();
      case Call.Delete _ ->
          fields.has("existed") ? new Answer.Existed(fields.flag("existed")) : new Answer.Done();
      case Call.CompareAndSet _ -> new Answer.Swapped(fields.flag("swapped"));
      case Call.Increment _ -> new Answer.Counted(fields.number("counter"));
    };
  }
}
