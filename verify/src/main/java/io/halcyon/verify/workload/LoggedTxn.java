package io.halcyon.verify.workload;

import io.halcyon.checker.transactions.Action;
import io.halcyon.checker.transactions.Elements;
import io.halcyon.verify.database.Txn;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One attempt at a transaction, which notes what it read and wrote: registers hold one integer,
/// lists integers with blanks between them.
final class LoggedTxn {
  private final Txn txn;
  private final List<Action> actions = new ArrayList<>();

  LoggedTxn(Txn txn) {
    this.txn = txn;
  }

  List<Action> actions() {
    return actions;
  }

  @Nullable Long read(String key) {
    Long value = Values.register(key, txn.get(key));
    actions.add(new Action.Read(key, value));
    return value;
  }

  List<@Nullable Long> readAll(List<String> keys) {
    return registers(keys, txn.getAll(keys));
  }

  List<@Nullable Long> lock(List<String> keys) {
    return registers(keys, txn.lock(keys));
  }

  private List<@Nullable Long> registers(List<String> keys, List<@Nullable String> texts) {
    List<@Nullable Long> values = new ArrayList<>(keys.size());
    for (int i = 0; i < keys.size(); i++) {
      Long value = Values.register(keys.get(i), texts.get(i));
      actions.add(new Action.Read(keys.get(i), value));
      values.add(value);
    }
    return values;
  }

  void write(String key, long value) {
    actions.add(new Action.Write(key, value));
    txn.put(key, Long.toString(value));
  }

  void readList(String key) {
    actions.add(new Action.ReadList(key, Values.list(key, txn.get(key))));
  }

  /// A list is one value: adding to it reads it first, which is noted, too.
  void append(String key, long element) {
    String before = txn.get(key);
    Elements elements = Values.list(key, before);
    actions.add(new Action.ReadList(key, elements));
    actions.add(new Action.Append(key, element));
    txn.put(key, before == null ? Long.toString(element) : before + " " + element);
  }

  /// Reads a set, each element of which is a pair below the set's key.
  void readSet(String set) {
    Map<String, String> pairs = txn.scan(set + "/");
    actions.add(new Action.ReadList(set, Values.set(pairs)));
  }
}
