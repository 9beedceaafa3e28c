package io.halcyon.checker.transactions;

import io.halcyon.checker.history.FlatJson;
import io.halcyon.checker.history.JsonLines;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The file of a history of transactions: JSON lines, one for the begin, each action and the end of
/// a transaction. Lines of different transactions may be mixed, as a recorder writes them while
/// they run; a transaction without an end is ambiguous. Times are monotonic nanoseconds.
///
/// ```
/// {"type":"begin","txn":1,"process":3,"time":100}      stale: true if it reads the past
/// {"type":"append","txn":1,"key":"x","value":5}
/// {"type":"list","txn":1,"key":"x","elements":"1 2 5"}
/// {"type":"write","txn":1,"key":"r","value":7}
/// {"type":"read","txn":1,"key":"r","value":null}
/// {"type":"committed","txn":1,"time":250}              or aborted, or ambiguous (no time)
/// ```
public final class TransactionFormat {
  private TransactionFormat() {}

  /// Writes a history, one transaction after the other.
  public static void write(TransactionHistory history, Appendable out) throws IOException {
    for (Transaction transaction : history.transactions()) {
      Map<String, @Nullable Object> begin = line("begin", transaction.id());
      begin.put("process", transaction.process());
      begin.put("time", transaction.invokedNanos());
      if (transaction.stale()) {
        begin.put("stale", true);
      }
      append(begin, out);
      for (Action action : transaction.actions()) {
        append(fields(transaction.id(), action), out);
      }
      Map<String, @Nullable Object> end = line(name(transaction.fate()), transaction.id());
      if (transaction.fate() != Fate.AMBIGUOUS) {
        end.put("time", transaction.completedNanos());
      }
      append(end, out);
    }
  }

  private static void append(Map<String, @Nullable Object> fields, Appendable out)
      throws IOException {
    out.append(FlatJson.write(fields)).append('\n');
  }

  private static Map<String, @Nullable Object> line(String type, long id) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("type", type);
    fields.put("txn", id);
    return fields;
  }

  private static String name(Fate fate) {
    return switch (fate) {
      case COMMITTED -> "committed";
      case ABORTED -> "aborted";
      case AMBIGUOUS -> "ambiguous";
    };
  }

  private static Map<String, @Nullable Object> fields(long id, Action action) {
    String type =
        switch (action) {
          case Action.Append _ -> "append";
          case Action.ReadList _ -> "list";
          case Action.Write _ -> "write";
          case Action.Read _ -> "read";
        };
    Map<String, @Nullable Object> fields = line(type, id);
    fields.put("key", action.key());
    switch (action) {
      case Action.Append append -> fields.put("value", append.element());
      case Action.ReadList read -> fields.put("elements", text(read.elements()));
      case Action.Write write -> fields.put("value", write.value());
      case Action.Read read -> fields.put("value", read.value());
    }
    return fields;
  }

  private static String text(Elements elements) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < elements.size(); i++) {
      text.append(i == 0 ? "" : " ").append(elements.get(i));
    }
    return text.toString();
  }

  /// Reads a history, in the order of the begins.
  ///
  /// @throws IOException if a line is malformed (its number is in the message) or reading fails
  public static TransactionHistory read(Reader in) throws IOException {
    Map<Long, Draft> drafts = new LinkedHashMap<>();
    JsonLines.read(in, fields -> event(fields, drafts));
    return new TransactionHistory(drafts.values().stream().map(Draft::transaction).toList());
  }

  private static void event(FlatJson fields, Map<Long, Draft> drafts) {
    long id = fields.number("txn");
    String type = fields.text("type");
    if (type.equals("begin")) {
      if (drafts.put(id, new Draft(id, fields)) != null) {
        throw new IllegalArgumentException("transaction " + id + " begins twice");
      }
      return;
    }
    Draft draft = drafts.get(id);
    if (draft == null || draft.ended) {
      throw new IllegalArgumentException("transaction " + id + " is not open");
    }
    switch (type) {
      case "committed" -> draft.end(Fate.COMMITTED, fields.number("time"));
      case "aborted" -> draft.end(Fate.ABORTED, fields.number("time"));
      case "ambiguous" -> draft.end(Fate.AMBIGUOUS, Transaction.NEVER);
      default -> draft.actions.add(action(type, fields));
    }
  }

  private static Action action(String type, FlatJson fields) {
    String key = fields.text("key");
    return switch (type) {
      case "append" -> new Action.Append(key, fields.number("value"));
      case "list" -> new Action.ReadList(key, elements(fields.text("elements")));
      case "write" -> new Action.Write(key, fields.number("value"));
      case "read" -> new Action.Read(key, fields.nullableNumber("value"));
      default -> throw new IllegalArgumentException("unknown type " + type);
    };
  }

  private static Elements elements(String text) {
    if (text.isEmpty()) {
      return Elements.of();
    }
    String[] words = text.split(" ", -1);
    long[] values = new long[words.length];
    for (int i = 0; i < words.length; i++) {
      values[i] = Long.parseLong(words[i]);
    }
    return Elements.of(values);
  }

  /// A transaction of which not all lines have been read.
  private static final class Draft {
    private final long id;
    private final long process;
    private final long invokedNanos;
    private final boolean stale;
    private final List<Action> actions = new ArrayList<>();
    private Fate fate = Fate.AMBIGUOUS;
    private long completedNanos = Transaction.NEVER;
    private boolean ended;

    Draft(long id, FlatJson begin) {
      this.id = id;
      process = begin.number("process");
      invokedNanos = begin.number("time");
      stale = begin.has("stale") && begin.flag("stale");
    }

    /// Checks the transaction while its line is known.
    void end(Fate how, long nanos) {
      fate = how;
      completedNanos = nanos;
      ended = true;
      transaction();
    }

    Transaction transaction() {
      return new Transaction(id, process, invokedNanos, completedNanos, actions, fate, stale);
    }
  }
}
