package io.halcyon.sql.engine;

import io.halcyon.sql.bind.RelationDescriptor;
import io.halcyon.sql.catalog.CatalogView;
import io.halcyon.sql.catalog.Descriptor;
import io.halcyon.sql.catalog.Relation;
import io.halcyon.sql.catalog.SchemaDescriptor;
import io.halcyon.sql.catalog.SequenceDescriptor;
import io.halcyon.sql.catalog.TableDescriptor;
import io.halcyon.sql.catalog.ViewDescriptor;
import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;
import io.halcyon.sql.session.SessionServices;
import io.halcyon.sql.system.SystemTables;
import io.halcyon.sql.system.SystemTexts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What functions ask of a session that has a catalog: sequences, and names of relations. The rest
/// is asked of the session above. Owned by the session's thread.
final class StoredServices implements SessionServices {
  private final StoredEngine engine;
  private final Map<Integer, Long> taken = new HashMap<>();
  private @Nullable Long last;
  private SessionServices above = SessionServices.NONE;
  private @Nullable CatalogView view;
  private Runnable confirm = () -> {};

  StoredServices(StoredEngine engine) {
    this.engine = engine;
  }

  /// A statement is bound or run.
  ///
  /// @param confirmation makes sure that the catalog is up to date
  void within(SessionServices session, CatalogView catalog, Runnable confirmation) {
    above = session;
    view = catalog;
    confirm = confirmation;
  }

  private CatalogView view() {
    CatalogView now = view;
    if (now == null) {
      throw new IllegalStateException("no statement is under way");
    }
    confirm.run();
    return now;
  }

  private SequenceDescriptor sequence(long oid) {
    Descriptor found = view().snapshot().find((int) oid);
    if (found instanceof SequenceDescriptor sequence) {
      return sequence;
    }
    if (found == null) {
      throw new SqlError(SqlState.UNDEFINED_TABLE, "could not open relation with OID " + oid);
    }
    throw new SqlError(
        SqlState.WRONG_OBJECT_TYPE, "\"%s\" is not a sequence".formatted(found.name()));
  }

  @Override
  public long nextValue(long oid) {
    SequenceDescriptor sequence = sequence(oid);
    long value = engine.sequences().next(sequence);
    taken.put(sequence.id(), value);
    last = value;
    return value;
  }

  @Override
  public long currentValue(long oid) {
    SequenceDescriptor sequence = sequence(oid);
    Long value = taken.get(sequence.id());
    if (value == null) {
      throw new SqlError(
          SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE,
          "currval of sequence \"%s\" is not yet defined in this session"
              .formatted(sequence.name()));
    }
    return value;
  }

  @Override
  public long lastValue() {
    Long value = last;
    if (value == null) {
      throw new SqlError(
          SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE, "lastval is not yet defined in this session");
    }
    return value;
  }

  @Override
  public void setValue(long oid, long value, boolean called) {
    SequenceDescriptor sequence = sequence(oid);
    engine.sequences().set(sequence, value, called);
    if (called) {
      taken.put(sequence.id(), value);
      last = value;
    }
  }

  @Override
  public @Nullable Long relation(String name) {
    List<String> parts = parts(name);
    Relation found = view().find(parts);
    if (found != null) {
      return (long) found.id();
    }
    RelationDescriptor computed = view().relation(parts);
    if (computed != null) {
      return computed.id();
    }
    TableDescriptor table = view().tableOfIndex(parts);
    if (table != null && table.index(parts.getLast()) != null) {
      return (long) java.util.Objects.requireNonNull(table.index(parts.getLast())).id();
    }
    return null;
  }

  @Override
  public boolean schemaExists(String name) {
    return SystemTables.byName().containsKey(name) || view().snapshot().schema(name) != null;
  }

  /// Takes a name apart as the lexer would.
  private static List<String> parts(String name) {
    List<String> parts = new ArrayList<>();
    StringBuilder part = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c == '"') {
        quoted = !quoted;
      } else if (c == '.' && !quoted) {
        parts.add(part.toString());
        part.setLength(0);
      } else {
        part.append(quoted ? c : Character.toLowerCase(c));
      }
    }
    parts.add(part.toString());
    return parts;
  }

  @Override
  public @Nullable String relationName(long oid) {
    CatalogView seen = view;
    if (seen == null) {
      return null;
    }
    Descriptor found = seen.snapshot().find((int) oid);
    if (!(found instanceof Relation relation)) {
      return SystemTexts.nameOfIndex(oid, seen.searchPath(), seen.snapshot());
    }
    boolean visible = relation.equals(seen.find(List.of(relation.name())));
    SchemaDescriptor schema = (SchemaDescriptor) seen.snapshot().find(relation.schema());
    return visible || schema == null ? relation.name() : schema.name() + "." + relation.name();
  }

  @Override
  public @Nullable Boolean visible(long oid) {
    return SystemTexts.isVisible(oid, view().searchPath(), view().snapshot());
  }

  @Override
  public @Nullable String indexDefinition(long oid, int part) {
    return SystemTexts.index(oid, part, view().snapshot());
  }

  @Override
  public @Nullable String constraintDefinition(long oid) {
    return SystemTexts.constraint(oid, view().snapshot());
  }

  @Override
  public @Nullable String viewDefinition(long oid) {
    return view().snapshot().find((int) oid) instanceof ViewDescriptor found
        ? " " + found.query() + ";"
        : null;
  }

  @Override
  public @Nullable String setting(String name) {
    return above.setting(name);
  }

  @Override
  public int processId() {
    return above.processId();
  }
}
