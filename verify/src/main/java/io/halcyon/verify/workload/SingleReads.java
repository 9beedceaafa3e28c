package io.halcyon.verify.workload;

import io.halcyon.checker.transactions.Action;
import io.halcyon.verify.database.Session;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads that are single operations, noted. Each object is for one operation.
final class SingleReads {
  private final Session session;
  private final List<Action> actions = new ArrayList<>();

  SingleReads(Session session) {
    this.session = session;
  }

  List<Action> actions() {
    return actions;
  }

  void register(String key) {
    actions.add(new Action.Read(key, Values.register(key, session.get(key))));
  }

  void list(String key) {
    actions.add(new Action.ReadList(key, Values.list(key, session.get(key))));
  }

  /// Reads registers in one snapshot.
  void registers(List<String> keys) {
    List<@Nullable String> texts = session.getAll(keys);
    for (int i = 0; i < keys.size(); i++) {
      actions.add(new Action.Read(keys.get(i), Values.register(keys.get(i), texts.get(i))));
    }
  }

  /// Reads lists in one snapshot.
  void lists(List<String> keys) {
    List<@Nullable String> texts = session.getAll(keys);
    for (int i = 0; i < keys.size(); i++) {
      actions.add(new Action.ReadList(keys.get(i), Values.list(keys.get(i), texts.get(i))));
    }
  }

  /// Reads a set by a scan.
  void set(String set) {
    actions.add(new Action.ReadList(set, Values.set(session.scan(set + "/"))));
  }
}
