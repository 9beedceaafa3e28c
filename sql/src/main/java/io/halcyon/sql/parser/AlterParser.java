package io.halcyon.sql.parser;

import io.halcyon.sql.ast.ObjectKind;
import io.halcyon.sql.ast.ObjectRef;
import io.halcyon.sql.ast.ObjectStatement;
import io.halcyon.sql.ast.Position;
import io.halcyon.sql.ast.QualifiedName;
import io.halcyon.sql.ast.Statement;
import io.halcyon.sql.ast.TableRef;
import io.halcyon.sql.ast.TableStatement;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `ALTER`: finds out of what, and reads what all kinds have in common (`RENAME`, `OWNER TO`, `SET
/// SCHEMA`).
final class AlterParser {
  private final Grammar grammar;
  private final Cursor cursor;
  private final Names names;
  private final ObjectRefParser references;

  AlterParser(Grammar grammar) {
    this.grammar = grammar;
    this.cursor = grammar.cursor;
    this.names = grammar.names;
    this.references = new ObjectRefParser(grammar);
  }

  Statement alter() {
    Position at = cursor.position();
    int start = cursor.index();
    cursor.expect("alter");
    if (cursor.at("default", "privileges")) {
      return new GrantParser(grammar).alterDefaultPrivileges(at);
    }
    if (cursor.at("user", "mapping")) {
      return new ForeignParser(grammar).alterUserMapping(at, start);
    }
    if (cursor.atAny("role", "user", "group")) {
      return new RoleParser(grammar).alter(at);
    }
    if (cursor.at("system")) {
      return new RefusedParser(grammar).alterSystem(at, start);
    }
    @Nullable ObjectKind kind = references.kind();
    if (kind == null) {
      throw cursor.unexpected();
    }
    return switch (kind) {
      case TABLE, INDEX, SEQUENCE, VIEW, MATERIALIZED_VIEW, FOREIGN_TABLE ->
          relation(at, kind, start);
      case DATABASE -> new DatabaseParser(grammar).alter(at, start);
      case TYPE, DOMAIN -> new TypeDefinitionParser(grammar).alter(at, kind);
      case FUNCTION, PROCEDURE, ROUTINE -> new RoutineParser(grammar).alter(at, kind, start);
      case POLICY -> new TriggerParser(grammar).alterPolicy(at);
      case ATTRIBUTE, CAST, COLUMN, CONSTRAINT, TRANSFORM, ROLE, ACCESS_METHOD ->
          throw cursor.unexpected();
      case AGGREGATE,
          COLLATION,
          CONVERSION,
          EVENT_TRIGGER,
          EXTENSION,
          FOREIGN_DATA_WRAPPER,
          LANGUAGE,
          LARGE_OBJECT,
          OPERATOR,
          OPERATOR_CLASS,
          OPERATOR_FAMILY,
          PUBLICATION,
          RULE,
          SCHEMA,
          SERVER,
          STATISTICS,
          SUBSCRIPTION,
          TABLESPACE,
          TEXT_SEARCH_CONFIGURATION,
          TEXT_SEARCH_DICTIONARY,
          TEXT_SEARCH_PARSER,
          TEXT_SEARCH_TEMPLATE,
          TRIGGER ->
          other(at, kind, start);
    };
  }

  private Statement other(Position at, ObjectKind kind, int start) {
    boolean ifExists = kind == ObjectKind.STATISTICS && names.ifExists();
    ObjectRef object = references.reference(kind);
    @Nullable Statement common = ifExists ? null : common(at, object, start);
    return common != null ? common : new RefusedParser(grammar).alter(at, kind, start);
  }

  /// Reads what may be done to any kind of object; null, with nothing read, if it is something
  /// else.
  @Nullable Statement common(Position at, ObjectRef object, int start) {
    if (isRenamed(object.kind()) && cursor.accept("rename", "to")) {
      return new ObjectStatement.Rename(at, object, false, false, null, names.columnId(), false);
    }
    if (hasOwner(object.kind()) && cursor.accept("owner", "to")) {
      return new ObjectStatement.SetOwner(at, object, names.role());
    }
    if (isInSchema(object.kind()) && cursor.accept("set", "schema")) {
      return new ObjectStatement.SetSchema(at, object, false, false, names.columnId());
    }
    return dependsOnExtension(at, object.kind(), start);
  }

  private static boolean isRenamed(ObjectKind kind) {
    return switch (kind) {
      case OPERATOR, LARGE_OBJECT, EXTENSION -> false;
      default -> true;
    };
  }

  private static boolean hasOwner(ObjectKind kind) {
    return switch (kind) {
      case POLICY, RULE, TRIGGER, EXTENSION, TEXT_SEARCH_PARSER, TEXT_SEARCH_TEMPLATE -> false;
      default -> true;
    };
  }

  private static boolean isInSchema(ObjectKind kind) {
    return switch (kind) {
      case AGGREGATE,
          COLLATION,
          CONVERSION,
          DOMAIN,
          EXTENSION,
          FUNCTION,
          PROCEDURE,
          ROUTINE,
          OPERATOR,
          OPERATOR_CLASS,
          OPERATOR_FAMILY,
          STATISTICS,
          TYPE,
          TEXT_SEARCH_CONFIGURATION,
          TEXT_SEARCH_DICTIONARY,
          TEXT_SEARCH_PARSER,
          TEXT_SEARCH_TEMPLATE ->
          true;
      default -> false;
    };
  }

  private @Nullable Statement dependsOnExtension(Position at, ObjectKind kind, int start) {
    boolean allowed =
        switch (kind) {
          case FUNCTION, PROCEDURE, ROUTINE, TRIGGER, MATERIALIZED_VIEW, INDEX -> true;
          default -> false;
        };
    if (!allowed || !(cursor.at("depends") || cursor.at("no", "depends"))) {
      return null;
    }
    cursor.accept("no");
    cursor.expect("depends", "on");
    cursor.expect("extension");
    var _ = names.columnId();
    return new RefusedParser(grammar)
        .refused(at, start, "ALTER " + kind.words() + " DEPENDS ON EXTENSION");
  }

  private Statement relation(Position at, ObjectKind kind, int start) {
    if (cursor.at("all", "in")) {
      return new RefusedParser(grammar).moveAll(at, kind, start);
    }
    boolean ifExists = names.ifExists();
    Position nameAt = cursor.position();
    boolean inherits = kind == ObjectKind.TABLE || kind == ObjectKind.FOREIGN_TABLE;
    TableRef.Relation table =
        inherits
            ? grammar.tables.relation()
            : new TableRef.Relation(nameAt, names.relation(), false, null, null);
    ObjectRef object = new ObjectRef.Named(nameAt, kind, table.name());
    if (cursor.accept("rename")) {
      return rename(at, object, ifExists, table.only());
    }
    if (kind != ObjectKind.INDEX && cursor.accept("set", "schema")) {
      return new ObjectStatement.SetSchema(at, object, ifExists, table.only(), names.columnId());
    }
    @Nullable Statement depends = ifExists ? null : dependsOnExtension(at, kind, start);
    if (depends != null) {
      return depends;
    }
    return kind == ObjectKind.SEQUENCE && !atRelationAction()
        ? sequence(at, ifExists, table.name())
        : alterTable(at, kind, ifExists, table);
  }

  private boolean atRelationAction() {
    return cursor.atAny("owner", "set", "reset")
        || cursor.atAny("alter", "add", "drop")
        || cursor.atAny("enable", "disable", "replica");
  }

  private Statement sequence(Position at, boolean ifExists, QualifiedName name) {
    var options = new SequenceParser(grammar).options();
    if (options.isEmpty()) {
      throw cursor.unexpected();
    }
    return new TableStatement.AlterSequence(at, ifExists, name, options);
  }

  private Statement alterTable(
      Position at, ObjectKind kind, boolean ifExists, TableRef.Relation table) {
    return new TableStatement.AlterTable(
        at,
        kind,
        ifExists,
        table.name(),
        table.only(),
        new AlterTableParser(grammar).actions(kind));
  }

  private Statement rename(Position at, ObjectRef object, boolean ifExists, boolean only) {
    ObjectKind kind = object.kind();
    ObjectStatement.@Nullable Part part = null;
    if (cursor.accept("constraint") && kind == ObjectKind.TABLE) {
      part = new ObjectStatement.Part(ObjectKind.CONSTRAINT, names.columnId());
    } else if (!cursor.at("to")) {
      boolean hasColumns = kind != ObjectKind.SEQUENCE && kind != ObjectKind.INDEX;
      if (!hasColumns) {
        throw cursor.unexpected();
      }
      cursor.accept("column");
      part = new ObjectStatement.Part(ObjectKind.COLUMN, names.columnId());
    }
    cursor.expect("to");
    return new ObjectStatement.Rename(at, object, ifExists, only, part, names.columnId(), false);
  }

  /// Returns a reference by name alone.
  static ObjectRef named(Position at, ObjectKind kind, String name) {
    return new ObjectRef.Named(at, kind, new QualifiedName(at, List.of(name)));
  }
}
