package io.halcyon.sql.table;

import io.halcyon.sql.access.AccessPath;
import io.halcyon.sql.access.BatchSource;
import io.halcyon.sql.access.TableAccess;
import io.halcyon.sql.ast.Constraint.ActionKind;
import io.halcyon.sql.ast.Position;
import io.halcyon.sql.bind.BoundExpression;
import io.halcyon.sql.bind.RelationDescriptor;
import io.halcyon.sql.catalog.ForeignKeyDescriptor;
import io.halcyon.sql.catalog.TableDescriptor;
import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;
import io.halcyon.sql.function.Function;
import io.halcyon.sql.function.Functions;
import io.halcyon.sql.function.Operator;
import io.halcyon.sql.function.Operators;
import io.halcyon.sql.storage.StorageTransaction.LockStrength;
import io.halcyon.sql.storage.StorageTransaction.LockWait;
import io.halcyon.sql.type.SqlType;
import io.halcyon.sql.type.Types;
import io.halcyon.sql.value.Batch;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Foreign keys in one transaction: what has to be there, what must not be referred to any more,
/// and what is done to rows whose parent changes.
///
/// Checks are collected while a statement runs and made when it has ended, those of constraints
/// that are deferred when the transaction commits; `RESTRICT` and the actions do not wait. Owned by
/// the session's thread.
final class ForeignKeys {
  private static final Position NOWHERE = new Position(0);

  private final Changes changes;
  private final List<Check> ofStatement = new ArrayList<>();
  private final List<Check> ofTransaction = new ArrayList<>();
  private final ConstraintModes modes = new ConstraintModes();

  /// Something to be looked at later.
  ///
  /// @param child the table that refers
  /// @param values of the key's columns, in its order
  /// @param parentSide whether the parent went, rather than that a child came
  private record Check(
      TableDescriptor child, ForeignKeyDescriptor key, Object[] values, boolean parentSide) {}

  ForeignKeys(Changes changes) {
    this.changes = changes;
  }

  /// Rows of a table were inserted, or are now these.
  ///
  /// @param before what they were; null if they are new
  void childrenCame(TableDescriptor child, @Nullable Batch before, Batch rows) {
    childrenCame(child, child.foreignKeys(), before, rows);
  }

  void childrenCame(
      TableDescriptor child, List<ForeignKeyDescriptor> keys, @Nullable Batch before, Batch rows) {
    for (ForeignKeyDescriptor key : keys) {
      List<Integer> ordinals = ordinals(child, key.columns());
      for (int row = 0; row < rows.size(); row++) {
        Object[] values = values(rows, row, ordinals, child, key);
        if (values != null && (before == null || changed(before, rows, row, ordinals))) {
          note(new Check(child, key, values, false));
        }
      }
    }
  }

  private static List<Integer> ordinals(TableDescriptor table, List<Integer> columns) {
    return columns.stream().map(table::ordinal).toList();
  }

  private static boolean changed(Batch before, Batch after, int row, List<Integer> ordinals) {
    for (int ordinal : ordinals) {
      Object old = before.columns().get(ordinal).get(row);
      if (!Objects.equals(old, after.columns().get(ordinal).get(row))) {
        return true;
      }
    }
    return false;
  }

  /// Returns a row's values; null if it refers to nothing.
  private static Object @Nullable [] values(
      Batch rows,
      int row,
      List<Integer> ordinals,
      TableDescriptor child,
      ForeignKeyDescriptor key) {
    Object[] values = new Object[ordinals.size()];
    int nulls = 0;
    for (int i = 0; i < values.length; i++) {
      Object value = rows.columns().get(ordinals.get(i)).get(row);
      if (value == null) {
        nulls++;
      } else {
        values[i] = value;
      }
    }
    if (nulls > 0 && nulls < values.length && key.matchFull()) {
      throw new SqlError(
              SqlState.FOREIGN_KEY_VIOLATION,
              "insert or update on table \"%s\" violates foreign key constraint \"%s\""
                  .formatted(child.name(), key.name()))
          .withDetail("MATCH FULL does not allow mixing of null and nonnull key values.");
    }
    return nulls > 0 ? null : values;
  }

  private void note(Check check) {
    (modes.deferred(check.key()) ? ofTransaction : ofStatement).add(check);
  }

  /// Rows of a table are gone, or are now others.
  ///
  /// @param after what they are now; null if they are gone
  void parentsWent(TableDescriptor parent, Batch before, @Nullable Batch after) {
    for (TableDescriptor child : changes.catalog().referring(parent.id())) {
      for (ForeignKeyDescriptor key : child.foreignKeys()) {
        if (key.table() == parent.id()) {
          parentsWent(parent, child, key, before, after);
        }
      }
    }
  }

  private void parentsWent(
      TableDescriptor parent,
      TableDescriptor child,
      ForeignKeyDescriptor key,
      Batch before,
      @Nullable Batch after) {
    List<Integer> ordinals = ordinals(parent, key.referenced());
    ActionKind action = after == null ? key.onDelete() : key.onUpdate();
    for (int row = 0; row < before.size(); row++) {
      if (after != null && !changed(before, after, row, ordinals)) {
        continue;
      }
      Object[] values = new Object[ordinals.size()];
      boolean complete = true;
      for (int i = 0; i < values.length; i++) {
        Object value = before.columns().get(ordinals.get(i)).get(row);
        complete &= value != null;
        values[i] = value == null ? "" : value;
      }
      if (!complete) {
        continue;
      }
      Check check = new Check(child, key, values, true);
      switch (action) {
        case NO_ACTION -> note(check);
        case RESTRICT -> requireNoChildren(check, true);
        case CASCADE, SET_NULL, SET_DEFAULT -> {
          int at = row;
          Object[] replacement =
              after == null
                  ? null
                  : ordinals.stream().map(o -> after.columns().get(o).get(at)).toArray();
          act(check, action, after == null, replacement);
        }
      }
    }
  }

  /// Does what the constraint says to the rows that refer to a parent that went.
  private void act(
      Check check, ActionKind action, boolean deleted, @Nullable Object @Nullable [] replacement) {
    TableDescriptor child = check.child();
    for (Batch rows : children(check, Long.MAX_VALUE)) {
      if (action == ActionKind.CASCADE && deleted) {
        changes.delete(child, rows);
        continue;
      }
      Map<Integer, @Nullable Object> set = new LinkedHashMap<>();
      List<Integer> columns = check.key().columns();
      for (int i = 0; i < columns.size(); i++) {
        boolean chosen =
            check.key().setColumns().isEmpty() || check.key().setColumns().contains(columns.get(i));
        int ordinal = child.ordinal(columns.get(i));
        if (action == ActionKind.CASCADE && replacement != null) {
          set.put(ordinal, cascaded(child.columns().get(ordinal).sqlType(), replacement[i]));
        } else if (chosen) {
          set.put(
              ordinal, action == ActionKind.SET_NULL ? null : changes.defaultOf(child, ordinal));
        }
      }
      changes.update(child, rows, set);
    }
  }

  private static @Nullable Object cascaded(SqlType type, @Nullable Object value) {
    Object converted = value == null ? null : ReferringTypes.of(type, value);
    if (converted == null && value != null) {
      throw new SqlError(SqlState.NUMERIC_VALUE_OUT_OF_RANGE, type + " out of range");
    }
    return converted;
  }

  /// Makes the checks of the statement that has ended.
  void statementEnded() {
    List<Check> due = List.copyOf(ofStatement);
    ofStatement.clear();
    make(due);
  }

  /// Returns which constraints wait for the commit.
  ConstraintModes modes() {
    return modes;
  }

  /// Makes those checks that were deferred and do not wait any more. They are made once more at the
  /// commit, for a rollback to a savepoint may undo what has satisfied them.
  void modesChanged() {
    make(ofTransaction.stream().filter(check -> !modes.deferred(check.key())).toList());
  }

  /// Makes all checks that were deferred.
  void committing() {
    List<Check> due = List.copyOf(ofTransaction);
    ofTransaction.clear();
    make(due);
  }

  /// Forgets what a statement that has failed would have had checked.
  void forgetStatement() {
    ofStatement.clear();
  }

  /// Makes checks on the rows that are there by now: those that were noted may be gone, and so may
  /// the constraint.
  private void make(List<Check> noted) {
    List<Check> due = noted.stream().map(this::current).filter(Objects::nonNull).toList();
    List<Check> came = due.stream().filter(check -> !check.parentSide()).toList();
    List<Check> asked = new ArrayList<>();
    List<byte[]> keys = new ArrayList<>();
    for (Check check : came) {
      byte[] key = parentKey(check);
      if (key == null) {
        requireGone(check);
      } else {
        asked.add(check);
        keys.add(key);
      }
    }
    List<byte @Nullable []> found = present(keys);
    for (int i = 0; i < asked.size(); i++) {
      if (found.get(i) == null) {
        requireGone(asked.get(i));
      }
    }
    for (Check check : due) {
      if (check.parentSide()) {
        requireNoChildren(check, false);
      }
    }
  }

  private void requireGone(Check check) {
    if (!children(check, 1).isEmpty()) {
      throw missing(check);
    }
  }

  /// Returns a check of the table and the constraint as they are by now; null if one is no more.
  private @Nullable Check current(Check check) {
    if (!(changes.catalog().find(check.child().id()) instanceof TableDescriptor child)) {
      return null;
    }
    for (ForeignKeyDescriptor key : child.foreignKeys()) {
      if (key.id() == check.key().id()) {
        return new Check(child, key, check.values(), check.parentSide());
      }
    }
    return null;
  }

  /// In a transaction that is not serializable nothing else keeps a parent from going meanwhile.
  private List<byte @Nullable []> present(List<byte[]> keys) {
    if (keys.isEmpty()) {
      return List.of();
    }
    return changes.serializable()
        ? changes.transaction().get(keys)
        : changes.transaction().lock(keys, LockStrength.SHARE, LockWait.WAIT).values();
  }

  /// Returns where the parent must be; null if it can be nowhere.
  private byte @Nullable [] parentKey(Check check) {
    TableLayout parent = changes.layout(check.key().table());
    EntryLayout index = parent.indexNumbered(check.key().index()).entries();
    @Nullable Object[] row = new @Nullable Object[parent.table().columns().size()];
    List<Integer> ordinals = ordinals(parent.table(), check.key().referenced());
    for (int i = 0; i < ordinals.size(); i++) {
      int ordinal = ordinals.get(i);
      Object value =
          ReferringTypes.of(parent.table().columns().get(ordinal).sqlType(), check.values()[i]);
      if (value == null) {
        return null;
      }
      row[ordinal] = value;
    }
    return index.key(row, new @Nullable Object[0]);
  }

  private SqlError missing(Check check) {
    TableDescriptor parent = changes.layout(check.key().table()).table();
    return new SqlError(
            SqlState.FOREIGN_KEY_VIOLATION,
            "insert or update on table \"%s\" violates foreign key constraint \"%s\""
                .formatted(check.child().name(), check.key().name()))
        .withDetail(
            "Key %s is not present in table \"%s\"."
                .formatted(text(check.child(), check.key().columns(), check), parent.name()))
        .about(subject(check));
  }

  private String text(TableDescriptor table, List<Integer> columns, Check check) {
    @Nullable Object[] row = new @Nullable Object[table.columns().size()];
    List<Integer> ordinals = ordinals(table, columns);
    for (int i = 0; i < ordinals.size(); i++) {
      row[ordinals.get(i)] = check.values()[i];
    }
    return KeyText.of(table, ordinals, row, changes.context());
  }

  private SqlError.Subject subject(Check check) {
    return new SqlError.Subject(
        changes.schemaOf(check.child()), check.child().name(), null, null, check.key().name());
  }

  private void requireNoChildren(Check check, boolean restrict) {
    byte[] parentKey = restrict ? null : parentKey(check);
    if (parentKey != null && present(List.of(parentKey)).getFirst() != null) {
      return;
    }
    if (!children(check, 1).isEmpty()) {
      TableDescriptor parent = changes.layout(check.key().table()).table();
      throw new SqlError(
              SqlState.FOREIGN_KEY_VIOLATION,
              ("update or delete on table \"%s\" violates foreign key constraint \"%s\""
                      + " on table \"%s\"")
                  .formatted(parent.name(), check.key().name(), check.child().name()))
          .withDetail(
              "Key %s is still referenced from table \"%s\"."
                  .formatted(text(parent, check.key().referenced(), check), check.child().name()))
          .about(subject(check));
    }
  }

  /// Returns the rows that refer to a parent, with their stored values.
  private List<Batch> children(Check check, long rowsMax) {
    TableDescriptor child = check.child();
    RelationDescriptor relation = changes.stored(child);
    List<BoundExpression> conditions = new ArrayList<>();
    List<Integer> columns = check.key().columns();
    for (int i = 0; i < columns.size(); i++) {
      int ordinal = child.ordinal(columns.get(i));
      Object value = ReferringTypes.of(child.columns().get(ordinal).sqlType(), check.values()[i]);
      if (value == null) {
        return List.of();
      }
      conditions.add(equal(relation, ordinal, value));
    }
    TableAccess access = TableAccess.whole(relation, conditions, rowsMax);
    AccessPath path = changes.tables().paths(access).getFirst();
    List<Batch> found = new ArrayList<>();
    try (BatchSource rows = changes.tables().open(access, path, changes.context())) {
      for (Batch batch = rows.next(); batch != null; batch = rows.next()) {
        found.add(batch);
        if (rowsMax == 1) {
          break;
        }
      }
    }
    return found;
  }

  private static BoundExpression equal(RelationDescriptor relation, int ordinal, Object value) {
    RelationDescriptor.Column column = relation.columns().get(ordinal);
    SqlType type = column.type();
    BoundExpression left =
        new BoundExpression.Column(NOWHERE, type, column.modifier(), 0, ordinal, "", column.name());
    Operator operator = Operators.exact("=", type, type);
    if (operator == null) {
      type = Types.TEXT;
      left = new BoundExpression.Relabel(NOWHERE, type, -1, left);
      operator = Operators.exact("=", type, type);
    }
    Function function =
        Objects.requireNonNull(
            Functions.find(Objects.requireNonNull(operator).function()), "equality");
    return new BoundExpression.Call(
        NOWHERE,
        function,
        Types.BOOL,
        -1,
        List.of(left, new BoundExpression.Constant(NOWHERE, type, -1, value)),
        false);
  }
}
